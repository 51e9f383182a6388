/** Text files that people write: also with Windows' Notepad and PowerShell. */

import { readFileSync } from "node:fs";

/**
 * UTF-8, with or without the byte order mark that Notepad puts first, or UTF-16, which the older PowerShell writes by `>`.
 * Throws what the file system throws.
 * @param file a path, or the number of an open file
 */
export function readText(file: string | number): string {
  const bytes = readFileSync(file);
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  // It takes the mark off.
  return new TextDecoder(encoding).decode(bytes);
}
