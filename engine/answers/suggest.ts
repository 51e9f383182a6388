/** What to add to reach a benefit. Nothing is promised that has not been evaluated: every suggestion has its probes. */

import type { Basket } from "../basket.ts";
import type { Context } from "../context.ts";
import type { Suggestion } from "../effect.ts";
import { byRank, type Promotion, type RuleSet } from "../rule-set.ts";
import { type Closed, close } from "../world/closing.ts";
import { laidOut, play } from "../world/open.ts";
import { type Benefit, benefitOf, isAny, more } from "./benefit.ts";
import { articleIdeas, type Goal, goalsOf, heavier, type Idea, lighter, moneyIdeas, total } from "./ideas.ts";
import {
  type Addition,
  type Assortment,
  costOf,
  isDear,
  linesOf,
  probeOf,
  REACH,
  type Reach,
} from "./probe.ts";
import { byGain, bySpend, type Proven, proven } from "./proven.ts";

export interface SuggestOptions {
  readonly reach?: Partial<Reach>;
  /** Without it only goods like those in the basket are suggested. */
  readonly assortment?: Assortment;
}

const ONLY_THE_BASKET: Assortment = { article: () => undefined };

/** Highest gain first. One suggestion a promotion, the one that asks least of the purse; each is true if taken alone. */
export function suggest(
  ruleSet: RuleSet,
  basket: Basket,
  context: Context,
  { reach: wanted, assortment = ONLY_THE_BASKET }: SuggestOptions = {},
): Suggestion[] {
  const reach = { ...REACH, ...wanted };
  const counter = laidOut(ruleSet, basket, context);
  const now = counter.play();
  // Who stands alone may win with a little more, and so may those that it keeps from applying now.
  const others = now.run.isOnlyWorld ? [] : counter.worlds.map((world) => close(world, false).run);
  const goals = goalsOf([now.run, ...others]);
  const trial = new Trial(ruleSet, basket, context, benefitOf(now.effects, ruleSet.values), goals, reach);
  trial.askAll(goals.map((goal) => articleIdeas(goal, reach, assortment)));
  // Where no article is known that would do, it can still be said how much money is short.
  const isOpen = ({ promotion }: Goal) => {
    const { suggestion: found } = trial.best.get(promotion) ?? {};
    return found === undefined || isDear(found.spendCents + found.gainCents, found.missing.amountCents);
  };
  trial.askAll(goals.map((goal) => (isOpen(goal) ? moneyIdeas(goal, reach) : [])));
  const order = [...trial.best.values()].sort(byGain);
  return order.slice(0, reach.suggestionsMax).map(({ suggestion }) => suggestion);
}

/** Proves ideas by evaluating the basket with them, within the reach. */
class Trial {
  readonly best = new Map<Promotion, Proven>();
  readonly #ruleSet: RuleSet;
  readonly #basket: Basket;
  readonly #context: Context;
  readonly #before: Benefit;
  readonly #goals: readonly Goal[];
  readonly #reach: Reach;
  #open: ReturnType<typeof laidOut> | undefined;
  /** By what was added: the same goods may help several promotions. */
  readonly #known = new Map<string, Benefit>();

  constructor(
    ruleSet: RuleSet,
    basket: Basket,
    context: Context,
    before: Benefit,
    goals: readonly Goal[],
    reach: Reach,
  ) {
    this.#ruleSet = ruleSet;
    this.#basket = basket;
    this.#context = context;
    this.#before = before;
    this.#goals = goals;
    this.#reach = reach;
  }

  /** The idea that asks least of each promotion first, then their second ones: only so many are proven. */
  askAll(ideas: readonly (readonly Idea[])[]): void {
    const inTurn = ideas.flatMap((mine) =>
      [...mine]
        .sort((a, b) => total(a.additions, costOf) - total(b.additions, costOf))
        .map((idea, turn) => ({ idea, turn, cost: total(idea.additions, costOf) })),
    );
    inTurn.sort((a, b) => a.turn - b.turn || a.cost - b.cost || byRank(a.idea.promotion, b.idea.promotion));
    for (const { idea } of inTurn) this.#ask(idea);
  }

  #ask(idea: Idea): void {
    // Others may claim or cut what is added: then it takes a little more than what is short.
    const tries = [idea.additions, ...heavier(idea.additions, this.#reach)];
    for (const additions of tries) {
      const found = this.#prove({ ...idea, additions });
      if (found === undefined) continue;
      this.#note(idea.promotion, this.#lightest({ ...idea, additions }, found));
      return;
    }
  }

  /** What is short may be less than it seems, where others let go of goods. */
  #lightest(idea: Idea, found: Proven): Proven {
    for (const additions of lighter(idea.additions)) {
      const less = this.#prove({ ...idea, additions });
      if (less !== undefined && !isAny(more(less.own, found.own))) {
        return this.#lightest({ ...idea, additions }, less);
      }
    }
    return found;
  }

  /** Undefined also where no more evaluations may be spent. */
  #prove(idea: Idea): Proven | undefined {
    const after = this.#with(idea.additions);
    return after && proven(idea, this.#before, after);
  }

  #with(additions: readonly Addition[]): Benefit | undefined {
    const key = JSON.stringify(additions.map(probeOf));
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= this.#reach.probesMax) return undefined;
    const { effects } = this.#played(additions);
    const after = benefitOf(effects, this.#ruleSet.values);
    this.#known.set(key, after);
    // Whoever gave nothing and gives something now has its suggestion, whoever it was tried for.
    for (const { promotion } of this.#goals) {
      if (this.#before.of.has(promotion.id)) continue;
      const found = proven({ promotion, way: [], additions }, this.#before, after);
      if (found !== undefined) this.#note(promotion, found);
    }
    return after;
  }

  /** One line costs what it touches; it takes the place of the one that was tried before. */
  #played(additions: readonly Addition[]): Closed {
    const lines = linesOf(additions, this.#basket);
    const [line] = lines;
    if (lines.length > 1) {
      const bought = { ...this.#basket, lines: [...this.#basket.lines, ...lines] };
      return play(this.#ruleSet, bought, this.#context);
    }
    this.#open ??= laidOut(this.#ruleSet, this.#basket, this.#context);
    this.#open.put(line!);
    return this.#open.play();
  }

  #note(promotion: Promotion, found: Proven): void {
    const known = this.best.get(promotion);
    const order = known === undefined ? -1 : bySpend(found, known);
    if (order < 0 || (order === 0 && known?.way.length === 0)) this.best.set(promotion, found);
  }
}
