/** A JSON file from the command line. The error names the file and what is wrong with it. */

import { readFileSync } from "node:fs";
import { UsageError } from "./verb.ts";

/** Reads and parses the file ("-" is standard input). Throws UsageError. */
export function readJson(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}
