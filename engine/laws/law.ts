/**
 * A law is asked about random shops. `npm test` asks the same shops every day, so that nobody's change fails by
 * chance; `npm run test:long` draws others, more of them and bigger ones. A shop that breaks a law is made small and
 * printed as a worked case, with the seed that brings it back.
 */

import fc from "fast-check";
import { it } from "vitest";
import { explain } from "../answers/explain.ts";
import type { Basket } from "../basket.ts";
import { compile } from "../compile.ts";
import type { Evaluation, Explanation } from "../effect.ts";
import { evaluate } from "../evaluate.ts";
import type { PromotionData } from "../promotion.ts";
import { smallerShops } from "../random-shop/smaller.ts";
import { caseText } from "../random-shop/wire.ts";
import { type Draw, drawFrom, randomShop, type Shop } from "../random-shop.ts";
import type { RuleSet } from "../rule-set.ts";

const RUNS = Number(process.env.LAWS_RUNS ?? 2000);
/** About so many times five promotions and six pieces. */
export const SIZE = Number(process.env.LAWS_SIZE ?? 1);
const SEED = Number(process.env.LAWS_SEED ?? 20261121);

/** Of large shops one of ten takes all the work that a part may cost: whoever asks about more of them waits longer. */
const PATIENCE_MS = 10 * 60_000 * Math.max(1, (RUNS * SIZE) / 2000);

/** A shop that a law is asked about, with what most laws want to know of it. */
export class Trial {
  readonly shop: Shop;
  readonly #seed: number;
  #ruleSet: RuleSet | undefined;
  #evaluation: Evaluation | undefined;
  #explanations: readonly Explanation[] | undefined;

  constructor(shop: Shop, seed: number) {
    this.shop = shop;
    this.#seed = seed;
  }

  /** Chance within the law; the same each time the law is asked. */
  chance(): Draw {
    return drawFrom(this.#seed + 1);
  }

  get ruleSet(): RuleSet {
    this.#ruleSet ??= compile(this.shop.rules);
    return this.#ruleSet;
  }

  get evaluation(): Evaluation {
    this.#evaluation ??= this.of(this.shop.basket);
    return this.#evaluation;
  }

  get explanations(): readonly Explanation[] {
    this.#explanations ??= explain(this.ruleSet, this.shop.basket, this.shop.context);
    return this.#explanations;
  }

  *smaller(): Generator<Trial> {
    for (const shop of smallerShops(this.shop)) yield new Trial(shop, this.#seed);
  }

  /** Another basket under the same rules. */
  of(basket: Basket): Evaluation {
    return evaluate(this.ruleSet, basket, this.shop.context);
  }

  /** The same basket under other promotions. */
  under(promotions: readonly PromotionData[]): Evaluation {
    const { rules, basket, context } = this.shop;
    return evaluate(compile({ ...rules, promotions }), basket, context);
  }
}

type MakeShop = (draw: Draw, size: number) => Shop;

/** `name` is a sentence that holds whatever HQ writes and whatever is scanned. */
export function law(name: string, holds: (trial: Trial) => void, make: MakeShop = randomShop): void {
  laws.set(make, (laws.get(make) ?? 0) + 1);
  it(
    name,
    () => {
      const property = fc.property(new Trials(make), holds);
      const { failed, counterexample, counterexamplePath, seed, errorInstance } = fc.check(property, {
        numRuns: RUNS,
        seed: SEED,
      });
      if (!failed) return;
      const { shop } = counterexample![0];
      const again = `npm run test:long -- --seed ${seed} --runs ${RUNS} --size ${SIZE} --law "${name}"`;
      const text = `${caseText(name, shop, totalOf(shop))}\n\nagain: ${again}\nat: ${counterexamplePath}`;
      const error = errorInstance instanceof Error ? errorInstance : new Error(String(errorInstance));
      error.message = `${error.message}\n\n${text}`;
      throw error;
    },
    PATIENCE_MS,
  );
}

function totalOf({ rules, basket, context }: Shop): number | undefined {
  try {
    return evaluate(compile(rules), basket, context).totalCents;
  } catch {
    return undefined;
  }
}

/** What fast-check draws and makes smaller. */
class Trials extends fc.Arbitrary<Trial> {
  readonly #make: MakeShop;

  constructor(make: MakeShop) {
    super();
    this.#make = make;
  }

  override generate(random: fc.Random): fc.Value<Trial> {
    return new fc.Value(trialOf(this.#make, random.nextInt()), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Trial {
    return value instanceof Trial;
  }

  override shrink(trial: Trial): fc.Stream<fc.Value<Trial>> {
    return fc.stream(trial.smaller()).map((smaller) => new fc.Value(smaller, undefined));
  }
}

/** How many laws ask about shops of a kind. */
const laws = new Map<MakeShop, number>();

/** Laws ask about the same shops: each is compiled and evaluated once. What only one asks about is not kept. */
const known = new Map<MakeShop, Map<number, Trial>>();
const KNOWN_MAX = 2000;

function trialOf(make: MakeShop, seed: number): Trial {
  const trials = known.get(make) ?? new Map<number, Trial>();
  known.set(make, trials);
  let trial = trials.get(seed);
  if (trial === undefined) {
    trial = new Trial(make(drawFrom(seed), SIZE), seed);
    if (laws.get(make)! > 1 && trials.size < KNOWN_MAX) trials.set(seed, trial);
  }
  return trial;
}
