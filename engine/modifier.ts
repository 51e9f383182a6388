/** What the layers cut, as the price modifiers that a POS books. */

import type { Cents } from "./basket.ts";
import type { PriceModifier, Share } from "./effect.ts";
import type { Cut, Entry, Run } from "./run.ts";
import type { Sheet } from "./sheet.ts";

export function priceModifiers(run: Run): PriceModifier[] {
  const modifiers: PriceModifier[] = [];
  for (const entry of run.entries) {
    if (entry.cuts.length === 0) continue;
    const cuts = entry.cuts.filter(({ centsByUnit }) => centsByUnit.size > 0);
    for (const cut of cuts.sort((a, b) => a.dealIndex - b.dealIndex)) {
      modifiers.push(modifierOf(run, entry, cut));
    }
  }
  return modifiers;
}

function modifierOf(run: Run, entry: Entry, cut: Cut): PriceModifier {
  const { data, deals, layer } = entry.promotion;
  const deal = deals[cut.dealIndex]!;
  const shares = sharesOf(run.sheet, cut.centsByUnit);
  return {
    kind: "price-modifier",
    modifierId: data.mechanics.length === 1 ? data.id : `${data.id}/${cut.dealIndex + 1}`,
    promotionId: data.id,
    mechanic: data.mechanics[cut.dealIndex]!.kind,
    layer: run.ruleSet.layers[layer]!.id,
    level: deal.shape === "receipt" ? deal.level : "line",
    text: data.text ?? data.name,
    times: cut.times,
    amountCents: shares.reduce((sum, share) => sum + share.amountCents, 0),
    shares,
    funding: data.funding ?? { by: "retailer" },
    couponIds: entry.couponIds,
  };
}

function sharesOf(sheet: Sheet, centsByUnit: ReadonlyMap<number, Cents>): Share[] {
  const lines = new Set([...centsByUnit.keys()].map((unit) => sheet.lineOf[unit]!));
  return [...lines]
    .sort((a, b) => a - b)
    .map((line) => {
      const unitsCents: Cents[] = [];
      for (let unit = sheet.firstUnit[line]!; unit < sheet.firstUnit[line + 1]!; unit++) {
        unitsCents.push(centsByUnit.get(unit) ?? 0);
      }
      const amountCents = unitsCents.reduce((sum, cents) => sum + cents, 0);
      return { lineId: sheet.lines[line]!.lineId, amountCents, unitsCents };
    });
}
