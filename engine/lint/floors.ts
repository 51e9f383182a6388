/** Offers that bring an article below what it may cost at least: the till stops there, whatever the leaflet says. */

import type { Cents, LineItem } from "../basket.ts";
import type { Deal, ReceiptDeal, ScaledDeal, SetDeal, SlotDeal } from "../deal.ts";
import type { Matcher } from "../finding/selector.ts";
import type { MechanicData } from "../promotion.ts";
import { percentOf } from "../rounding.ts";
import { type Catalogue, isWeighed } from "./catalogue.ts";
import { check, money, naming } from "./finding.ts";
import { mostOff, others } from "./prices.ts";

/** A promised price below the floor would not be kept; another cut that meets a few floors is only shown. */
export const floors = check(
  { "price-below-floor": "error", "cut-below-floor": "warning" },
  ({ data: { currency }, promotions, catalogue }, report) => {
    if (catalogue?.lines.some(({ floorCents }) => floorCents !== undefined) !== true) return;
    for (const { data, deals } of promotions) {
      deals.forEach((deal, index) => {
        const offs = offsOf(deal);
        const below = offs.flatMap(({ select, off }) => belowFloor(catalogue, select, off));
        const [first] = below;
        if (first === undefined) return;
        const { it, en } = naming(data);
        const cut = money(first.priceCents, currency);
        const floor = money(first.line.floorCents!, currency);
        const isPrice = promisesPrice(data.mechanics[index]!, deal);
        const todo = isPrice
          ? { it: "Alzare il prezzo", en: "Raise the price" }
          : { it: "Ridurre lo sconto", en: "Lower the discount" };
        const more = others([...new Set(below.map(({ line }) => line))]);
        report(isPrice ? "price-below-floor" : "cut-below-floor", [data], {
          it: `${it} porta l'articolo ${first.line.article} a ${cut.it}, sotto il minimo di ${floor.it}${more.it}: il cliente pagherà il minimo. ${todo.it}, o escludere l'articolo.`,
          en: `${en} brings article ${first.line.article} down to ${cut.en}, below its floor of ${floor.en}${more.en}: the customer will pay the floor. ${todo.en}, or leave the article out.`,
        });
      });
    }
  },
);

const PRICES: readonly string[] = ["fixed-price", "price-list"];

/** The leaflet names what a piece, or a set, will cost. */
function promisesPrice({ kind }: MechanicData, deal: Deal): boolean {
  return PRICES.includes(kind) || (deal.shape === "set" && deal.reward.kind === "price");
}

/** What comes off a piece or a whole measure of the goods, where nothing but goods like it is bought. */
interface Off {
  readonly select: Matcher;
  off(line: LineItem): Cents;
}

/** Nothing of what hangs on the company that goods are in. */
function offsOf(deal: Deal): Off[] {
  switch (deal.shape) {
    case "unit":
      return [{ select: deal.select, off: (line) => mostOff(deal, line) }];
    case "set":
      return [
        { select: deal.select, off: (line) => (isWeighed(line) ? 0 : offInSet(deal, line.unitPriceCents)) },
      ];
    case "slots":
      return ofSlots(deal);
    case "scaled":
      return deal.on === "whole" ? [{ select: deal.select, off: (line) => mostOfTiers(deal, line) }] : [];
    case "receipt":
      return ofReceipt(deal);
    default:
      return [];
  }
}

/** Of a set of equal pieces: what the one that carries most carries. */
function offInSet({ reward, size, shares }: SetDeal, price: Cents): Cents {
  if (reward.kind === "price") return Math.max(0, Math.ceil((price * size - reward.priceCents) / size));
  const { count, together, saving } = reward;
  const all = together ? saving(price * count) : saving(price) * count;
  return Math.floor(all / (shares === "rewarded" ? count : size));
}

/** A percentage of each rewarded unit, where it lies on these alone and on each by its price. */
function ofSlots({ slots, reward, shares, spread }: SlotDeal): Off[] {
  const isOwn = shares === "rewarded" || slots.every(({ rewarded }) => rewarded);
  if (reward.kind !== "percent" || !isOwn || spread === "even") return [];
  const off = ({ unitPriceCents }: LineItem) => percentOf(unitPriceCents, reward.percent, "down");
  return slots.flatMap(({ rewarded, select }) => (rewarded ? [{ select, off }] : []));
}

function mostOfTiers({ tiers, by }: ScaledDeal, line: LineItem): Cents {
  if (by === "measure" && !isWeighed(line)) return 0;
  const { unitPriceCents: price } = line;
  const offs = tiers.map(({ reward }) => {
    if (reward.kind === "percent") return percentOf(price, reward.percent, "down");
    return reward.kind === "amount" ? Math.min(price, reward.amountCents) : price - reward.priceCents;
  });
  return Math.max(0, ...offs);
}

/** A percentage; one that is capped may be less on the pieces that reach its step. */
function ofReceipt({ tiers, maxCents }: ReceiptDeal): Off[] {
  return tiers.flatMap(({ reward, spendCents }) => {
    if (reward.kind !== "percent") return [];
    const off = ({ unitPriceCents: price }: LineItem) => {
      const pieces = Math.max(1, Math.ceil(spendCents / Math.max(1, price)));
      const most = maxCents === undefined ? price : Math.floor(maxCents / pieces);
      return Math.min(most, percentOf(price, reward.percent, "down"));
    };
    return [{ select: reward.select, off }];
  });
}

interface Below {
  readonly line: LineItem;
  readonly priceCents: Cents;
}

function belowFloor(catalogue: Catalogue, select: Matcher, off: Off["off"]): Below[] {
  return catalogue.select(select).flatMap((line): Below[] => {
    const { floorCents, unitPriceCents } = line;
    // An article that costs less than its floor already is nobody's promotion.
    if (floorCents === undefined || unitPriceCents < floorCents) return [];
    const priceCents = unitPriceCents - off(line);
    return priceCents < floorCents ? [{ line, priceCents }] : [];
  });
}
