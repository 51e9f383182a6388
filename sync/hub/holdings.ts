/**
 * Who has what, decided: pure, for one thing at a time. HQ arbitrates between tills; within a till its own journal does, so
 * a till's claims stand side by side, in whatever order they came: the release of all but one is on its way.
 */

import type { After, Claim, ClaimAnswer, Refused } from "../claims/claims.ts";

/** Sales are open for hours, suspended ones to the end of their day: nobody holds anything for longer. */
export const HOLD_MS = 24 * 3600_000;

/** A till, known by its token. */
export interface Place {
  readonly store: string;
  readonly till: string;
}

/** A reservation as HQ knows it. */
export interface Holding extends Place {
  readonly reservation: string;
  /** "": a release that came before its claim. */
  readonly thing: string;
  readonly transactionId: string;
  /** Of points; 1 of a coupon. */
  readonly amount: number;
  readonly state: "held" | "used" | "free";
  readonly saleId: string | null;
  readonly fence: number;
  readonly untilMs: number;
}

/** A recorded sale's use, whether it was claimed or not. */
export interface Use extends Place {
  readonly saleId: string;
  readonly amount: number;
  readonly receivedMs: number;
}

/** All that is known of one thing. */
export interface Thing {
  readonly name: string;
  fence: number;
  /** By reservation; those that are free stay away. */
  readonly holdings: Map<string, Holding>;
  readonly uses: readonly Use[];
}

/** @param known the reservation as it stands */
export function claimed(
  thing: Thing,
  known: Holding | undefined,
  place: Place,
  claim: Claim,
  nowMs: number,
): { readonly answer: ClaimAnswer; readonly changed: readonly Holding[] } {
  const { reservation, till, transactionId, what } = claim;
  const at = { store: place.store, till };
  const refused = (refusal: Refused) => ({ answer: refusal, changed: [] });
  // A claim that was slower than its own end.
  if (known?.state === "free") return refused({ kind: "refused", reason: "reserved-elsewhere" });
  if (known?.state === "used")
    return refused({ kind: "refused", reason: "already-used", at: placeOf(known) });
  const others = [...thing.holdings.values()].filter((one) => one.reservation !== reservation);
  const elsewhere = others.filter((one) => !isAt(one, at) && (one.state === "used" || one.untilMs > nowMs));
  const amount = what.kind === "coupon" ? 1 : what.points;
  if (what.kind === "coupon") {
    const use = thing.uses[0] ?? others.find(({ state }) => state === "used");
    if (use !== undefined) return refused({ kind: "refused", reason: "already-used", at: placeOf(use) });
    const holder = elsewhere[0];
    if (holder !== undefined)
      return refused({ kind: "refused", reason: "reserved-elsewhere", at: placeOf(holder) });
  } else {
    const left = pointsLeft(thing, elsewhere, at, what);
    if (left < amount) return refused({ kind: "refused", reason: "not-enough", left: Math.max(0, left) });
  }
  if (known !== undefined && isAt(known, at) && known.amount === amount && known.untilMs > nowMs)
    return { answer: granted(known, nowMs), changed: [] };
  thing.fence += 1;
  const { name, fence } = thing;
  const held: Holding = {
    ...{ reservation, thing: name, ...at, transactionId, amount, fence },
    state: "held",
    saleId: null,
    untilMs: nowMs + HOLD_MS,
  };
  // What others held is over: nobody was heard of it in time.
  const gone = what.kind === "coupon" ? others.filter((one) => one.state === "held" && !isAt(one, at)) : [];
  return {
    answer: granted(held, nowMs),
    changed: [...gone.map((one) => ({ ...one, state: "free" as const })), held],
  };
}

/**
 * Paid or given up; nothing where that was known already. A release that nobody knows is kept: its claim may come yet.
 * @param place who says so. Precondition: a till of the store that has it
 */
export function ended(known: Holding | undefined, end: After, { store, till }: Place): Holding | undefined {
  // HQ hears of goods that came back by the journals, which name the return.
  if (end.call === "restored") return undefined;
  if (end.call === "settle") {
    if (known === undefined || known.state === "used") return undefined;
    return { ...known, state: "used", saleId: end.saleId, amount: end.points ?? known.amount };
  }
  if (known === undefined)
    return {
      ...{ reservation: end.reservation, thing: "", store, till, transactionId: "" },
      ...{ amount: 0, state: "free", saleId: null, fence: 0, untilMs: 0 },
    };
  return known.state === "held" ? { ...known, state: "free" } : undefined;
}

/** Of what the till believes, less what the others hold and have used since HQ reckoned that. */
export function pointsLeft(
  { uses }: Pick<Thing, "uses">,
  elsewhere: readonly Holding[],
  at: Place,
  { balance, balanceAtMs }: { readonly balance: number; readonly balanceAtMs: number },
): number {
  const told = new Set(uses.map(({ saleId }) => saleId));
  const held = elsewhere.filter(({ saleId }) => saleId === null || !told.has(saleId));
  const used = uses.filter((use) => !isAt(use, at) && use.receivedMs > balanceAtMs);
  return balance - sum(held) - sum(used);
}

function granted({ fence, untilMs }: Holding, nowMs: number): ClaimAnswer {
  return { kind: "granted", fence, forMs: untilMs - nowMs };
}

function isAt(one: Place, { store, till }: Place): boolean {
  return one.store === store && one.till === till;
}

function placeOf({ store, till }: Place): Place {
  return { store, till };
}

function sum(amounts: readonly { readonly amount: number }[]): number {
  return amounts.reduce((all, { amount }) => all + amount, 0);
}
