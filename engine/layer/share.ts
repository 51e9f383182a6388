/** Sharing an amount to the cent: what is given out adds up, whoever looks at it. */

import type { Cents } from "../basket.ts";

/**
 * Shares `amount` in proportion to `weights`, largest remainder first. Equal remainders go to the position that
 * comes first, or that `before` puts first. No share is above its weight while
 * `amount` is not above their sum. All weights 0: all shares 0.
 */
export function shareInProportion(
  amount: Cents,
  weights: readonly number[],
  before: (a: number, b: number) => number = byPosition,
): Cents[] {
  let total = 0;
  for (const weight of weights) total += weight;
  if (total === 0) return weights.map(() => 0);
  const shares: Cents[] = [];
  const remainders: number[] = [];
  let given = 0;
  for (const weight of weights) {
    const product = amount * weight;
    const remainder = product % total;
    const share = (product - remainder) / total;
    shares.push(share);
    remainders.push(remainder);
    given += share;
  }
  if (given === amount) return shares;
  // Whoever has more than the last remainder that gets a cent has one for certain; only its equals are put in order.
  const last = Float64Array.from(remainders).sort()[weights.length - (amount - given)]!;
  const equals: number[] = [];
  for (let position = 0; position < weights.length; position++) {
    if (remainders[position]! > last) {
      shares[position]!++;
      given++;
    } else if (remainders[position] === last) equals.push(position);
  }
  if (equals.length > amount - given) equals.sort(before);
  for (let i = 0; given < amount; i++, given++) shares[equals[i]!]!++;
  return shares;
}

function byPosition(a: number, b: number): number {
  return a - b;
}

/** Shares `amount` evenly, nobody above their cap; odd cents go to the positions that come first. */
export function shareEvenly(amount: Cents, caps: readonly Cents[]): Cents[] {
  const shares = caps.map(() => 0);
  let open = caps.map((_, position) => position).filter((position) => caps[position]! > 0);
  let rest = amount;
  while (rest > 0 && open.length > 0) {
    const each = Math.max(1, (rest - (rest % open.length)) / open.length);
    for (const position of open) {
      const share = Math.min(each, caps[position]! - shares[position]!, rest);
      shares[position]! += share;
      rest -= share;
    }
    open = open.filter((position) => shares[position]! < caps[position]!);
  }
  return shares;
}

/** An extended amount over its pieces: the first pieces carry the odd cents. */
export function split(amount: Cents, pieces: number): Cents[] {
  const odd = amount % pieces;
  const each = (amount - odd) / pieces;
  const shares = new Array<Cents>(pieces).fill(each);
  for (let piece = 0; piece < odd; piece++) shares[piece]! += 1;
  return shares;
}
