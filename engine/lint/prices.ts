/** What only the catalogue tells: offers that are no cheaper than the shelf, or priced by the piece for goods by weight. */

import type { Cents, LineItem } from "../basket.ts";
import type { Deal, UnitDeal } from "../deal.ts";
import type { Matcher } from "../finding/selector.ts";
import type { MechanicData } from "../promotion.ts";
import { type Catalogue, isWeighed } from "./catalogue.ts";
import { check, money, naming } from "./finding.ts";

export const prices = check(
  { "bundle-dearer-than-parts": "warning", "price-not-lower": "warning" },
  ({ data: { currency }, promotions, catalogue }, report) => {
    if (catalogue === undefined) return;
    for (const { data, deals } of promotions) {
      const { it, en } = naming(data);
      deals.forEach((deal) => {
        const bundle = bundleOf(deal, catalogue);
        if (bundle !== undefined && bundle.priceCents >= bundle.partsCents) {
          const [price, parts] = [money(bundle.priceCents, currency), money(bundle.partsCents, currency)];
          report("bundle-dearer-than-parts", [data], {
            it: `${it} chiede ${price.it} per un gruppo che al massimo costa ${parts.it}: non farà mai risparmiare. Abbassare il prezzo, o chiedere più pezzi per lo stesso prezzo.`,
            en: `${en} asks ${price.en} for a set that costs ${parts.en} at most: it will never save anything. Lower the price, or ask for more pieces at the same price.`,
          });
        }
        if (isNoCheaper(deal, catalogue)) {
          report("price-not-lower", [data], {
            it: `${it} non abbassa il prezzo di alcun articolo in vendita: costano già così poco. Abbassare il prezzo dell'offerta, o cambiare articoli.`,
            en: `${en} lowers the price of no article that is sold: they already cost so little. Lower the offer's price, or take other goods.`,
          });
        }
      });
    }
  },
);

/** Price of a set against what its dearest filling costs; undefined where there is no price or no goods. */
function bundleOf(
  deal: Deal,
  catalogue: Catalogue,
): { readonly priceCents: Cents; readonly partsCents: Cents } | undefined {
  if (deal.shape === "set" && deal.reward.kind === "price") {
    const dearest = dearestOf(deal.select, catalogue);
    if (dearest === undefined) return undefined;
    return { priceCents: deal.reward.priceCents, partsCents: dearest * deal.size };
  }
  if (deal.shape === "slots" && deal.reward.kind === "price") {
    const rewarded = deal.slots.filter((slot) => slot.rewarded);
    let partsCents = 0;
    for (const { select, max } of rewarded) {
      const dearest = dearestOf(select, catalogue);
      if (dearest === undefined) return undefined;
      partsCents += dearest * max;
    }
    return { priceCents: deal.reward.priceCents, partsCents };
  }
  return undefined;
}

/** What a piece costs at most; undefined where there are no goods, or some of them may cost anything. */
function dearestOf(select: Matcher, catalogue: Catalogue): Cents | undefined {
  const lines = catalogue.select(select);
  if (lines.some(isWeighed)) return undefined;
  const dearest = lines.reduce((most, line) => Math.max(most, line.unitPriceCents), 0);
  return dearest === 0 ? undefined : dearest;
}

function isNoCheaper(deal: Deal, catalogue: Catalogue): boolean {
  switch (deal.shape) {
    case "unit": {
      const lines = catalogue.select(deal.select);
      return lines.length > 0 && lines.every((line) => savesNothing(deal, line));
    }
    case "set": {
      const dearest = dearestOf(deal.select, catalogue);
      if (deal.reward.kind !== "units" || dearest === undefined) return false;
      const { saving, together, count } = deal.reward;
      // Rounded together a few cents may be one.
      return saving(together ? dearest * count : dearest) === 0;
    }
    case "scaled": {
      // A price of a step is that of a piece or of a whole measure, as it stands in the catalogue.
      const lines = catalogue.select(deal.select);
      const isMixed = deal.by === "measure" && !lines.every(isWeighed);
      const dearest = Math.max(0, ...lines.map(({ unitPriceCents }) => unitPriceCents));
      const isHigh = deal.tiers.every(
        ({ reward }) => reward.kind === "unit-price" && reward.priceCents >= dearest,
      );
      return dearest > 0 && isHigh && !isMixed;
    }
    default:
      return false;
  }
}

/** Not even off a thousand pieces or a ton: a price that is above that of a kilo may be below that of a whole ham. */
function savesNothing(deal: UnitDeal, line: LineItem): boolean {
  const { unitPriceCents, article } = line;
  const many = isWeighed(line) ? { pieces: 1, measureThousandths: 1_000_000 } : { pieces: 1000 };
  const isMany = isWeighed(line) || deal.by === "line";
  return mostOff(deal, line) === 0 && (!isMany || deal.saving(unitPriceCents * 1000, many, article) === 0);
}

/** What it takes off a piece, or a whole measure; off either, where nobody has said that the article is weighed. */
export function mostOff(deal: UnitDeal, line: LineItem): Cents {
  const { unitPriceCents, article } = line;
  if (line.measureThousandths !== undefined) return deal.saving(unitPriceCents, line, article);
  return Math.max(
    deal.saving(unitPriceCents, { pieces: 1 }, article),
    deal.saving(unitPriceCents, { pieces: 1, measureThousandths: 1000 }, article),
  );
}

/** "(and 3 more)", after the first of them. */
export function others({ length }: readonly LineItem[]): { readonly it: string; readonly en: string } {
  if (length === 1) return { it: "", en: "" };
  return { it: ` (e altri ${length - 1})`, en: ` (and ${length - 1} more)` };
}

/** The same price for any weight: it was meant for goods sold by the piece. */
export const weighed = check({ "price-per-piece-of-weighed": "warning" }, (draft, report) => {
  const {
    promotions,
    catalogue,
    data: { currency },
  } = draft;
  if (catalogue?.lines.some(isWeighed) !== true) return;
  for (const { data, deals } of promotions) {
    deals.forEach((deal, index) => {
      const priceCents = pieceOf(data.mechanics[index]!);
      if (priceCents === undefined || deal.shape !== "unit") return;
      const lines = catalogue.select(deal.select).filter(isWeighed);
      const [first] = lines;
      if (first === undefined) return;
      const { it, en } = naming(data);
      const price = money(priceCents, currency);
      report("price-per-piece-of-weighed", [data], {
        it: `${it} dà a ogni pezzo il prezzo di ${price.it}, ma l'articolo ${first.article}${others(lines).it} si vende a peso o misura: costerà ${price.it} qualunque sia il peso. Dare il prezzo al chilo ("per": "measure"), o escludere quegli articoli.`,
        en: `${en} gives each piece the price of ${price.en}, but article ${first.article}${others(lines).en} is sold by weight or measure: it will cost ${price.en} whatever it weighs. Give the price of a kilo ("per": "measure"), or leave those goods out.`,
      });
    });
  }
});

/** The price that a fixed price gives to each piece, where it does not say by measure; nothing for all other terms. */
function pieceOf({ kind, per, priceCents }: MechanicData): Cents | undefined {
  return kind === "fixed-price" && per !== "measure" && typeof priceCents === "number" && priceCents > 0
    ? priceCents
    : undefined;
}
