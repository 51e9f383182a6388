/** What a POS charges for a line before promotions, in whole cents. Never through a binary fraction. */

/** "0.454" as 454, "2" as 2000. */
export function thousandthsOf(quantity: string): number {
  const [whole = "0", fraction = ""] = quantity.split(".");
  return Number(whole) * 1000 + Number(fraction.padEnd(3, "0"));
}

/** 454 as "0.454", 2000 as "2". */
export function quantityText(thousandths: number): string {
  const fraction = String(thousandths % 1000)
    .padStart(3, "0")
    .replace(/0+$/, "");
  return `${Math.floor(thousandths / 1000)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** Unit price × quantity, rounded half up once. */
export function lineAmountCents(unitPriceCents: number, quantity: string): number {
  return Math.floor((unitPriceCents * thousandthsOf(quantity) * 2 + 1000) / 2000);
}

/** How much of the goods a price label is for: its price over the price of a kilo, in thousandths, half up. */
export function thousandthsForPrice(labelCents: number, unitPriceCents: number): number {
  return Math.max(1, Math.floor((labelCents * 2000 + unitPriceCents) / (unitPriceCents * 2)));
}
