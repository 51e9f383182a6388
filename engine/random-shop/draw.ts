/** Where chance comes from: a test's generator, or a seed. */

/** A whole number from 0 to `below` - 1. */
export type Draw = (below: number) => number;

export function pick<Value>(draw: Draw, values: readonly Value[]): Value {
  return values[draw(values.length)]!;
}

/** True once in `times`. */
export function once(draw: Draw, times: number): boolean {
  return draw(times) === 0;
}

/** From `least` to `most`, both included. */
export function between(draw: Draw, least: number, most: number): number {
  return least + draw(most - least + 1);
}

/** Fields that are there once in `times`, spread into an object. */
export function maybe<Fields extends object>(draw: Draw, times: number, make: () => Fields): Partial<Fields> {
  return once(draw, times) ? make() : {};
}

export function list<Value>(count: number, make: (index: number) => Value): Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

export function shuffled<Value>(values: readonly Value[], draw: Draw): Value[] {
  const rest = [...values];
  const order: Value[] = [];
  while (rest.length > 0) order.push(...rest.splice(draw(rest.length), 1));
  return order;
}

/** The same numbers for the same seed, everywhere (mulberry32). */
export function drawFrom(seed: number): Draw {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
