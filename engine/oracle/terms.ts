/** What promotions mean, read from their terms alone: which units they select, what a set is, what it saves. */

import type { Basket } from "../basket.ts";
import type { MechanicData, Selector } from "../promotion.ts";

export interface Unit {
  readonly lineId: string;
  readonly article: string;
  readonly department: string;
  readonly brand: string;
  readonly supplier: string;
  readonly price: number;
}

/** One piece each; the oracles know no measured goods. */
export function unitsIn(basket: Basket): Unit[] {
  return basket.lines.flatMap(({ lineId, article, department, brand, supplier, unitPriceCents, pieces }) =>
    Array.from({ length: pieces }, () => ({
      lineId,
      article,
      department,
      brand,
      supplier,
      price: unitPriceCents,
    })),
  );
}

export type Groups = Readonly<Record<string, readonly string[]>>;

export function selects(selector: Selector, unit: Unit, groups: Groups): boolean {
  const inTerm = ({ articles, group, department, everything }: Selector["of"][number]) =>
    articles?.includes(unit.article) ||
    (group !== undefined && groups[group]!.includes(unit.article)) ||
    (department !== undefined && `${unit.department}/`.startsWith(`${department}/`)) ||
    everything === true;
  return selector.of.some(inTerm) && !(selector.except ?? []).some(inTerm);
}

interface SlotTerms {
  readonly select: Selector;
  readonly min?: number;
  readonly max?: number;
  readonly rewarded?: true;
}

/** Roles that units play in a set: each selected by its own selector, so many of it at least and at most. */
export interface Role {
  readonly select: Selector;
  readonly min: number;
  readonly max: number;
}

export function rolesOf(terms: MechanicData): Role[] {
  if (terms.kind === "mix-and-match") {
    return (terms.slots as SlotTerms[]).map(({ select, min = 1, max }) => ({
      select,
      min,
      max: max ?? Math.max(1, min),
    }));
  }
  if (terms.kind === "scaled") {
    const [first] = terms.tiers as Tier[];
    return [{ select: terms.select as Selector, min: first!.pieces, max: Number.MAX_SAFE_INTEGER }];
  }
  const size = terms.kind === "multi-buy" ? (terms.buy as number) : 1;
  return [{ select: terms.select as Selector, min: size, max: size }];
}

/** What all units of a set must have in common; undefined where any may stand together. */
export function commonOf({ same }: MechanicData, unit: Unit): string | undefined {
  if (same === undefined) return undefined;
  const own = unit[same as "article" | "brand" | "supplier"];
  return own === "" ? `only ${unit.article}` : own;
}

interface Reward {
  readonly free?: number | true;
  readonly percent?: string;
  readonly units?: number;
  readonly amountCents?: number;
  readonly unitPriceCents?: number;
  readonly priceCents?: number;
}

/** A step by pieces. */
interface Tier {
  readonly pieces: number;
  readonly reward: Reward;
}

/** What a set saves; `prices` by role. 0 or less: it is not formed. */
export function savingOf(terms: MechanicData, prices: readonly (readonly number[])[]): number {
  const [first = []] = prices;
  const [price = 0] = first;
  switch (terms.kind) {
    case "percent":
      return percent(price, terms.percent as string);
    case "amount":
      return Math.min(price, terms.amountCents as number);
    case "fixed-price":
      return price - (terms.priceCents as number);
    case "multi-buy":
      return multiBuy(terms, first);
    case "mix-and-match": {
      const slots = terms.slots as SlotTerms[];
      const marked = slots.some(({ rewarded }) => rewarded);
      const rewarded = sum(prices.flatMap((own, slot) => (!marked || slots[slot]!.rewarded ? own : [])));
      const reward = terms.reward as Reward;
      if (reward.free === true) return rewarded;
      if (reward.percent !== undefined) return percent(rewarded, reward.percent);
      if (reward.amountCents !== undefined) return Math.min(rewarded, reward.amountCents);
      return rewarded - reward.priceCents!;
    }
    case "scaled": {
      const { reward } = (terms.tiers as Tier[]).findLast(({ pieces }) => first.length >= pieces)!;
      if (reward.percent !== undefined) return percent(sum(first), reward.percent);
      return sum(first.map((own) => Math.min(own, reward.amountCents!)));
    }
    default:
      throw new Error(`the oracle does not know ${terms.kind}`);
  }
}

function multiBuy(terms: MechanicData, prices: readonly number[]): number {
  const reward = terms.reward as Reward;
  if (reward.priceCents !== undefined) return sum(prices) - reward.priceCents;
  const sorted = [...prices].sort((a, b) => a - b);
  const count = typeof reward.free === "number" ? reward.free : reward.units!;
  const rewarded = terms.pick === "dearest" ? sorted.slice(-count) : sorted.slice(0, count);
  if (reward.free !== undefined) return sum(rewarded);
  if (reward.unitPriceCents !== undefined)
    return sum(rewarded.map((price) => Math.max(0, price - reward.unitPriceCents!)));
  if (terms.round === "unit") return sum(rewarded.map((price) => percent(price, reward.percent!)));
  return percent(sum(rewarded), reward.percent!);
}

/** Half up, on integers: tenths of a per cent are enough for the percentages drawn here. */
function percent(price: number, text: string): number {
  const tenths = Math.round(Number(text) * 10);
  return Math.floor((price * tenths * 2 + 1000) / 2000);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
