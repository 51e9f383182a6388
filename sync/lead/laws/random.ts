/** Numbers that look random and are the same for the same seed (mulberry32). */

export interface Random {
  /** From 0 on, below `count`. */
  below(count: number): number;
  /** True in so many cases of a thousand. */
  perMille(chance: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

export function randomOf(seed: number): Random {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(next() * count);
  return {
    below,
    perMille: (chance) => next() * 1000 < chance,
    pick: (items) => items[below(items.length)]!,
  };
}
