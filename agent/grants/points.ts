/**
 * Points that pay for rewards are held for the sale before the customer is told that they do: two tills can't give them
 * twice. What is not granted is taken out of what the customer chose, and the evaluation is asked again.
 */

import type { ChosenReward } from "../../engine/context.ts";
import type { Effect } from "../../engine/effect.ts";
import { evaluateReserved } from "../allowances/reserve.ts";
import type { PointsRefusal } from "../contract/reasons.ts";
import type { Deadline } from "../deadline.ts";
import type { Evaluated, Wanted } from "../evaluate-sale.ts";
import type { Log } from "../log.ts";
import type { OpenSale } from "../sale.ts";
import type { BurntPoints } from "../store/journal-claims.ts";
import type { JournalCalls } from "../workers/journal.ts";
import type { Releases } from "../workers/releases.ts";
import { pointsAlone } from "./allowances.ts";
import type { Grants } from "./grants.ts";

export interface PointsParts {
  readonly releases: Releases;
  readonly journal: JournalCalls["call"];
  readonly grants: Grants;
  readonly log: Log;
}

export interface RefusedPoints {
  readonly account: string;
  readonly reason: PointsRefusal;
  /** How many of them this sale may use. */
  readonly left: number;
}

/** As `evaluateReserved`; what the chosen rewards cost is held, or they are fewer afterwards and `refused` says why. */
export async function evaluateHeld(
  sale: OpenSale,
  parts: PointsParts,
  deadline: Deadline,
  wanted: Wanted = {},
): Promise<Evaluated & { readonly refused: readonly RefusedPoints[] }> {
  const evaluated = await evaluateReserved(sale, parts, deadline, wanted);
  // While tenders are confirmed nothing is chosen, and what they rest on was held before.
  const { rewards = [], state } = sale.session;
  if (rewards.length === 0 || state === "tendering") return { ...evaluated, refused: [] };
  const { effects } = evaluated.reply;
  const refused = await holdPoints(sale, effects, parts, deadline);
  if (refused.length === 0) return { ...evaluated, refused };
  sale.advance({ kind: "rewards", rewards: fewer(rewards, effects, refused) });
  // The evaluation that the POS has is of the rewards that it chose.
  const { from: _, ...whole } = wanted;
  return { ...(await evaluateReserved(sale, parts, deadline, whole)), refused };
}

/** Holds what these effects use of the customer's accounts; answers those of which there is less. Never rejects. */
export async function holdPoints(
  sale: OpenSale,
  effects: readonly Effect[],
  { releases, journal, grants, log }: PointsParts,
  deadline: Deadline,
): Promise<readonly RefusedPoints[]> {
  const { customer, training, transactionId, release, begun } = sale.session;
  const wanted = [...burnIn(effects)].filter(
    ([account, points]) => points > (sale.pointsHeld.get(account) ?? 0),
  );
  if (customer === undefined || training || wanted.length === 0) return [];
  const evaluator = releases.of(release);
  const refused: RefusedPoints[] = [];
  for (const [account, points] of wanted) {
    try {
      const known = await evaluator?.call("balances", customer.id, { deadlineMs: deadline.leftMs() });
      const balance = known?.balances[account] ?? 0;
      const balanceAtMs = Date.parse(known?.balanceAt ?? "") || 0;
      const asked = {
        kind: "points",
        customerId: customer.id,
        account,
        points,
        balance,
        balanceAtMs,
        ...(known?.home && { home: known.home }),
      } as const;
      const held = await journal(
        "holdPoints",
        { transactionId, what: asked, asks: grants.asks() },
        { deadlineMs: deadline.leftMs() },
      );
      if (held.kind === "short") {
        refused.push({ account, reason: "not-enough", left: held.left });
        continue;
      }
      const { reservation, what } = held;
      // Not what the journal holds: that may be of an asking whose answer this till did not live to hear.
      const before = sale.pointsHeld.get(account) ?? 0;
      const alone = pointsAlone(evaluator?.ready()?.allowances, account);
      const claim = { reservation, transactionId, what, customerId: customer.id, date: begun.date, alone };
      const verdict = await grants.ask(claim, deadline);
      if (verdict.kind === "granted") sale.pointsHeld.set(account, points);
      else {
        await journal("holdLess", { reservation, points: before }, { deadlineMs: deadline.leftMs() });
        const left = Math.max(verdict.left ?? 0, before);
        refused.push({ account, reason: verdict.reason === "hq-away" ? "hq-away" : "not-enough", left });
      }
    } catch (error) {
      log.warning("points-not-held", { transactionId, message: (error as Error).message });
      refused.push({ account, reason: "not-reserved", left: sale.pointsHeld.get(account) ?? 0 });
    }
  }
  return refused;
}

/** What rewards use of each account. */
export function burnIn(effects: readonly Effect[]): ReadonlyMap<string, number> {
  const burn = new Map<string, number>();
  for (const effect of effects)
    if (effect.kind === "reward" && effect.points > 0)
      burn.set(effect.account, (burn.get(effect.account) ?? 0) + effect.points);
  return burn;
}

/** What a recorded sale has used, and what was known of these accounts before it. */
export async function burntBy(
  effects: readonly Effect[],
  { session: { customer, release } }: OpenSale,
  releases: Pick<Releases, "of">,
  { leftMs }: Deadline,
): Promise<readonly BurntPoints[]> {
  const burn = [...burnIn(effects)];
  if (customer === undefined || burn.length === 0) return [];
  const known = await releases
    .of(release)
    ?.call("balances", customer.id, { deadlineMs: leftMs() })
    .catch(() => null);
  const { balances = customer.balances, balanceAt = "" } = known ?? {};
  return burn.map(([account, points]) => {
    const balanceAtMs = Date.parse(balanceAt) || 0;
    return { account, points, balance: balances[account] ?? 0, balanceAtMs };
  });
}

/** What was chosen, as far as the points reach: what the basket gave first is kept. */
function fewer(
  chosen: readonly ChosenReward[],
  effects: readonly Effect[],
  refused: readonly RefusedPoints[],
): ChosenReward[] {
  const left = new Map(refused.map((one) => [one.account, one.left]));
  const times = new Map<string, number>();
  for (const effect of effects) {
    if (effect.kind !== "reward" || !left.has(effect.account)) continue;
    const cost = effect.points / effect.times;
    const most = Math.min(effect.times, Math.floor(left.get(effect.account)! / cost));
    left.set(effect.account, left.get(effect.account)! - most * cost);
    times.set(effect.promotionId, (times.get(effect.promotionId) ?? 0) + most);
  }
  return chosen.flatMap((one) => {
    const most = times.get(one.promotionId);
    if (most === undefined) return [one];
    return most === 0 ? [] : [{ ...one, times: most }];
  });
}
