/** Goods that stand outside by law or by the chain's will: their lines are flagged, as if the POS had done it. */

import type { LineFlag, LineItem } from "../basket.ts";
import type { Exclusion } from "../promotion.ts";
import { compileSelector, type Groups, type Matcher } from "./selector.ts";

export interface CompiledExclusion {
  readonly flag: LineFlag;
  readonly select: Matcher;
}

export function compileExclusions(
  exclusions: readonly Exclusion[] | undefined,
  groups: Groups,
): readonly CompiledExclusion[] {
  return (exclusions ?? []).map(({ flag, select }) => ({
    flag,
    select: compileSelector(select, groups, "count"),
  }));
}

/** The line with the flags that it has by itself and by the exclusions; the same object where none is new. */
export function withExclusions(line: LineItem, exclusions: readonly CompiledExclusion[]): LineItem {
  let flags: LineFlag[] | undefined;
  for (const { flag, select } of exclusions) {
    if (line.flags.includes(flag) || flags?.includes(flag)) continue;
    // Flags keep a line out of what promotions select, but not out of an exclusion.
    const bare = line.flags.length === 0 ? line : { ...line, flags: [] };
    if (!select.matches(bare)) continue;
    flags ??= [...line.flags];
    flags.push(flag);
  }
  return flags === undefined ? line : { ...line, flags };
}
