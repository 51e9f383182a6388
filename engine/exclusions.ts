import type { LineFlag, LineItem } from "./basket.ts";
import type { Exclusion } from "./promotion.ts";
import { compileSelector, type Groups, type Matcher } from "./selector.ts";

export interface CompiledExclusion {
  readonly flag: LineFlag;
  readonly select: Matcher;
}

export function compileExclusions(
  exclusions: readonly Exclusion[] = [],
  groups: Groups,
): CompiledExclusion[] {
  return exclusions.map(({ flag, select }) => ({ flag, select: compileSelector(select, groups, "count") }));
}

export function withExclusions(line: LineItem, exclusions: readonly CompiledExclusion[]): LineItem {
  const flags = exclusions.flatMap(({ flag, select }) =>
    !line.flags.includes(flag) && select.matches(line) ? [flag] : [],
  );
  return flags.length === 0 ? line : { ...line, flags: [...line.flags, ...new Set(flags)] };
}
