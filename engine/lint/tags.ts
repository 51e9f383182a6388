/** Exclusion tags that exclude nobody, or everybody round in a circle. */

import type { PromotionData } from "../promotion.ts";
import { check, listing, naming } from "./finding.ts";
import { isBarredBy, mayMeet } from "./reach.ts";

export const tags = check({ "tag-of-one": "warning" }, ({ data }, report) => {
  for (const [tag, [only, ...others]] of holdersOf(data.promotions)) {
    if (only === undefined || others.length > 0) continue;
    const { it, en } = naming(only);
    report("tag-of-one", [only], {
      it: `${it} è l'unica con l'etichetta di esclusione "${tag}": non esclude nessuno. Darla anche alle altre, o toglierla.`,
      en: `${en} is the only one with the exclusion tag "${tag}": it excludes nobody. Give it to the others too, or take it away.`,
    });
  }
});

/**
 * A excludes B by one tag, B excludes C by another, C excludes A by a third. Nobody loses his way in that (layers and
 * priorities, or the amounts, decide), but whoever reads the tags cannot tell who will play.
 */
export const loops = check({ "exclusion-loop": "warning" }, ({ data }, report) => {
  const holders = holdersOf(data.promotions);
  const seen = new Set<string>();
  const looked = new Set<string>();
  for (const promotion of data.promotions) {
    const own = [...new Set(promotion.excludes)];
    for (const [place, from] of own.entries()) {
      for (const to of own.slice(place + 1)) {
        const pair = [from, to].sort().join("\n");
        if (looked.has(pair) || looked.size === PAIRS_MAX) continue;
        looked.add(pair);
        const way = wayBetween(from, to, promotion, holders);
        if (way === undefined) continue;
        const ring = [promotion, ...way.map(({ by }) => by)];
        const names = [from, ...way.map(({ tag }) => tag)];
        const key = ring
          .map(({ id }) => id)
          .sort()
          .join("\n");
        if (seen.has(key) || !isRing(ring)) continue;
        seen.add(key);
        const { it, en } = listing(ring);
        const labels = names.map((tag) => `"${tag}"`).join(", ");
        const free = pairsThatMeet(ring);
        report("exclusion-loop", ring, {
          it: `${it} si escludono in cerchio con ${names.length} etichette (${labels}): ${free.it}; a decidere sono livelli, priorità e importi, e dalle etichette non si capisce. Se deve valerne una sola, dare a tutte la stessa etichetta.`,
          en: `${en} exclude each other in a circle by ${names.length} tags (${labels}): ${free.en}; layers, priorities and amounts decide which, and the tags do not show it. If only one is to play, give all of them the same tag.`,
        });
      }
    }
  }
});

/** Beyond so many pairs of tags the linter is silent rather than slow. */
const PAIRS_MAX = 400;

type Holders = ReadonlyMap<string, readonly PromotionData[]>;

/** Who has which exclusion tag. */
export function holdersOf(promotions: readonly PromotionData[]): Holders {
  const holders = new Map<string, PromotionData[]>();
  for (const promotion of promotions) {
    for (const tag of new Set(promotion.excludes)) {
      const known = holders.get(tag);
      if (known === undefined) holders.set(tag, [promotion]);
      else known.push(promotion);
    }
  }
  return holders;
}

interface Step {
  /** Who has the tag of the step before, and this one. */
  readonly by: PromotionData;
  readonly tag: string;
}

/** The shortest way from tag to tag over other promotions, of two steps at least; undefined if there is none. */
function wayBetween(from: string, to: string, but: PromotionData, holders: Holders): Step[] | undefined {
  const before = new Map<string, { readonly tag: string; readonly by: PromotionData } | undefined>([
    [from, undefined],
  ]);
  for (const tag of before.keys()) {
    for (const by of holders.get(tag) ?? []) {
      if (by === but) continue;
      for (const next of by.excludes ?? []) {
        // Who has both tags excludes the first one by either of them: that is no circle.
        if (before.has(next) || (tag === from && next === to)) continue;
        before.set(next, { tag, by });
      }
    }
  }
  const way: Step[] = [];
  for (let tag = to, step = before.get(to); step !== undefined; tag = step.tag, step = before.get(step.tag)) {
    way.unshift({ by: step.by, tag });
  }
  return way.length < 2 ? undefined : way;
}

/** Each may meet the next one, nobody stands twice, and no one tag holds all of them. */
function isRing(ring: readonly PromotionData[]): boolean {
  const isWhole = ring[0]!.excludes!.some((tag) => ring.every(({ excludes }) => excludes!.includes(tag)));
  return (
    !isWhole &&
    new Set(ring).size === ring.length &&
    ring.every((one, place) => mayMeet(one, ring[(place + 1) % ring.length]!))
  );
}

function pairsThatMeet(ring: readonly PromotionData[]) {
  for (const [place, one] of ring.entries()) {
    const other = ring.slice(place + 1).find((two) => !isBarredBy(one, two) && mayMeet(one, two));
    if (other === undefined) continue;
    return {
      it: `${one.id} e ${other.id} possono valere insieme, due vicine nel cerchio no`,
      en: `${one.id} and ${other.id} may play together, two neighbours in the circle may not`,
    };
  }
  return { it: "su uno scontrino ne vale al massimo una", en: "at most one of them plays on a receipt" };
}
