/** What to add to reach a benefit. Nothing is promised that has not been evaluated: every suggestion has its probes. */

import type { Basket } from "../basket.ts";
import type { Context } from "../context.ts";
import type { Suggestion } from "../effect.ts";
import { byRank, type Promotion, type RuleSet } from "../rule-set.ts";
import { type Closed, close } from "../world/closing.ts";
import { laidOut, play } from "../world/open.ts";
import type { Run } from "../world/run.ts";
import { compareText } from "../world/sheet.ts";
import { type Benefit, benefitOf, type Gain, isAny, more, NOTHING } from "./benefit.ts";
import {
  type Addition,
  type Assortment,
  additionsFor,
  costOf,
  isDear,
  isMeasured,
  linesOf,
  makesUpFor,
  moneyFor,
  piecesOf,
  probeOf,
  REACH,
  type Reach,
  roundedUp,
} from "./probe.ts";
import type { Shortfall } from "./shortfall.ts";
import { type Way, waysTo } from "./ways.ts";

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

/** A promotion whose next benefit goods could open. */
interface Goal {
  readonly promotion: Promotion;
  readonly run: Run;
  readonly ways: readonly Way[];
}

/** Something that might help, not yet proven. */
interface Idea {
  readonly promotion: Promotion;
  readonly way: Way;
  readonly additions: readonly Addition[];
}

interface Proven {
  /** Empty where it was found while trying for another promotion. */
  readonly way: Way;
  readonly suggestion: Suggestion;
  /** What the promotion itself gives more. */
  readonly own: Gain;
  /** Gain that is no money, at declared values, in thousandths of a cent. */
  readonly declared: number;
}

function goalsOf(runs: readonly Run[]): Goal[] {
  const goals = new Map<Promotion, Goal>();
  runs.forEach((run, world) => {
    for (const entry of run.entries) {
      const { promotion, applied } = entry;
      if (goals.has(promotion)) continue;
      const ways = waysTo(run, entry, world > 0 || !applied);
      goals.set(promotion, { promotion, run, ways });
    }
  });
  return [...goals.values()].sort((a, b) => byRank(a.promotion, b.promotion));
}

/** Several goods at once are tried in their cheapest combinations. */
const TOGETHER_MAX = 6;

/** Something to add, and what it is added for. */
interface Part {
  readonly short: Shortfall;
  readonly addition: Addition;
}

function articleIdeas({ promotion, run, ways }: Goal, reach: Reach, assortment: Assortment): Idea[] {
  return ways.flatMap((way) => {
    let combined: (readonly Part[])[] = [[]];
    for (const short of way) {
      const parts = additionsFor(run, short, reach, assortment).map((addition) => ({ short, addition }));
      combined = combined
        .flatMap((before) => together(before, short, parts))
        .filter((all) => total(additionsOf(all), piecesOf) <= reach.piecesMax)
        .sort((a, b) => total(additionsOf(a), costOf) - total(additionsOf(b), costOf))
        .slice(0, way.length > 1 ? TOGETHER_MAX : Number.MAX_SAFE_INTEGER);
    }
    return combined.map((all) => ({ promotion, way, additions: additionsOf(all) }));
  });
}

/** Each beside the ones before, and without those whose part it plays too: two of X may also be the 5.00 that are short. */
function together(before: readonly Part[], short: Shortfall, parts: readonly Part[]): (readonly Part[])[] {
  const isThere = before.some(({ addition }) => makesUpFor(addition, short));
  const added = parts.flatMap((part) => {
    const kept = before.filter((one) => !makesUpFor(part.addition, one.short));
    const all = [...before, part];
    return kept.length < before.length ? [[...kept, part], all] : [all];
  });
  return isThere ? [before, ...added] : added;
}

function additionsOf(parts: readonly Part[]): readonly Addition[] {
  return parts.map(({ addition }) => addition);
}

function moneyIdeas({ promotion, ways }: Goal, reach: Reach): Idea[] {
  return ways.flatMap((way) => {
    const [short] = way;
    return way.length > 1 ? [] : moneyFor(short!, reach).map((one) => ({ promotion, way, additions: [one] }));
  });
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

/** The same with a little more of its last goods, as far as the reach allows. */
function heavier(additions: readonly Addition[], reach: Reach): (readonly Addition[])[] {
  const rest = additions.slice(0, -1);
  const last = additions.at(-1)!;
  if (last.of !== undefined || isMeasured(last)) {
    const most = last.of === undefined ? reach.measureMaxThousandths : reach.amountMaxCents;
    const round = last.of === undefined ? roundedUp : Math.ceil;
    return [1.25, 2]
      .map((factor) => round(last.much * factor))
      .filter((much) => much <= most)
      .map((much) => [...rest, { ...last, much }]);
  }
  const room = reach.piecesMax - total(additions, piecesOf);
  return Array.from({ length: Math.max(0, room) }, (_, one) => [
    ...rest,
    { ...last, much: last.much + one + 1 },
  ]);
}

/** The same with one piece less of one of the goods. */
function lighter(additions: readonly Addition[]): (readonly Addition[])[] {
  if (total(additions, piecesOf) < 2) return [];
  return additions.flatMap((one, place) => {
    if (piecesOf(one) === 1) return [additions.toSpliced(place, 1)];
    return [additions.with(place, { ...one, much: one.much - 1 })];
  });
}

/** Only if the receipt gains, and by this promotion: other promotions have suggestions of their own. */
function proven({ promotion, way, additions }: Idea, before: Benefit, after: Benefit): Proven | undefined {
  const { id, name, text } = promotion.data;
  const gain = more(before, after);
  const own = more(before.of.get(id) ?? NOTHING, after.of.get(id) ?? NOTHING);
  if (!isAny(own) || !isAny(gain) || gain.cents < 0) return undefined;
  const suggestion: Suggestion = {
    promotionId: id,
    text: text ?? name,
    gainCents: gain.cents,
    gainPoints: gain.points,
    ...(gain.vouchers > 0 ? { gainVouchers: gain.vouchers } : {}),
    ...(gain.stamps > 0 ? { gainStamps: gain.stamps } : {}),
    ...(gain.gifts > 0 ? { gainGifts: gain.gifts } : {}),
    probes: additions.map(probeOf),
    spendCents: total(additions, costOf) - gain.cents,
    missing: missingOf(way, additions),
  };
  return { way, suggestion, own, declared: after.declared - before.declared };
}

/** What is short in the promotion's own measure; where fewer or other pieces do, those. */
function missingOf(way: Way, additions: readonly Addition[]): Suggestion["missing"] {
  const amountCents = Math.max(0, ...way.map((short) => short.amountCents ?? 0));
  const measure = Math.max(0, ...way.map((short) => short.measureThousandths ?? 0));
  const isCounted = amountCents === 0 && measure === 0;
  const pieces = isCounted ? total(additions, piecesOf) : total(way, (short) => short.pieces ?? 0);
  return {
    ...(pieces > 0 ? { pieces } : {}),
    ...(amountCents > 0 ? { amountCents } : {}),
    ...(measure > 0 ? { measureThousandths: measure } : {}),
  };
}

/** Money first; what is no money counts only between equals, at the rule set's declared values. */
function byGain(
  { suggestion: a, declared: worthA }: Proven,
  { suggestion: b, declared: worthB }: Proven,
): number {
  return (
    b.gainCents - a.gainCents ||
    worthB - worthA ||
    b.gainPoints - a.gainPoints ||
    (b.gainVouchers ?? 0) - (a.gainVouchers ?? 0) ||
    (b.gainGifts ?? 0) - (a.gainGifts ?? 0) ||
    (b.gainStamps ?? 0) - (a.gainStamps ?? 0) ||
    a.spendCents - b.spendCents ||
    compareText(a.promotionId, b.promotionId) ||
    compareText(JSON.stringify(a.probes), JSON.stringify(b.probes))
  );
}

/** Of one promotion: what costs least in the end, and of equals what gives most. */
function bySpend(a: Proven, b: Proven): number {
  return a.suggestion.spendCents - b.suggestion.spendCents || byGain(a, b);
}

function total<One>(all: readonly One[], of: (one: One) => number): number {
  return all.reduce((sum, one) => sum + of(one), 0);
}
