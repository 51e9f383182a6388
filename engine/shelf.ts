/** Promotions as they wait to be found: as HQ wrote them, until the first basket leads to them. */

import type { Deal } from "./deal.ts";
import type { PromotionData } from "./promotion.ts";
import type { Promotion } from "./rule-set.ts";

/** Makes promotions ready, against the layers, groups and price lists of one rule set. */
export interface Compiler {
  deals(data: PromotionData): readonly Deal[];
  promotion(data: PromotionData): Promotion;
}

/** Of a chain's promotions a shop's day touches some: the others stay small. */
export class Filed {
  readonly data: PromotionData;
  readonly #compiler: Compiler;
  #ready: Promotion | undefined;

  constructor(data: PromotionData, compiler: Compiler) {
    this.data = data;
    this.#compiler = compiler;
  }

  /** The same one every time. */
  get promotion(): Promotion {
    this.#ready ??= this.#compiler.promotion(this.data);
    return this.#ready;
  }

  /** To see what they watch. Nothing is kept. */
  get deals(): readonly Deal[] {
    return this.#ready?.deals ?? this.#compiler.deals(this.data);
  }
}

/** Most keys lead to one promotion only. */
export type Shelf = Map<string, Filed | Filed[]>;

export function put(shelf: Shelf, key: string, filed: Filed): void {
  const found = shelf.get(key);
  if (found === undefined) shelf.set(key, filed);
  else if (found instanceof Filed) {
    if (found !== filed) shelf.set(key, [found, filed]);
  } else if (found[found.length - 1] !== filed) found.push(filed);
}

/** What stands under the key, in the order in which it was put there. */
export function under(shelf: Shelf, key: string): readonly Filed[] {
  const found = shelf.get(key);
  if (found === undefined) return NOBODY;
  return found instanceof Filed ? [found] : found;
}

const NOBODY: readonly Filed[] = [];
