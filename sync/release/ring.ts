/** Which stores a release on trial is for. All tills of a store are in a ring or none is: neighbours never differ. */

import { hash } from "node:crypto";

export interface Ring {
  /** By name: the lab, the first stores. */
  readonly stores: readonly string[];
  /** And this part of all stores, in thousandths. */
  readonly permille: number;
}

/**
 * Every store has its place among a thousand, the same for every release: a ring of 100 ‰ holds all stores of the ring of
 * 10 ‰, and a release that mends another reaches whoever has that one.
 */
export function placeOf(store: string): number {
  return Number.parseInt(hash("sha256", store, "hex").slice(0, 12), 16) % 1000;
}

export function isIn({ stores, permille }: Ring, store: string): boolean {
  return stores.includes(store) || placeOf(store) < permille;
}

/** Whether every store of the second is in the first. */
export function holds(ring: Ring, other: Ring): boolean {
  const isWide = ring.permille >= other.permille;
  return isWide && other.stores.every((store) => isIn(ring, store));
}

/** The smallest ring that holds both. */
export function joined(one: Ring, other: Ring): Ring {
  const permille = Math.max(one.permille, other.permille);
  return { stores: [...new Set([...one.stores, ...other.stores])], permille };
}
