/** Promotions as they wait to be found: as HQ wrote them, until the first basket leads to them. */

import type { Deal } from "../deal.ts";
import type { PromotionData } from "../promotion.ts";
import type { Promotion } from "../rule-set.ts";

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

/**
 * From a key to the promotions filed under it. Tens of thousands of articles with two or three promotions each: the
 * promotions stand in one row, and each says where the next one of its key is.
 */
export class Shelf {
  readonly #first = new Map<string, number>();
  readonly #row: Filed[] = [];
  /** The first is followed by the latest, that one by the one before it. */
  readonly #next: number[] = [];

  get isEmpty(): boolean {
    return this.#row.length === 0;
  }

  /** Once, if it is put under the same key several times in a row. */
  put(key: string, filed: Filed): void {
    const first = this.#first.get(key);
    const place = this.#row.length;
    if (first === undefined) {
      this.#first.set(key, place);
      this.#next.push(NOBODY);
    } else {
      const latest = this.#next[first]!;
      if (this.#row[latest === NOBODY ? first : latest] === filed) return;
      this.#next.push(latest);
      this.#next[first] = place;
    }
    this.#row.push(filed);
  }

  /** In no particular order. */
  each(key: string, found: (promotion: Promotion) => void): void {
    for (let at = this.#first.get(key) ?? NOBODY; at !== NOBODY; at = this.#next[at]!) {
      found(this.#row[at]!.promotion);
    }
  }

  /** In the order in which they were put there. */
  under(key: string): Filed[] {
    const found: Filed[] = [];
    const first = this.#first.get(key);
    if (first === undefined) return found;
    for (let at = this.#next[first]!; at !== NOBODY; at = this.#next[at]!) found.push(this.#row[at]!);
    return [this.#row[first]!, ...found.reverse()];
  }

  keys(): Iterable<string> {
    return this.#first.keys();
  }

  /** Under whatever key, once for each. */
  all(): readonly Filed[] {
    return this.#row;
  }
}

const NOBODY = -1;
