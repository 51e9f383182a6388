/** A sale of another till goes on here: claimed, its coupons reserved, kept durably; then the POS is answered. */

import { randomUUID } from "node:crypto";
import { BasketCopy } from "../basket-copy.ts";
import type { Deadline } from "../deadline.ts";
import type { Grants } from "../grants/grants.ts";
import type { RefusedCoupon } from "../look-up.ts";
import { moveRelease } from "../move-release.ts";
import type { OpenSales } from "../open-sales.ts";
import { PosError } from "../pos/protocol.ts";
import { OpenSale } from "../sale.ts";
import type { Session, SessionCoupon } from "../session/session.ts";
import type { Keeper } from "../sessions/keep.ts";
import type { Reservation } from "../store/journal.ts";
import type { CallError } from "../workers/call.ts";
import type { JournalCalls } from "../workers/journal.ts";
import type { Releases } from "../workers/releases.ts";
import { claimInStore } from "./claim-in-store.ts";
import type { ClaimedSale, Exchange } from "./exchange.ts";
import type { Handovers } from "./handovers.ts";
import type { Neighbours } from "./neighbours.ts";
import { isDoubtful, type Own, takenElsewhere } from "./own.ts";

export interface ClaimParts {
  readonly till: string;
  readonly exchange?: Exchange | undefined;
  readonly neighbours?: Neighbours | undefined;
  readonly sales: OpenSales;
  readonly journal: JournalCalls["call"];
  readonly grants: Grants;
  readonly releases: Releases;
  readonly keeper: Keeper;
  readonly handovers: Handovers;
  readonly own: Own;
  /** Throws PosError where a sale of this id is open or recorded here. */
  mustBeFree(transactionId: string): Promise<void>;
}

export interface Asked {
  readonly code: string;
  readonly till?: string | undefined;
  /** What the sale is to be called here; absent: as it was. */
  readonly transactionId?: string | undefined;
}

export interface Arrived {
  readonly sale: OpenSale;
  /** Coupons that this till can't take, and so are out of the sale. */
  readonly refused: readonly (RefusedCoupon & { readonly couponId: string })[];
}

/**
 * Throws PosError `unknown-transaction`, `taken-elsewhere`, `hq-unreachable`, `transaction-exists`,
 * `transaction-id-used`, `transaction-busy`. Whoever asks again after any of them, or after a crash, loses nothing.
 */
export async function claimSale(
  { code, till, transactionId: wanted }: Asked,
  owner: object,
  deadline: Deadline,
  parts: ClaimParts,
): Promise<Arrived> {
  const { exchange, neighbours, sales, releases, keeper, handovers } = parts;
  if (exchange === undefined) throw unknown();
  if (wanted !== undefined) await parts.mustBeFree(wanted);
  const asked = { code, ...(till === undefined ? {} : { till }) };
  // Most of the time is for the way to HQ or another till and back; the rest for two disks and the evaluation.
  const inTime = deadline.leftMs() * 0.6;
  const claimed = claimedOrRefused(
    await claimInStore(asked, inTime, { till: parts.till, exchange, neighbours }),
  );
  await settled(claimed, parts);
  const transactionId = wanted ?? claimed.session.transactionId;
  if (wanted === undefined) await parts.mustBeFree(transactionId);
  const { coupons, refused } = await reservedHere(claimed, transactionId, deadline, parts);
  const sale = new OpenSale(
    sessionHere(claimed, transactionId, code, coupons, parts.till),
    owner,
    new BasketCopy(),
  );
  moveRelease(sale, releases);
  try {
    sales.add(sale);
  } catch (error) {
    keptForIt(claimed.key, transactionId, parts);
    throw error;
  }
  sale.keeping = keeper.begun(sale.session, sale.evaluations);
  const { key, round, from } = claimed;
  handovers.forget(transactionId);
  handovers.put({ key, round, way: "in", code, transactionId, till: from });
  return { sale, refused };
}

/** It had gone from here to the till that it comes back from, and this one has not heard of that yet. */
async function settled({ key, from }: Claimed, { sales, own }: ClaimParts): Promise<void> {
  const before = sales.all().find(({ session }) => session.shared?.key === key);
  if (before === undefined || isDoubtful(before.session)) return;
  await before
    .quietly(() => own.leave(before, from))
    .catch((cause: Error) => {
      throw new PosError("transaction-busy", { detail: cause.message, cause });
    });
}

type Claimed = Extract<ClaimedSale, { kind: "claimed" }>;

function claimedOrRefused(answer: Awaited<ReturnType<Exchange["claim"]>>): Claimed {
  switch (answer.kind) {
    case "claimed":
      return answer;
    case "taken":
      throw takenElsewhere(answer.till, "suspension.code");
    case "unreachable":
      throw new PosError("hq-unreachable", { field: "suspension.code", detail: answer.message });
    case "ambiguous":
      throw new PosError("bad-parameters", {
        field: "suspension.till",
        detail: "sales of two tills wait under this code: name the till",
      });
    case "other-format":
      throw unknown(`it was suspended by another version of Tillside: go on at till ${answer.till}`);
    case "unknown":
      throw unknown();
    default:
      return answer satisfies never;
  }
}

function unknown(detail?: string): PosError {
  return new PosError("unknown-transaction", {
    field: "suspension.code",
    ...(detail === undefined ? {} : { detail }),
  });
}

/** The place and time of its beginning stay, so its evaluation is the same; who has it now is said beside. */
function sessionHere(
  { session, key, round, from }: Claimed,
  transactionId: string,
  code: string,
  coupons: readonly SessionCoupon[],
  till: string,
): Session {
  // Its part of limits that outlive a sale was reserved at the other till; its first evaluation here reserves it here.
  const { suspension, reservation, ...rest } = session;
  const { movedFrom } = session.shared ?? {};
  return {
    ...rest,
    transactionId,
    state: suspension?.from ?? "open",
    coupons,
    ...(reservation === undefined ? {} : { reservation: randomUUID() }),
    shared: { key, round, till, claimed: { code, till: from }, ...(movedFrom && { movedFrom }) },
  };
}

/** It does not go on here yet: what was reserved stays its own, whatever it is called when it is claimed again. */
function keptForIt(key: string, transactionId: string, { journal }: Pick<ClaimParts, "journal">): void {
  journal("handOver", { key, transactionId }).catch(() => {});
}

/** They are the sale's under the same reservations; whoever had granted them hears that they are here now. */
async function grantedHere(
  { customer, begun }: Session,
  wanted: readonly Reservation[],
  refused: readonly { readonly couponId: string }[],
  deadline: Deadline,
  { journal, grants }: Pick<ClaimParts, "journal" | "grants">,
): Promise<readonly { readonly couponId: string; readonly reason: RefusedCoupon["reason"] }[]> {
  const here = wanted.filter(({ couponId }) => !refused.some((one) => one.couponId === couponId));
  const verdicts = await Promise.all(
    here.map(({ couponId, series, reservation, transactionId }) => {
      const what = { kind: "coupon", couponId, series } as const;
      // Where nobody answers the coupon stays: it was granted before the sale came here.
      const asked = { reservation, transactionId, what, alone: undefined };
      return grants.ask({ ...asked, customerId: customer?.id, date: begun.date }, deadline);
    }),
  );
  const gone = here.flatMap((one, at) => {
    const verdict = verdicts[at]!;
    if (verdict.kind === "granted" || verdict.reason === "held-at-home") return [];
    return [
      { ...one, reason: verdict.reason === "already-used" ? verdict.reason : "reserved-elsewhere" },
    ] as const;
  });
  if (gone.length > 0) journal("free", gone).catch(() => {});
  return gone;
}

/** Its unique coupons, reserved in this journal; those that are used or reserved here already are refused. */
async function reservedHere(
  { session, key }: Claimed,
  transactionId: string,
  deadline: Deadline,
  { journal, grants }: ClaimParts,
): Promise<{ coupons: readonly SessionCoupon[]; refused: Arrived["refused"] }> {
  const { coupons } = session;
  const sale = { key, transactionId };
  const giveBack = () => keptForIt(key, transactionId, { journal });
  const wanted = coupons.flatMap(({ presented: { couponId, series }, reservation }) =>
    reservation === undefined ? [] : [{ couponId, series, reservation, transactionId, asks: grants.asks() }],
  );
  let refusals: readonly { readonly couponId: string; readonly reason: RefusedCoupon["reason"] }[];
  try {
    refusals = await journal(
      "takeOver",
      { sale, wanted },
      { deadlineMs: deadline.leftMs() * 0.6, late: giveBack },
    );
  } catch (error) {
    if (wanted.length === 0) return { coupons, refused: [] };
    const { code, message } = error as CallError;
    if (code === "worker-ended") giveBack();
    if (["late", "not-begun", "worker-ended"].includes(code))
      throw new PosError("transaction-busy", { detail: message, cause: error });
    // A journal that can't be written takes no unique coupons, here as everywhere.
    refusals = wanted.map(({ couponId }) => ({ couponId, reason: "not-reserved" as const }));
  }
  refusals = [...refusals, ...(await grantedHere(session, wanted, refusals, deadline, { journal, grants }))];
  const seriesOf = new Map(wanted.map(({ couponId, series }) => [couponId, series]));
  const gone = new Set(refusals.map(({ couponId }) => couponId));
  return {
    coupons: coupons.filter(({ presented }) => !gone.has(presented.couponId)),
    refused: refusals.map(({ couponId, reason }) => ({
      couponId,
      series: seriesOf.get(couponId) ?? "",
      outcome: "refused",
      reason,
    })),
  };
}
