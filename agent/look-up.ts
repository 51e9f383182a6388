/** Cards and coupons, from what was scanned to what the release's replica knows of them. */

import { randomUUID } from "node:crypto";
import type { Code } from "../drivers/codes/code.ts";
import { type CodeRules, codeRulesSchema, defaultCodeRules } from "../drivers/codes/code-rules.ts";
import { parseCode } from "../drivers/codes/parse-code.ts";
import type { CouponAnswerReason } from "./contract/reasons.ts";
import { couponDays } from "./coupon-days.ts";
import type { Deadline } from "./deadline.ts";
import { couponsAlone } from "./grants/allowances.ts";
import type { Grants } from "./grants/grants.ts";
import type { Log } from "./log.ts";
import type { OpenSale } from "./sale.ts";
import type { SessionCoupon } from "./session/session.ts";
import type { Reservation, Reserved } from "./store/journal.ts";
import { presentedAs } from "./vouchers/presented.ts";
import type { CallError } from "./workers/call.ts";
import type { CardAnswer, CouponAnswer } from "./workers/evaluation-api.ts";
import type { JournalCalls } from "./workers/journal.ts";
import type { Releases } from "./workers/releases.ts";

export interface LookUp {
  /** Undefined where nobody answers in time. */
  card(release: number, scanned: string, deadline: Deadline): Promise<CardAnswer | undefined>;
  /** Looked up only; nothing is reserved. Undefined where nobody answers in time. */
  coupon(
    release: number,
    scanned: string,
    date: string,
    deadline: Deadline,
  ): Promise<CouponAnswer | undefined>;
  /** Looked up, and where its code is unique durably reserved and granted; or why it is not accepted. */
  reserve(sale: OpenSale, scanned: string, deadline: Deadline): Promise<SessionCoupon | RefusedCoupon>;
  /** The chain's card, coupon and in-store ranges, of the newest release. */
  codeRules(): CodeRules;
  /** A scanner read it: a coupon's number may come back without the days that its label has. */
  saw(code: Code): void;
}

export interface RefusedCoupon {
  readonly outcome: "refused";
  readonly reason: CouponAnswerReason;
  readonly series: string;
}

export interface LookUpParts {
  readonly releases: Releases;
  readonly journal: JournalCalls["call"];
  readonly grants: Grants;
  readonly log: Log;
  free(reservations: readonly Reserved[]): void;
}

export function createLookUp({ releases, journal, grants, log, free }: LookUpParts): LookUp {
  const days = couponDays();
  const lookUp: LookUp = {
    codeRules: () => rulesOf(releases.current()?.codes),
    saw: days.saw,
    card: (release, scanned, { leftMs }) =>
      answered(releases.of(release)?.call("card", numberOf("card", scanned), { deadlineMs: leftMs() })),
    coupon: (release, scanned, date, { leftMs }) =>
      answered(
        releases
          .of(release)
          ?.call("coupon", { code: numberOf("coupon", scanned), date }, { deadlineMs: leftMs() }),
      ),
    async reserve(sale, scanned, deadline) {
      const { release, begun, coupons } = sale.session;
      const untimely = untimelyBy(scanned, begun.date);
      if (untimely !== undefined) return refused(untimely);
      const found = await lookUp.coupon(release, scanned, begun.date, deadline);
      if (found === undefined) return refused("not-reserved");
      if (found.kind === "unknown") return refused("unknown");
      const { couponId, series, refusal } = found;
      if (refusal !== undefined) return refused(refusal, series);
      const already = coupons.some(
        ({ presented }) =>
          presented.couponId === couponId || (found.onceInASale && presented.series === series),
      );
      if (already) return refused("presented-twice", series);
      // In training a coupon is shown, not used: nobody else must be kept from it.
      if (couponId !== undefined && sale.session.training) return presentedAs(found, couponId);
      if (couponId === undefined) return presentedAs(found, sale.nextPresentationId());
      const { transactionId, customer } = sale.session;
      const reservation = randomUUID();
      const asks = grants.asks();
      const wanted = { transactionId, couponId, series, reservation, ...(asks.length > 0 && { asks }) };
      const answer = await reserved(wanted, deadline);
      if (answer !== "reserved") return refused(answer, series);
      const asked = {
        ...{ reservation, transactionId, customerId: found.customerId ?? customer?.id, date: begun.date },
        what: { kind: "coupon", couponId, series, ...(found.home && { home: found.home }) },
        alone: couponsAlone(releases.of(release)?.ready()?.allowances, series),
      } as const;
      const verdict = await grants.ask(asked, deadline);
      if (verdict.kind === "granted") return { ...presentedAs(found, couponId), reservation };
      free([wanted]);
      return refused(verdict.reason === "not-enough" ? "not-reserved" : verdict.reason, series);
    },
  };
  return lookUp;

  async function reserved(wanted: Reservation, { leftMs }: Deadline) {
    try {
      return await journal("reserve", wanted, {
        deadlineMs: leftMs(),
        // The POS was told that it is not accepted: a reservation that came too late must not stand.
        late: (outcome) => {
          const lost = "error" in outcome && outcome.error.code === "worker-ended";
          if (lost || ("value" in outcome && outcome.value === "reserved")) free([wanted]);
        },
      });
    } catch (error) {
      const { code, message } = error as CallError;
      // A thread that died may have reserved it first.
      if (code === "worker-ended") free([wanted]);
      log.warning("not-reserved", { transactionId: wanted.transactionId, message });
      return "not-reserved" as const;
    }
  }

  async function answered<Found>(asked: Promise<Found> | undefined): Promise<Found | undefined> {
    try {
      return await asked;
    } catch (error) {
      log.warning("look-up-failed", { message: (error as Error).message });
      return undefined;
    }
  }

  /** What the label itself said of its days, when it was read or now; HQ's say of them comes after. */
  function untimelyBy(text: string, date: string): "expired" | "not-yet-valid" | undefined {
    const code = parseCode({ bytes: Buffer.from(text) }, lookUp.codeRules());
    days.saw(code);
    return days.untimely(code.kind === "coupon" ? code.code : text.trim(), date);
  }

  /** What a label or typed text says, in the chain's own ranges; the text itself where no range knows it. */
  function numberOf(kind: "card" | "coupon", text: string): string {
    const code = parseCode({ bytes: Buffer.from(text) }, lookUp.codeRules());
    if (kind === "card" && code.kind === "card") return code.number;
    if (kind === "coupon" && code.kind === "coupon") return code.code;
    if (code.kind === "refused" && code.reason === "payment-card") return "";
    return text.trim();
  }
}

function refused(reason: CouponAnswerReason, series = ""): RefusedCoupon {
  return { outcome: "refused", reason, series };
}

const rulesByConfig = new WeakMap<object, CodeRules>();

/** Checked when the release was activated; read once for each release. */
function rulesOf(codes: unknown): CodeRules {
  if (typeof codes !== "object" || codes === null) return defaultCodeRules;
  let rules = rulesByConfig.get(codes);
  if (rules === undefined) {
    const read = codeRulesSchema.safeParse(codes);
    rules = read.success ? read.data : defaultCodeRules;
    rulesByConfig.set(codes, rules);
  }
  return rules;
}
