/**
 * What the shop of the bench sells: 50,000 articles in 20 × 10 × 20 departments and 4,000 brands of about 12 each,
 * a tenth of them by weight. Article 0 sells best. Departments and brands run across the order of popularity.
 */

export const articleCount = 50_000;
const departmentCount = 4_000;
const brandCount = 4_000;

export const article = (index: number) => String(8_000_000_000_000 + index * 10);
export const isWeighed = (index: number) => index % 10 === 3;
/** From 0.50 to 20.00, half of them below 1.85. */
export const priceCents = (index: number) => Math.round(50 * 40 ** ((((index * 7919) % 1000) / 1000) ** 1.5));
export const vatRate = (index: number) => ["4", "10", "22"][index % 3]!;
export const brandOf = (index: number) => brand(Math.imul(index, 0x9e3779b1) >>> 8);
export const brand = (index: number) => `brand-${index % brandCount}`;
export const departmentOf = (index: number) => department((index * 7) % departmentCount);

/** Three levels: "07/073/1465"; with two the subtree above it, 250 articles. */
export function department(index: number, levels: 2 | 3 = 3): string {
  const leaf = index % departmentCount;
  const [one, two] = [Math.floor(leaf / 200), Math.floor(leaf / 20)];
  const parts = [String(one).padStart(2, "0"), String(two).padStart(3, "0"), String(leaf).padStart(4, "0")];
  return parts.slice(0, levels).join("/");
}

/**
 * Draws an article by popularity: about 1/(rank + 50), so that the best seller makes 0.3 % of the lines and the first
 * thousand 44 %, as in a large shop.
 */
export function popular(next: () => number): number {
  return Math.floor(50 * ((articleCount + 50) / 50) ** next() - 50);
}
