/** Sets of one article, or of one brand: units that may stand in a set together lie on one heap. */

import type { LineItem } from "../basket.ts";
import type { Likeness, SetDeal } from "../deal.ts";
import type { Matcher } from "../finding/selector.ts";
import type { SelectorTerm } from "../promotion.ts";
import { compareText, type Sheet } from "../world/sheet.ts";

/** The heaps by what they have in common, so that nobody's scanning orders them; all units where sets may be mixed. */
export function heapsOf(
  { same }: Pick<SetDeal, "same">,
  units: readonly number[],
  sheet: Sheet,
): (readonly number[])[] {
  if (same === undefined) return [units];
  const heaps = Map.groupBy(units, (unit) => commonOf(sheet.lines[sheet.lineOf[unit]!]!, same));
  return [...heaps].sort(([a], [b]) => compareText(a, b)).map(([, heap]) => heap);
}

/** Of the deal's goods those that have in common what this unit has. */
export function alike({ same, select }: SetDeal, unit: number, sheet: Sheet): Matcher {
  if (same === undefined) return select;
  const line = sheet.lines[sheet.lineOf[unit]!]!;
  const by = line[same] === "" ? "article" : same;
  const { of } = select.selector;
  return {
    purpose: select.purpose,
    selector: { ...select.selector, of: of.flatMap((term) => narrowed(term, by, line[by])) },
    matches: (other) => commonOf(other, same) === commonOf(line, same) && select.matches(other),
  };
}

function commonOf(line: LineItem, same: Likeness): string {
  return line[same] === "" ? `article ${line.article}` : line[same];
}

function narrowed(term: SelectorTerm, same: Likeness, common: string): readonly SelectorTerm[] {
  if (same === "article") {
    return (term.articles?.includes(common) ?? true) ? [{ ...term, articles: [common] }] : [];
  }
  return (term[same] ?? common) === common ? [{ ...term, [same]: common }] : [];
}
