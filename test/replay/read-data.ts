/** Text of a data file in a folder, plain or gzipped: "transactions.csv" is also found as "transactions.csv.gz". */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** Throws with both names if neither is there. */
export function readData(folder: string, name: string): string {
  const plain = join(folder, name);
  if (existsSync(plain)) return readFileSync(plain, "utf8");
  if (existsSync(`${plain}.gz`)) return gunzipSync(readFileSync(`${plain}.gz`)).toString("utf8");
  throw new Error(`Neither ${plain} nor ${plain}.gz is there. Give the folder with --data.`);
}
