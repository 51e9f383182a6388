/**
 * Who lets a sale use what may be used once: the own journal first, then the store's lead till, then HQ, and where HQ does
 * not answer in time the allowance that it gave for that case. Each may say no: the lead knows of its store what HQ has not
 * heard yet, HQ of the others. Never rejects and never waits past the deadline, so no sale waits for it;
 * what was asked for is in the journal before, so whoever may have granted it hears how it ended.
 */

import type { Authority, Claim, Granted, Refused, Unreachable, Wanted } from "../../sync/claims/claims.ts";
import { type Clocks, pause, thisMachine } from "../../sync/client/surroundings.ts";
import type { Deadline } from "../deadline.ts";
import type { Log } from "../log.ts";
import type { AloneMost, Asks } from "../store/journal-claims.ts";
import type { JournalCalls } from "../workers/journal.ts";

/** What each is given of the time by itself; a person waits. */
const WITHIN_MS = 250;
/** Of what is left, so that there is always time to answer. */
const PART = 0.6;
/**
 * So long the lead is heard before HQ is asked as well: it puts its store's tills in an order. Asked at once, copies of a
 * coupon shown at two tills in the same moment would each be held at one of both, and be refused by the other.
 */
const LEAD_FIRST_MS = 50;
/** What the lead must hear is sent again until it has it. */
const TELL_AGAIN_MS = 5_000;
const TELL_MS = 2_000;
const TELL_MAX = 64;

export interface GrantParts {
  readonly store: string;
  readonly till: string;
  /** In the order of asking, who knows most the last; none: this till is alone, and its journal says all there is to say. */
  readonly authorities: readonly Authority[];
  /** What each of them is given of the time, milliseconds. */
  readonly withinMs?: number | undefined;
  readonly journal: JournalCalls["call"];
  readonly log: Log;
  /** Default: this machine's. */
  readonly clocks?: Clocks;
}

export type Verdict =
  | { readonly kind: "granted" }
  | {
      readonly kind: "refused";
      readonly reason: Refused["reason"] | NotAlone;
      /** Of points: how many there are for this sale. */
      readonly left?: number | undefined;
    };

/** Nobody could be asked, and HQ allows no more of it in that case. */
export type NotAlone = "hq-away";

export interface Asked {
  /** As the journal holds it already. */
  readonly reservation: string;
  readonly transactionId: string;
  readonly what: Wanted;
  readonly customerId: string | undefined;
  /** Of the sale, "YYYY-MM-DD". */
  readonly date: string;
  /** Where nobody answers; undefined: HQ has set no limit. */
  readonly alone: AloneMost | "refuse" | undefined;
}

export interface Grants {
  /** Whom a claim is going to be asked of: said to the journal before. */
  asks(): Asks;
  ask(asked: Asked, deadline: Deadline): Promise<Verdict>;
  /** The lead hears what it must, now and again until it has it. */
  tell(): void;
  close(): void;
}

export function createGrants(parts: GrantParts): Grants {
  const { store, till, authorities, withinMs = WITHIN_MS, journal, log, clocks = thisMachine } = parts;
  const { steadyMs, later } = clocks;
  const lead = authorities.find(({ name }) => name === "lead");
  let telling: Promise<void> | undefined;
  let tellingNext: Promise<void> | undefined;
  let again = () => {};

  const there = () => authorities.filter(({ isThere }) => isThere?.() ?? true);

  async function asked(
    one: Authority,
    claim: Claim,
    { leftMs }: Deadline,
  ): Promise<Granted | Refused | Unreachable> {
    const deadlineMs = Math.min(withinMs, leftMs() * PART);
    const until = steadyMs() + deadlineMs;
    // What this till gave up a moment ago must not be in its own way.
    if (one === lead) await Promise.race([tellLead(), pause(clocks, deadlineMs)]);
    const restMs = until - steadyMs();
    return restMs < 1
      ? { kind: "unreachable", message: `${one.name} has no time` }
      : one.claim(claim, restMs);
  }

  async function alone(
    { reservation, what, customerId, date, alone: most }: Asked,
    { leftMs }: Deadline,
  ): Promise<Verdict> {
    if (most === undefined) return { kind: "granted" };
    const refused = { kind: "refused", reason: "hq-away" } as const;
    if (most === "refuse") return refused;
    const of = what.kind === "coupon" ? `coupon ${what.series}` : `points ${what.account}`;
    const amount = what.kind === "coupon" ? 1 : what.points;
    const counted = { reservation, of, customerId, day: date, amount, most };
    try {
      return (await journal("alone", counted, { deadlineMs: leftMs() })) === "granted"
        ? { kind: "granted" }
        : refused;
    } catch (error) {
      log.warning("allowance-not-counted", { message: (error as Error).message });
      return refused;
    }
  }

  /** One telling at a time; whoever comes while one is under way may have news, and waits for the next. */
  function tellLead(): Promise<void> {
    if (telling !== undefined) {
      tellingNext ??= telling.then(() => {
        tellingNext = undefined;
        return tellLead();
      });
      return tellingNext;
    }
    telling = toldTo(lead).finally(() => {
      telling = undefined;
    });
    return telling;
  }

  async function toldTo(lead: Authority | undefined): Promise<void> {
    if (lead?.isThere?.() === false || lead === undefined) return;
    again();
    let isMore = false;
    try {
      const owed = await journal("owed", TELL_MAX, { deadlineMs: TELL_MS });
      isMore = owed.length > 0;
      if (isMore && (await lead.tell(owed, TELL_MS)).kind === "done") {
        await journal(
          "told",
          owed.map(({ reservation }) => reservation),
          { deadlineMs: TELL_MS },
        );
        isMore = owed.length === TELL_MAX;
      }
    } catch (error) {
      isMore = true;
      log.warning("lead-not-told-yet", { message: (error as Error).message });
    }
    if (isMore) again = later(() => void tellLead(), TELL_AGAIN_MS, "idle");
  }

  return {
    asks: () => there().map(({ name }) => name),
    async ask(wanted, deadline) {
      const asking = there();
      if (asking.length === 0) return { kind: "granted" };
      const { reservation, transactionId, what } = wanted;
      const claim: Claim = { call: "claim", reservation, till, transactionId, what };
      const ofLead = lead !== undefined && asking.includes(lead) ? asked(lead, claim, deadline) : undefined;
      const first = ofLead && (await Promise.race([ofLead, pause(clocks, LEAD_FIRST_MS)]));
      if (first?.kind === "refused") return first;
      const answers = await Promise.all(
        asking.map((one) => (one === lead ? ofLead! : asked(one, claim, deadline))),
      );
      const no = answers.filter((answer) => answer.kind === "refused");
      const refusal = no.find(({ reason }) => reason === "already-used") ?? no[0];
      if (refusal !== undefined) return refusal;
      // The last of them knows most; what only the store knows of may be used in another one.
      const last = answers.at(-1)!;
      const granted = { kind: "granted" } as const;
      const isHome = what.home === store;
      const byLead = lead === undefined ? undefined : answers[asking.indexOf(lead)];
      const leadHas = byLead?.kind === "granted" ? byLead : undefined;
      if (last.kind === "granted") {
        // HQ was not sure, but the book of the home is.
        if (last.doubt === undefined || (isHome && leadHas !== undefined)) return granted;
        // The lead may be giving it away at this moment, and nobody can ask it.
        if (last.doubt === "home-not-asked") return { kind: "refused", reason: "held-at-home" };
      }
      // Without HQ, at home: by its lease nobody else has it, so nothing is lost and nothing counted.
      if (isHome && leadHas?.atHome) return granted;
      const verdict = await alone(wanted, deadline);
      const message = last.kind === "unreachable" ? last.message : "";
      log.info("claim-unanswered", { transactionId, verdict: verdict.kind, message });
      return verdict;
    },
    tell: () => void tellLead(),
    close: () => again(),
  };
}
