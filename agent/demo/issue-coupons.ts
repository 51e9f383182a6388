/** HQ issues single-use coupons: codes that nobody has seen before, kept with those issued at earlier starts. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ean13 } from "../../drivers/codes/check-digit.ts";

const issuedSchema = z.object({
  series: z.array(z.never()).default([]),
  codes: z.array(z.object({ code: z.string(), series: z.string() })),
});

/** The chain's coupons begin with 99; 991 are those that the demo issues. */
const firstNumber = 991_500_000_000;

/** New codes of the series, and the file that `publish` reads them from. */
export function issueCoupons(
  dataDir: string,
  series: string,
  count: number,
): { readonly codes: readonly string[]; readonly file: string } {
  const file = join(dataDir, "issued-coupons.json");
  const issued = existsSync(file)
    ? issuedSchema.parse(JSON.parse(readFileSync(file, "utf8")))
    : { series: [], codes: [] };
  const first = firstNumber + issued.codes.length;
  const codes = Array.from({ length: count }, (_, index) => ean13(String(first + index)));
  const all = [...issued.codes, ...codes.map((code) => ({ code, series }))];
  writeFileSync(file, `${JSON.stringify({ ...issued, codes: all }, null, 2)}\n`);
  return { codes, file };
}
