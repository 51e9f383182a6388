/** Whose fault an error of SQLite's is: the file's, and a new one would be better; or the machine's, and it may pass. */

import { accessSync, constants } from "node:fs";
import { dirname } from "node:path";
import { StoreError } from "./open.ts";

/** What SQLite says of this machine or of another program; whatever else it says of a file comes from the file. */
const MACHINE_FAULT = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|NOMEM|PERM|PROTOCOL)/;

/** Whether it is the file's fault, and a new one would be better. */
export function isDamage(error: unknown, path: string): boolean {
  if (error instanceof StoreError && error.code !== "unusable") return error.code === "corrupt";
  const { code = "" } = ((error as Error).cause ?? error) as { code?: string };
  if (code === "SQLITE_IOERR_SHORT_READ") return true;
  if (code.startsWith("SQLITE_READONLY")) return isWritable(path);
  return code.startsWith("SQLITE_") && !MACHINE_FAULT.test(code);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
