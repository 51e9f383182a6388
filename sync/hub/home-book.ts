/**
 * What HQ and the homes of things owe each other, a row a claim: `asked` of the home, or to be told to it; `granted`, so
 * that its book holds the thing; `refused`; `used` and `free` and `restored`, which the home must hear yet; `over`. Read and
 * written in the transaction of the claims, which keeps the leases of these homes as they are until its end.
 */

import type { After, Claim, ClaimAnswer, ClaimCall, Refused } from "../claims/claims.ts";
import { type ByHome, byHome, type LeaseAtHq } from "../claims/homes.ts";
import { LEASE_MS } from "../claims/lease.ts";
import { thingOf } from "../claims/thing.ts";
import type { Connection, Database } from "./database/database.ts";
import type { Place } from "./holdings.ts";
import { rows } from "./schema.ts";

export interface HomeRow {
  /** The reservation under which the home's book has it. */
  readonly id: string;
  /** The till's that has it now. */
  readonly reservation: string;
  readonly thing: string;
  readonly home: string;
  readonly store: string;
  readonly till: string;
  readonly amount: number;
  /** What the home is asked, JSON. */
  readonly call: string;
  readonly state: "asked" | "granted" | "refused" | "used" | "free" | "restored" | "over";
  /** The home's refusal, JSON. */
  readonly answer: string | null;
  readonly saleId: string | null;
  /** Since when no sale wants it any more. */
  readonly endedMs: number | null;
}

/** What the home says first, or that HQ may decide. */
export type Judged =
  | { readonly kind: "decide"; readonly by: ByHome["kind"] | "no-home"; readonly row?: HomeRow | undefined }
  | { readonly kind: "ask"; readonly row: HomeRow | undefined }
  | { readonly kind: "answer"; readonly answer: Refused };

export interface HomeBook {
  /** @param isLast the home has had its time to answer */
  judge(place: Place, claim: Claim, nowMs: number, isLast: boolean): Judged;
  /** The home is asked from now on; the row's id. */
  ask(judged: Judged & { readonly kind: "ask" }, place: Place, claim: Claim): string;
  /** After HQ has decided: what the till is told. */
  decided(judged: Judged, place: Place, claim: Claim, answer: ClaimAnswer, nowMs: number): ClaimAnswer;
  after(place: Place, call: After, nowMs: number): void;
  store(tx: Connection, nowMs: number): Promise<void>;
}

export const HOME_ROW = `SELECT id, reservation, thing, home, store, till, amount, call, state, answer,
  sale_id AS "saleId", ended_ms AS "endedMs" FROM home_claim`;
const NEVER: LeaseAtHq = { number: 0, untilMs: 0 };

export async function homeBook(
  tx: Connection,
  { list, forUpdate }: Pick<Database, "list" | "forUpdate">,
  calls: readonly ClaimCall[],
  nowMs: number,
): Promise<HomeBook> {
  const claims = calls.filter((call) => call.call === "claim");
  const homes = [...new Set(claims.flatMap(({ what }) => what.home ?? []))].sort();
  const leases = await leasesOf(tx, { list, forUpdate }, homes, nowMs);
  const things = JSON.stringify(claims.flatMap(({ what }) => (what.home === undefined ? [] : thingOf(what))));
  const reservations = JSON.stringify(calls.map(({ reservation }) => reservation));
  const loaded = await tx.all<HomeRow>(
    `${HOME_ROW} WHERE (thing IN ${list("things")} AND state IN ('asked', 'granted', 'refused'))
       OR reservation IN ${list("reservations")} OR id IN ${list("reservations")} ORDER BY id${forUpdate}`,
    { things, reservations },
  );
  const before = new Map(loaded.map((row) => [row.id, row]));
  const known = new Map(before);
  const put = (row: HomeRow) => {
    known.set(row.id, row);
    return row;
  };
  const rowFor = ({ store, till }: Place, { reservation, what }: Claim) => {
    const thing = thingOf(what);
    const open = [...known.values()].filter(
      (row) =>
        row.thing === thing && row.store === store && ["asked", "granted", "refused"].includes(row.state),
    );
    const same = open.find((row) => row.reservation === reservation);
    // A till of the home gives back to its lead by itself: what that holds no more HQ must not give on.
    if (same !== undefined || what.home === store) return same;
    // What this till wanted a moment ago the home may have granted meanwhile.
    return open.find((row) => row.till === till && row.endedMs !== null && row.state !== "refused");
  };
  const asked = (row: HomeRow | undefined, place: Place, claim: Claim): HomeRow => {
    const { reservation, till, transactionId, what } = claim;
    const id = row?.id ?? (known.has(reservation) ? crypto.randomUUID() : reservation);
    const asks = tillAt(what.home!, { store: place.store, till });
    const call: Claim = { call: "claim", reservation: id, till: asks, transactionId, what };
    return put({
      ...{ id, reservation, thing: thingOf(what), home: what.home!, store: place.store, till },
      ...{ amount: amountOf(claim), call: JSON.stringify(call), state: "asked", answer: null },
      ...{ saleId: null, endedMs: null },
    });
  };

  return {
    judge(place, claim, nowMs, isLast) {
      const { home } = claim.what;
      if (home === undefined) return { kind: "decide", by: "no-home" };
      const at = { store: place.store, till: claim.till };
      const row = rowFor(at, claim);
      const consent = row && { state: row.state as "asked", amount: row.amount };
      const lease = leases.get(home) ?? NEVER;
      const by = byHome(home === place.store, lease, consent, amountOf(claim), nowMs);
      if (by.kind !== "ask") return { kind: "decide", by: by.kind, row };
      if (!isLast) return { kind: "ask", row };
      if (row?.state === "refused" && row.answer !== null)
        return { kind: "answer", answer: JSON.parse(row.answer) as Refused };
      if (row !== undefined) put({ ...row, endedMs: nowMs });
      return { kind: "answer", answer: { kind: "refused", reason: "held-at-home" } };
    },
    ask: ({ row }, place, claim) => asked(row, place, claim).id,
    decided(judged, place, claim, answer, nowMs) {
      if (judged.kind !== "decide" || judged.by === "no-home") return answer;
      const { by, row } = judged;
      if (answer.kind !== "granted") {
        if (row?.state === "granted" && row.endedMs === null) put({ ...row, endedMs: nowMs });
        return answer;
      }
      switch (by) {
        case "decide":
          put({ ...row!, reservation: claim.reservation, till: claim.till, endedMs: null });
          return answer;
        case "decide-beside-lead":
          return { ...answer, doubt: "home-not-asked" };
        default: {
          asked(row, place, claim);
          const { number } = leases.get(claim.what.home!) ?? NEVER;
          return number > 0 ? { ...answer, doubt: "home-silent" } : answer;
        }
      }
    },
    after({ store }, call, nowMs) {
      if (call.call === "restored") return;
      for (const row of known.values()) {
        if (
          row.store !== store ||
          row.reservation !== call.reservation ||
          !["asked", "granted"].includes(row.state)
        )
          continue;
        if (call.call === "settle")
          put({ ...row, state: "used", saleId: call.saleId, amount: call.points ?? row.amount });
        else if (row.endedMs === null) put({ ...row, endedMs: nowMs });
      }
    },
    async store(tx, nowMs) {
      for (const [id, row] of known) {
        if (before.get(id) === row) continue;
        const { saleId, endedMs, ...rest } = row;
        const cells = { ...rest, sale_id: saleId, ended_ms: endedMs, changed_ms: nowMs };
        if (!before.has(id)) await tx.insert(rows.homeClaim, [cells]);
        else await tx.run(UPDATE, cells);
      }
    },
  };
}

const UPDATE = `UPDATE home_claim SET ${Object.keys(rows.homeClaim.columns)
  .filter((column) => column !== "id")
  .map((column) => `${column} = :${column}`)
  .join(", ")} WHERE id = :id`;

/** A row for each, so that there is one to lock: a lease that comes while this is decided waits. */
async function leasesOf(
  tx: Connection,
  { list, forUpdate }: Pick<Database, "list" | "forUpdate">,
  homes: readonly string[],
  nowMs: number,
): Promise<Map<string, LeaseAtHq>> {
  if (homes.length === 0) return new Map();
  await tx.insert(rows.lease, homes.map(newLease));
  const found = await tx.all<LeaseAtHq & { readonly store: string }>(
    `SELECT store, number, until_ms AS "untilMs" FROM lease WHERE store IN ${list("homes")} ORDER BY store${forUpdate}`,
    { homes: JSON.stringify(homes) },
  );
  // Of an hour when HQ's clock was ahead: from now on it holds for as long as any.
  const mostMs = nowMs + LEASE_MS;
  if (found.some(({ untilMs }) => untilMs > mostMs))
    await tx.run(
      `UPDATE lease SET until_ms = :mostMs WHERE store IN ${list("homes")} AND until_ms > :mostMs`,
      {
        homes: JSON.stringify(homes),
        mostMs,
      },
    );
  return new Map(found.map((lease) => [lease.store, lease]));
}

/** As the home's book calls a till. */
export function tillAt(home: string, { store, till }: Place): string {
  return store === home ? till : `${store}/${till}`;
}

export function newLease(store: string) {
  return { store, number: 0, until_ms: 0, till: "", homed: 0, line: 0 };
}

function amountOf({ what }: Claim): number {
  return what.kind === "coupon" ? 1 : what.points;
}
