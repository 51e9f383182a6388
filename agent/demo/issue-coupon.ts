/** HQ issues a single-use coupon: a code that nobody has seen before, kept with those issued at earlier starts. */

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

/** A new code of the series, and the file that `publish` reads it from. */
export function issueCoupon(dataDir: string, series: string): { readonly code: string; readonly file: string } {
  const file = join(dataDir, "issued-coupons.json");
  const issued = existsSync(file)
    ? issuedSchema.parse(JSON.parse(readFileSync(file, "utf8")))
    : { series: [], codes: [] };
  const code = ean13(String(firstNumber + issued.codes.length));
  const codes = [...issued.codes, { code, series }];
  writeFileSync(file, `${JSON.stringify({ ...issued, codes }, null, 2)}\n`);
  return { code, file };
}
