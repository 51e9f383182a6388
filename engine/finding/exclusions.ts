/** Goods that stand outside by law or by the chain's will: their lines are flagged, as if the POS had done it. */

import type { LineFlag, LineItem } from "../basket.ts";
import type { Exclusion, Selector, SelectorTerm } from "../promotion.ts";
import { compileSelector, type Groups, type Matcher } from "./selector.ts";

export interface CompiledExclusion {
  readonly flag: LineFlag;
  readonly select: Matcher;
  /** Whatever else may be true of it, this article is excluded: told before a line of it is there. */
  names(article: string): boolean;
}

export function compileExclusions(
  exclusions: readonly Exclusion[] | undefined,
  groups: Groups,
): readonly CompiledExclusion[] {
  return (exclusions ?? []).map(({ flag, select }) => ({
    flag,
    select: compileSelector(select, groups, "count"),
    names: namesOf(select, groups),
  }));
}

function namesOf({ of, except = [] }: Selector, groups: Groups): CompiledExclusion["names"] {
  const byArticle = of.filter(isByArticle);
  const holds = (terms: readonly SelectorTerm[], article: string) =>
    terms.some(
      ({ articles, group }) =>
        (articles === undefined || articles.includes(article)) &&
        (group === undefined || (groups.get(group)?.has(article) ?? false)),
    );
  return (article) => holds(byArticle, article) && !holds(except, article);
}

/** Nothing but the article's number decides. */
function isByArticle({ articles, group, everything, ...rest }: SelectorTerm): boolean {
  const isSilent = Object.values(rest).every((field) => field === undefined);
  return isSilent && (articles !== undefined || group !== undefined || everything === true);
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
