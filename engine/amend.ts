/** A few promotions changed: a new rule set that shares everything else with the old one, which stays as it was. */

import { filed } from "./compile.ts";
import { type Finder, fileAway } from "./finding/finder.ts";
import type { Filed } from "./finding/shelf.ts";
import type { PromotionData } from "./promotion.ts";
import type { RuleSet } from "./rule-set.ts";

export interface Change {
  /** New ones, or new versions of known ones. */
  readonly put?: readonly PromotionData[];
  /** Ids; unknown ones are no matter. */
  readonly remove?: readonly string[];
}

/** Amended promotions beyond which everything is filed anew: finding looks in two places as long as it is not. */
const AMENDED_MAX = 1_000;

/** Gives the same answers as compiling everything again. Layers, groups and the like stay those of `ruleSet`. */
export function amend(ruleSet: RuleSet, { put = [], remove = [] }: Change): RuleSet {
  const { finder } = ruleSet;
  const base = finder.before?.finder ?? finder;
  const gone = new Set([...remove, ...put.map(({ id }) => id)]);
  const without = new Set(finder.before?.without);
  for (const id of gone) if (base.ids.has(id)) without.add(id);
  const amended = finder.before === undefined ? [] : [...finder.ids.values()];
  const changed = [...amended.filter(({ data }) => !gone.has(data.id)), ...filed(put, ruleSet)];
  const isSmall = changed.length + without.size <= AMENDED_MAX;
  return {
    ...ruleSet,
    // A version that can be read takes the place of one that could not.
    unread: ruleSet.unread.filter(({ id }) => !gone.has(id)),
    finder: isSmall
      ? fileAway(changed, ruleSet.groups, { finder: base, without })
      : fileAway([...valid(base, without), ...changed], ruleSet.groups),
  };
}

function valid(base: Finder, without: ReadonlySet<string>): Filed[] {
  return [...base.ids.values()].filter(({ data }) => !without.has(data.id));
}
