/**
 * Whether one selector takes all that another takes, or at least some of it. Only what can be proved counts: where the
 * rule set alone does not tell (a brand against a department) and no catalogue is given, the answer is no.
 */

import type { LineItem } from "../basket.ts";
import { type Groups, isOutside, type Matcher } from "../finding/selector.ts";
import type { SelectorTerm } from "../promotion.ts";
import type { Catalogue } from "./catalogue.ts";

export interface Overlap {
  /** `a` takes every unit that `b` takes. */
  covers(a: Matcher, b: Matcher): boolean;
  /** Some article is taken by both. */
  meets(a: Matcher, b: Matcher): boolean;
  /** No article is taken by both. */
  areApart(a: Matcher, b: Matcher): boolean;
  /** Every good of term `b` is one of term `a`. */
  termCovers(a: SelectorTerm, b: SelectorTerm): boolean;
  /** The articles that a term names one by one or by group; undefined where it names them by what they are. */
  codesOf(term: SelectorTerm): ReadonlySet<string> | undefined;
}

/** Longer lists are not looked up line by line in the catalogue. */
const LINES_MAX = 5_000;

export function overlapOf(groups: Groups, catalogue: Catalogue | undefined): Overlap {
  const lists = new WeakMap<SelectorTerm, ReadonlySet<string>>();

  function codesOf(term: SelectorTerm): ReadonlySet<string> | undefined {
    if (term.articles === undefined) return term.group === undefined ? undefined : groups.get(term.group);
    let codes = lists.get(term);
    if (codes === undefined) {
      const group = term.group === undefined ? undefined : groups.get(term.group);
      codes = new Set(group === undefined ? term.articles : term.articles.filter((one) => group.has(one)));
      lists.set(term, codes);
    }
    return codes;
  }

  /** True if every article that the term names is in the catalogue and passes. */
  function eachLine(term: SelectorTerm, test: (line: LineItem) => boolean): boolean {
    const codes = codesOf(term);
    if (catalogue === undefined || codes === undefined || codes.size > LINES_MAX) return false;
    for (const code of codes) {
      const line = catalogue.line(code);
      if (line === undefined || !test(line)) return false;
    }
    return codes.size > 0;
  }

  /** Every field of `a` follows from `b`. */
  function termCovers(a: SelectorTerm, b: SelectorTerm): boolean {
    const { department, brand, supplier, attribute } = a;
    const codes = codesOf(b);
    if (a.articles !== undefined || (a.group !== undefined && a.group !== b.group)) {
      const wide = codesOf(a);
      if (codes === undefined || wide === undefined || !isSubset(codes, wide)) return false;
    }
    if (department !== undefined && !(b.department !== undefined && isWithin(b.department, department))) {
      if (!eachLine(b, (line) => isWithin(line.department, department))) return false;
    }
    if (brand !== undefined && b.brand !== brand && !eachLine(b, (line) => line.brand === brand))
      return false;
    if (supplier !== undefined && b.supplier !== supplier) {
      if (!eachLine(b, (line) => line.supplier === supplier)) return false;
    }
    if (attribute !== undefined) {
      const { name, value } = attribute;
      const isSame = b.attribute?.name === name && b.attribute.value === value;
      if (!isSame && !eachLine(b, (line) => line.attributes[name] === value)) return false;
    }
    const isInRange =
      (a.priceFromCents ?? 0) <= (b.priceFromCents ?? 0) &&
      (a.priceToCents ?? Number.MAX_SAFE_INTEGER) >= (b.priceToCents ?? Number.MAX_SAFE_INTEGER);
    return isInRange;
  }

  function termsApart(a: SelectorTerm, b: SelectorTerm): boolean {
    if (a.brand !== undefined && b.brand !== undefined && a.brand !== b.brand) return true;
    if (a.supplier !== undefined && b.supplier !== undefined && a.supplier !== b.supplier) return true;
    if (a.department !== undefined && b.department !== undefined) {
      if (!isWithin(a.department, b.department) && !isWithin(b.department, a.department)) return true;
    }
    if (a.attribute !== undefined && a.attribute.name === b.attribute?.name) {
      if (a.attribute.value !== b.attribute.value) return true;
    }
    if ((a.priceFromCents ?? 0) > (b.priceToCents ?? Number.MAX_SAFE_INTEGER)) return true;
    if ((b.priceFromCents ?? 0) > (a.priceToCents ?? Number.MAX_SAFE_INTEGER)) return true;
    const [mine, yours] = [codesOf(a), codesOf(b)];
    if (mine !== undefined && yours !== undefined) return !shareOne(mine, yours);
    return eachLine(a, (line) => !has(b, line)) || eachLine(b, (line) => !has(a, line));
  }

  function has(term: SelectorTerm, line: LineItem): boolean {
    if (term.department !== undefined && !isWithin(line.department, term.department)) return false;
    if (term.brand !== undefined && line.brand !== term.brand) return false;
    if (term.supplier !== undefined && line.supplier !== term.supplier) return false;
    return term.attribute === undefined || line.attributes[term.attribute.name] === term.attribute.value;
  }

  /** Goods that are flagged, in the master or by the POS, are taken only by whoever names their articles. */
  function takesTheFlagged(a: SelectorTerm, b: SelectorTerm, { purpose }: Matcher): boolean {
    if (b.articles === undefined || a.articles !== undefined) return true;
    return eachLine(b, (line) => !isOutside(line, purpose));
  }

  return {
    codesOf,
    termCovers,

    areApart: (a, b) => a.selector.of.every((one) => b.selector.of.every((two) => termsApart(one, two))),

    covers(a, b) {
      if (a.selector.notYetCut === true && b.selector.notYetCut !== true) return false;
      const spared = (a.selector.except ?? []).every(
        (left) =>
          (b.selector.except ?? []).some((one) => termCovers(one, left)) ||
          b.selector.of.every((term) => termsApart(left, term)),
      );
      if (!spared) return false;
      return b.selector.of.every((term) =>
        a.selector.of.some((wide) => termCovers(wide, term) && takesTheFlagged(wide, term, a)),
      );
    },

    meets(a, b) {
      if (catalogue !== undefined) {
        const [mine, yours] = [catalogue.select(a), catalogue.select(b)];
        return mine.length <= yours.length
          ? mine.some((line) => b.matches(line))
          : yours.some((line) => a.matches(line));
      }
      const isLeftOut = (term: SelectorTerm, { selector }: Matcher) =>
        (selector.except ?? []).some((left) => termCovers(left, term));
      return a.selector.of.some(
        (one) =>
          !isLeftOut(one, b) &&
          b.selector.of.some((two) => !isLeftOut(two, a) && !termsApart(one, two) && isProved(one, two)),
      );
    },
  };

  function isProved(a: SelectorTerm, b: SelectorTerm): boolean {
    if (isOnlyCodes(a) && isOnlyCodes(b)) return true;
    return termCovers(a, b) || termCovers(b, a);
  }
}

/** Two lists that are not apart have an article in common, if nothing else is asked of it. */
function isOnlyCodes({ articles, group, everything, ...rest }: SelectorTerm): boolean {
  return (articles !== undefined || group !== undefined) && Object.keys(rest).length === 0;
}

function isWithin(department: string, subtree: string): boolean {
  return department === subtree || department.startsWith(`${subtree}/`);
}

type Codes = ReadonlySet<string>;

const isSubset = remembered((small, wide) => {
  if (small.size > wide.size) return false;
  for (const one of small) if (!wide.has(one)) return false;
  return true;
});

const shareOne = remembered((a, b) => {
  const [small, wide] = a.size <= b.size ? [a, b] : [b, a];
  for (const one of small) if (wide.has(one)) return true;
  return false;
});

/** Groups are long and many promotions name them: two of them are compared once. */
function remembered(compare: (a: Codes, b: Codes) => boolean): (a: Codes, b: Codes) => boolean {
  const known = new WeakMap<Codes, WeakMap<Codes, boolean>>();
  return (a, b) => {
    if (a === b) return true;
    if (a.size < 100 || b.size < 100) return compare(a, b);
    const answers = known.get(a) ?? new WeakMap<Codes, boolean>();
    known.set(a, answers);
    let answer = answers.get(b);
    if (answer === undefined) {
      answer = compare(a, b);
      answers.set(b, answer);
    }
    return answer;
  };
}
