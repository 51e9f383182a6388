/**
 * What the shop of the bench sells: 50,000 articles in 20 × 10 × 10 departments of 25 articles each and 2,500 brands of
 * 20, a tenth of them by weight. Article 0 sells best. Departments and brands run across the order of popularity.
 */

export const articleCount = 50_000;
const departmentCount = 2_000;
const brandCount = 2_500;

export const article = (index: number) => String(8_000_000_000_000 + index * 10);
export const isWeighed = (index: number) => index % 10 === 3;
export const priceCents = (index: number) => 49 + ((index * 7919) % 1950);
export const vatRate = (index: number) => ["4", "10", "22"][index % 3]!;
export const brandOf = (index: number) => brand((index * 31) % brandCount);
export const brand = (index: number) => `brand-${index % brandCount}`;
/** Three levels: "07/071/0713". */
export const departmentOf = (index: number) => department((index * 7) % departmentCount);

export function department(index: number, levels: 2 | 3 = 3): string {
  const leaf = String(index % departmentCount).padStart(4, "0");
  return [leaf.slice(0, 2), leaf.slice(0, 3), leaf].slice(0, levels).join("/");
}

/**
 * Draws an article by popularity: about 1/(rank + 50), so that the best seller makes 0.3 % of the lines and the first
 * thousand 44 %, as in a large shop.
 */
export function popular(next: () => number): number {
  return Math.floor(50 * ((articleCount + 50) / 50) ** next() - 50);
}
