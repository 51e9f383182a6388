/** A JSON file from the command line. The error names the file and what is wrong with it. */

import { readText } from "../../sync/read-text.ts";
import { InputError } from "./verb.ts";

/** Reads and parses the file ("-" is standard input). Throws InputError. */
export function readJson(path: string): unknown {
  let text: string;
  try {
    text = readText(path === "-" ? 0 : path);
  } catch (error) {
    throw new InputError(`${path} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InputError(`${path} is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** Reads what is in a file by `read`; where that complains, the file is named too. Throws InputError. */
export function inFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError || !(error instanceof Error && "code" in error)) throw error;
    throw new InputError(`${path}: ${error.message}`, { cause: error });
  }
}
