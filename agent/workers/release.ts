/**
 * A release's rules and configuration as the evaluation worker needs them. What this very Tillside found right when the
 * release was activated is taken as it is; all else is read with the schemas, which are loaded only then: they are a
 * third of what the thread does before it answers.
 */

import type { Remaining } from "../../engine/context.ts";
import type { RuleSetData } from "../../engine/promotion.ts";
import { ALLOWANCE_PREFIX, type AllowanceRows } from "../../sync/claims/allowance-rows.ts";
import type { Skipped } from "../../sync/golden/check.ts";
import { THIS_READER } from "../store/reader.ts";
import type { ReplicaReader } from "../store/replica-reader.ts";

export interface ReadRelease {
  readonly rules: RuleSetData;
  /** Of each budget, by promotion, what HQ lets one till give. */
  readonly parts: ReadonlyMap<string, Remaining>;
  /** HQ's golden baskets that this Tillside could not check. */
  readonly goldenSkipped: readonly Skipped[];
}

export async function readRelease(replica: ReplicaReader): Promise<ReadRelease> {
  const { release, readBy } = replica;
  if (release === 0 || readBy === THIS_READER) {
    const rules = { ...replica.ruleSet(), unread: [] } as unknown as RuleSetData;
    const parts = new Map(rowsOf(replica, ALLOWANCE_PREFIX.budgets) as [string, Remaining][]);
    return { rules, parts, goldenSkipped: [] };
  }
  // This program may have been exchanged for another one since the release was activated.
  const { readWithSchemas } = await import("./read-release.ts");
  return readWithSchemas(replica);
}

export function allowanceRowsOf(replica: ReplicaReader): AllowanceRows {
  const { coupons, points } = ALLOWANCE_PREFIX;
  return {
    coupons: Object.fromEntries(rowsOf(replica, coupons)),
    points: Object.fromEntries(rowsOf(replica, points)),
  };
}

/** Rows of `config`, their names without the prefix. */
export function rowsOf(replica: ReplicaReader, prefix: string): [name: string, value: unknown][] {
  return replica.configs(prefix).map(({ name, value }) => [name.slice(prefix.length), value]);
}
