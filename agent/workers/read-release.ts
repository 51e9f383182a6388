/** A release that this Tillside has not read yet, read with the schemas: what it does not understand is put aside. */

import { readRuleSet } from "../../engine/wire.ts";
import { ALLOWANCE_PREFIX } from "../../sync/claims/allowance-rows.ts";
import { partSchema } from "../../sync/claims/allowances.ts";
import { skippedGolden } from "../../sync/golden/check.ts";
import { GOLDEN_PREFIX } from "../../sync/golden/golden.ts";
import type { ReplicaReader } from "../store/replica-reader.ts";
import { type ReadRelease, rowsOf } from "./release.ts";

export function readWithSchemas(replica: ReplicaReader): ReadRelease {
  const rules = readRuleSet(replica.ruleSet(), { unknown: "keep" });
  const golden = rowsOf(replica, GOLDEN_PREFIX).map(([name, value]) => ({ name, value }));
  const parts = rowsOf(replica, ALLOWANCE_PREFIX.budgets).map(
    ([name, value]) => [name, partSchema.safeParse(value).data ?? {}] as const,
  );
  return { rules, parts: new Map(parts), goldenSkipped: skippedGolden(rules, golden) };
}
