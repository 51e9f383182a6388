/**
 * Claims at HQ: what may be used once, and points. Calls that come while others are on their way to the disk wait for
 * them and go together, in one transaction, which locks the things that they name: so of two tills, at whichever hubs,
 * one gets it. `holdings.ts` decides.
 */

import { setImmediate } from "node:timers/promises";
import type { ClaimAnswer, ClaimCall } from "../claims/claims.ts";
import { thingOf } from "../claims/thing.ts";
import type { Connection, Database } from "./database/database.ts";
import { claimed, ended, type Holding, type Place, type Thing, type Use } from "./holdings.ts";
import { homeBook } from "./home-book.ts";
import type { HomeHints } from "./home-hints.ts";
import { rows } from "./schema.ts";
import { tidyClaims } from "./tidy-claims.ts";

/** Calls that one transaction takes. */
const TOGETHER_MAX = 256;
/** Every so many transactions it is looked for what can be forgotten. */
const TIDY_EVERY = 1000;
/** The home's time to answer: with the way to HQ it must fit into what a till gives HQ, 250 ms. */
const CONSENT_MS = 150;

export interface Claims {
  /** In the order of the calls. When it resolves, all of it survives a power cut. Times: milliseconds since 1970. */
  answer(place: Place, calls: readonly ClaimCall[], nowMs: number): Promise<readonly ClaimAnswer[]>;
}

interface Asked {
  readonly place: Place;
  readonly calls: readonly ClaimCall[];
  readonly nowMs: number;
  /** Homes have had their time: what they have not said is refused. */
  readonly isLast: boolean;
  readonly resolve: (answers: readonly (ClaimAnswer | Waits)[]) => void;
  readonly reject: (error: unknown) => void;
}

/** For the word of the thing's home. */
interface Waits {
  readonly kind: "waits";
  readonly id: string;
  readonly home: string;
}

export function claimsOn(database: Database, hints: HomeHints, consentMs = CONSENT_MS): Claims {
  const waiting: Asked[] = [];
  let busy = false;
  let count = 0;
  let tidies = false;

  /** After those who wait for an answer have it. What can't be forgotten now can be the next time. */
  const tidied = (nowMs: number): Promise<boolean> =>
    database.transaction((tx) => tidyClaims(tx, database, nowMs)).catch(() => false);

  async function work(): Promise<void> {
    busy = true;
    while (waiting.length > 0) {
      // What has arrived already goes along.
      await setImmediate();
      let calls = 0;
      const until = waiting.findIndex((one) => {
        calls += one.calls.length;
        return calls > TOGETHER_MAX;
      });
      const now = waiting.splice(0, until < 0 ? waiting.length : Math.max(1, until));
      count += 1;
      try {
        const answers = await database.transaction((tx) => decided(tx, database, now));
        for (const [index, { resolve }] of now.entries()) resolve(answers[index]!);
      } catch (error) {
        for (const { reject } of now) reject(error);
      }
      if (count % TIDY_EVERY === 1) tidies = true;
      if (tidies) tidies = await tidied(Math.max(...now.map((one) => one.nowMs)));
    }
    busy = false;
  }

  const decide = (place: Place, calls: readonly ClaimCall[], nowMs: number, isLast: boolean) =>
    new Promise<readonly (ClaimAnswer | Waits)[]>((resolve, reject) => {
      waiting.push({ place, calls, nowMs, isLast, resolve, reject });
      if (!busy) void work();
    });

  return {
    async answer(place, calls, nowMs) {
      const first = await decide(place, calls, nowMs, false);
      const asked = first.filter((answer) => answer.kind === "waits");
      if (asked.length === 0) return first as readonly ClaimAnswer[];
      hints.asked(asked.map(({ home }) => home));
      await hints.answered(
        asked.map(({ id }) => id),
        consentMs,
      );
      const waited = calls.filter((_, at) => first[at]!.kind === "waits");
      const last = [...(await decide(place, waited, nowMs, true))];
      return first.map((answer) => (answer.kind === "waits" ? last.shift() : answer) as ClaimAnswer);
    },
  };
}

async function decided(
  tx: Connection,
  database: Database,
  asked: readonly Asked[],
): Promise<readonly (ClaimAnswer | Waits)[][]> {
  const calls = asked.flatMap((one) => one.calls);
  // First of all, since it locks what leases lock first.
  const nowMs = Math.max(...asked.map((one) => one.nowMs));
  const homes = await homeBook(tx, database, calls, nowMs);
  const { things, known, fences } = await loaded(tx, database, calls);
  const before = new Map(known);
  const put = (holding: Holding) => {
    known.set(holding.reservation, holding);
    const thing = things.get(holding.thing);
    if (holding.state === "free") thing?.holdings.delete(holding.reservation);
    else thing?.holdings.set(holding.reservation, holding);
  };
  const answers = asked.map(({ place, calls: mine, nowMs, isLast }) =>
    mine.map((call): ClaimAnswer | Waits => {
      const standing = known.get(call.reservation);
      // A home hears the reservations of other stores' tills, and has no say in them.
      const isOurs = standing === undefined || standing.store === place.store;
      if (call.call !== "claim") {
        const end = isOurs ? ended(standing, call, place) : undefined;
        if (end !== undefined) put(end);
        homes.after(place, call, nowMs);
        return { kind: "done" };
      }
      if (!isOurs) return { kind: "refused", reason: "reserved-elsewhere" };
      const judged = homes.judge(place, call, nowMs, isLast);
      if (judged.kind === "answer") return judged.answer;
      const thing = things.get(thingOf(call.what))!;
      const { answer, changed } = claimed(thing, standing, place, call, nowMs);
      // What HQ refuses anyway no home needs to be asked for.
      if (judged.kind === "ask" && answer.kind === "granted")
        return { kind: "waits", id: homes.ask(judged, place, call), home: call.what.home! };
      for (const holding of changed) put(holding);
      return homes.decided(judged, place, call, answer, nowMs);
    }),
  );
  const changed = [...known.values()].filter((holding) => before.get(holding.reservation) !== holding);
  await store(tx, changed, before, nowMs);
  await homes.store(tx, nowMs);
  for (const [name, { fence }] of things)
    if (fence !== fences.get(name))
      await tx.run("UPDATE claim_thing SET fence = :fence WHERE thing = :name", { fence, name });
  return answers;
}

const HOLDING = `SELECT reservation, thing, store, till, transaction_id AS "transactionId", amount, state,
  sale_id AS "saleId", fence, until_ms AS "untilMs" FROM claim`;

/** To the end of the transaction nobody else changes these things. */
async function loaded(tx: Connection, { list, forUpdate }: Database, calls: readonly ClaimCall[]) {
  const reservations = JSON.stringify(calls.map(({ reservation }) => reservation));
  const byName = new Map(
    calls.flatMap((call) => (call.call === "claim" ? [[thingOf(call.what), call.what] as const] : [])),
  );
  const named = await tx.all<{ thing: string }>(
    `SELECT DISTINCT thing FROM claim WHERE thing <> '' AND reservation IN ${list("reservations")}`,
    { reservations },
  );
  const names = [...new Set([...byName.keys(), ...named.map(({ thing }) => thing)])].sort();
  await tx.insert(
    rows.claimThing,
    names.map((thing) => ({ thing, fence: 0 })),
  );
  const all = { names: JSON.stringify(names), reservations };
  const locked = await tx.all<{ thing: string; fence: number }>(
    `SELECT thing, fence FROM claim_thing WHERE thing IN ${list("names")} ORDER BY thing${forUpdate}`,
    all,
  );
  const holdings = await tx.all<Holding>(
    `${HOLDING} WHERE reservation IN ${list("reservations")} OR (state <> 'free' AND thing IN ${list("names")}
       AND NOT EXISTS (SELECT 1 FROM coupon_restored r
         WHERE r.coupon_id = substr(claim.thing, ${"coupon ".length + 1}) AND r.sale_id = claim.sale_id))`,
    all,
  );
  const uses = await usesOf(tx, list, [...byName.values()]);
  const things = new Map(
    locked.map(({ thing: name, fence }): [string, Thing] => {
      const mine = holdings.filter(({ thing, state }) => thing === name && state !== "free");
      const byReservation = new Map(mine.map((holding) => [holding.reservation, holding]));
      return [name, { name, fence, holdings: byReservation, uses: uses.get(name) ?? [] }];
    }),
  );
  const known = new Map(holdings.map((holding) => [holding.reservation, holding]));
  return { things, known, fences: new Map(locked.map(({ thing, fence }) => [thing, fence])) };
}

type What = Extract<ClaimCall, { call: "claim" }>["what"];

/** What recorded sales have used of these, by thing; without coupons that are good again. */
async function usesOf(
  tx: Connection,
  list: Database["list"],
  wanted: readonly What[],
): Promise<Map<string, Use[]>> {
  const coupons = wanted.flatMap((what) => (what.kind === "coupon" ? [what.couponId] : []));
  const customers = wanted.flatMap((what) => (what.kind === "points" ? [what.customerId] : []));
  const found: (Use & { readonly thing: string })[] = [];
  if (coupons.length > 0)
    found.push(
      ...(await tx.all<Use & { thing: string }>(
        `SELECT 'coupon ' || coupon_id AS thing, store, till, sale_id AS "saleId", 1 AS amount, 0 AS "receivedMs"
         FROM coupon_use u WHERE coupon_id IN ${list("coupons")} AND NOT EXISTS
           (SELECT 1 FROM coupon_restored r WHERE r.coupon_id = u.coupon_id AND r.sale_id = u.sale_id)
         ORDER BY at_ms, sale_id`,
        { coupons: JSON.stringify(coupons) },
      )),
    );
  if (customers.length > 0)
    found.push(
      ...(await tx.all<Use & { thing: string }>(
        `SELECT 'points ' || customer_id || ' ' || account AS thing, store, till, sale_id AS "saleId",
           points AS amount, received_ms AS "receivedMs"
         FROM points_use WHERE customer_id IN ${list("customers")}`,
        { customers: JSON.stringify(customers) },
      )),
    );
  return Map.groupBy(found, ({ thing }) => thing);
}

async function store(
  tx: Connection,
  changed: readonly Holding[],
  before: ReadonlyMap<string, Holding>,
  nowMs: number,
): Promise<void> {
  const row = ({ transactionId, saleId, untilMs, ...rest }: Holding) => ({
    ...rest,
    transaction_id: transactionId,
    sale_id: saleId,
    until_ms: untilMs,
    changed_ms: nowMs,
  });
  const fresh = changed.filter(({ reservation }) => !before.has(reservation));
  const added = await tx.insert(rows.claim, fresh.map(row), "reservation");
  const { name, columns } = rows.claim;
  const set = Object.keys(columns)
    .filter((column) => column !== "reservation")
    .map((column) => `${column} = :${column}`);
  for (const holding of changed)
    if (!added.has(holding.reservation))
      // What a till's journal has said meanwhile of the end of its claim stands.
      await tx.run(
        `UPDATE ${name} SET ${set.join(", ")} WHERE reservation = :reservation
           AND (state = 'held' OR :state = 'used')`,
        row(holding),
      );
}
