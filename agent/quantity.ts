/** Quantities as decimal strings and as whole thousandths. */

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
