/**
 * When does one promotion always come before another? What the checks of unreachable promotions share. Only what can
 * be proved from the rule set counts.
 */

import type { Cents } from "../basket.ts";
import { type Deal, givesMoney, type UnitDeal } from "../deal.ts";
import type { MechanicData, PromotionData, Validity } from "../promotion.ts";
import type { Promotion } from "../rule-set.ts";
import { isWeighed } from "./catalogue.ts";
import type { Draft } from "./draft.ts";
import { offersOf } from "./goods.ts";

/** Wherever, whenever and for whomever `b` is open, `a` is too, and no counter ever closes it. */
export function isOpenAsOften(a: PromotionData, b: PromotionData): boolean {
  const isCounted = a.limits?.perCustomer !== undefined || a.limits?.budget !== undefined;
  return (
    !isCounted &&
    a.alone === undefined &&
    isWider(a.valid, b.valid) &&
    isFree(a.where, b.where) &&
    isFree(a.who, b.who) &&
    isFree(a.requires, b.requires)
  );
}

/** Both may be open in one transaction, as far as dates, places and customers tell. */
export function mayMeet(a: PromotionData, b: PromotionData): boolean {
  const [mine, yours] = [a.valid, b.valid];
  const isOver = (one?: string, other?: string) => one !== undefined && other !== undefined && one < other;
  return (
    !isOver(mine?.to, yours?.from) &&
    !isOver(yours?.to, mine?.from) &&
    share(mine?.weekdays, yours?.weekdays) &&
    share(a.where?.channels, b.where?.channels) &&
    share(a.where?.tills, b.where?.tills) &&
    // Groups of stores may have stores in common.
    (a.where?.storeGroups !== undefined ||
      b.where?.storeGroups !== undefined ||
      share(a.where?.stores, b.where?.stores)) &&
    share(a.who?.tiers, b.who?.tiers) &&
    (a.who?.card ?? b.who?.card) === (b.who?.card ?? a.who?.card)
  );
}

/** They have an exclusion tag in common. */
export function isBarredBy(a: PromotionData, b: PromotionData): boolean {
  return a.excludes?.some((tag) => b.excludes?.includes(tag)) ?? false;
}

/** An empty or absent list means everybody. */
function share(a: readonly unknown[] = [], b: readonly unknown[] = []): boolean {
  return a.length === 0 || b.length === 0 || a.some((one) => b.includes(one));
}

/** It asks for nothing, or for just what the other asks for. */
function isFree(a: object | undefined, b: object | undefined): boolean {
  return a === undefined || (b !== undefined && textOf(a) === textOf(b));
}

const textsOf = new WeakMap<object, string>();

/** The same promotion is held against many others. */
function textOf(part: object): string {
  let text = textsOf.get(part);
  if (text === undefined) {
    text = JSON.stringify(part);
    textsOf.set(part, text);
  }
  return text;
}

function isWider(a: Validity | undefined, b: Validity | undefined): boolean {
  if (a === undefined) return true;
  const { weekdays = [], times = [] } = a;
  const days = b?.weekdays ?? [];
  return (
    (a.from === undefined || (b?.from !== undefined && a.from <= b.from)) &&
    (a.to === undefined || (b?.to !== undefined && a.to >= b.to)) &&
    (weekdays.length === 0 || (days.length > 0 && days.every((day) => weekdays.includes(day)))) &&
    (times.length === 0 || JSON.stringify(times) === JSON.stringify(b?.times))
  );
}

/** The plain cut of each unit that it selects, whatever else is in the basket; undefined for all other deals. */
export function plainCut(deal: Deal, { deals, data }: Promotion): UnitDeal | undefined {
  if (deal.shape !== "unit" || deal.by !== "unit") return undefined;
  const isPlain = deal.on === undefined && deal.quota === undefined && deal.burn === undefined;
  // Another cut of its own would compete with this one.
  const isOnly = deals.filter(givesMoney).length === 1;
  return isPlain && isOnly && data.limits === undefined ? deal : undefined;
}

/** The terms of a cut that takes something off every unit: a percentage, or an amount for each piece. */
export function cutsAlways({ kind, ...terms }: MechanicData): boolean {
  if (terms.floorCents !== undefined) return false;
  return kind === "percent" || (kind === "amount" && terms.per === "unit");
}

/** Nothing is left of any unit that it takes. */
export function takesAll({ kind, ...terms }: MechanicData): boolean {
  if (terms.floorCents !== undefined || terms.maxCents !== undefined) return false;
  if (kind === "percent") return Number(terms.percent) === 100;
  return kind === "fixed-price" && terms.priceCents === 0 && terms.per === "unit";
}

/**
 * `a` saves more than `b` on every unit that `b` takes. Cuts of one kind are compared by their terms, others on the
 * prices of the catalogue if there is one.
 */
export function savesMore(
  a: { readonly promotion: Promotion; readonly deal: UnitDeal },
  b: { readonly promotion: Promotion; readonly deal: UnitDeal },
  { catalogue }: Draft,
): boolean {
  const [mine, yours] = [termsOf(a), termsOf(b)];
  if (mine.kind === yours.kind && mine.per === yours.per && mine.floorCents === undefined) {
    if (mine.kind === "percent" && mine.maxCents === undefined) {
      return Number(mine.percent) > Number(yours.percent);
    }
    if (mine.kind === "amount") return Number(mine.amountCents) > Number(yours.amountCents);
    if (mine.kind === "fixed-price") return Number(mine.priceCents) < Number(yours.priceCents);
  }
  const lines = catalogue?.select(b.deal.select) ?? [];
  if (lines.length === 0 || lines.length > 1_000) return false;
  // Which of them takes more off weighed goods may hang on the weight.
  if (lines.some(isWeighed) && (ignoresWeight(mine) || ignoresWeight(yours))) return false;
  return lines.every((line) => {
    const price = line.unitPriceCents;
    return [{ pieces: 1 }, { pieces: 1, measureThousandths: 1000 }].every(
      (goods) => a.deal.saving(price, goods, line.article) > b.deal.saving(price, goods, line.article),
    );
  });
}

/** What comes off is the same for a slice and for a whole ham, or is capped as if it were. */
export function ignoresWeight({ kind, ...terms }: MechanicData): boolean {
  if (kind === "fixed-price" || kind === "amount") return terms.per !== "measure";
  return kind === "stamps" || kind === "reward" || terms.maxCents !== undefined;
}

function termsOf({ promotion, deal }: { promotion: Promotion; deal: UnitDeal }): MechanicData {
  return promotion.data.mechanics[promotion.deals.indexOf(deal)]!;
}

/** Of goods sold for less than these cents the cut takes nothing: it rounds to nothing. */
export function firstCut({ saving }: UnitDeal): Cents {
  let cents = 1;
  while (cents < CENTS_MAX && saving(cents, { pieces: 1 }, "") === 0) cents++;
  return cents;
}

/** The highest price of which `a` takes no more than `b`, though `b` takes something; 0 if there is none. */
export function lastTie(a: UnitDeal, b: UnitDeal): Cents {
  for (let cents = CENTS_MAX; cents > 0; cents--) {
    const off = b.saving(cents, { pieces: 1 }, "");
    if (off > 0 && a.saving(cents, { pieces: 1 }, "") <= off) return cents;
  }
  return 0;
}

/** A thousandth of a per cent of it is a cent. */
const CENTS_MAX = 100_000;

/** Nobody in its layer can take its goods, so it applies whenever one of them is bought. */
export function isUncontested(promotion: Promotion, { select }: UnitDeal, draft: Draft): boolean {
  if (draft.layerOf(promotion.data)?.mode === "stack") return true;
  return draft.promotions.every(
    (other) =>
      other === promotion ||
      other.layer !== promotion.layer ||
      offersOf(other).every((offer) => draft.goods.areApart(select, offer.select)),
  );
}
