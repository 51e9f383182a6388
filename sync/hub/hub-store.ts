/** What HQ keeps, on whichever database. */

import { accept } from "./accept.ts";
import { claimsOn } from "./claims.ts";
import { usesOf } from "./customer-uses.ts";
import type { Database } from "./database/database.ts";
import { openSqlite } from "./database/sqlite.ts";
import { fleetOf, reported } from "./fleet.ts";
import { holds } from "./held.ts";
import { homeHints, type Patience } from "./home-hints.ts";
import { leased } from "./leases.ts";
import { number, sales as numberedSales } from "./numbered.ts";
import { receiptIn, restoredIn } from "./receipts.ts";
import { postgresMigrations, sqliteMigrations } from "./schema.ts";
import { statusOf } from "./status.ts";
import type { HubStore, SaleRow, SalesQuestion } from "./store.ts";
import { claim, forkedSales, offer, standings, takeBack } from "./suspended.ts";
import { tillKeys } from "./till-keys.ts";
import { voucherReport } from "./vouchers.ts";

export interface HubDatabase {
  /** Of SQLite's file. */
  readonly dataDir: string;
  /** postgres://…: instead of the file, for several hubs side by side. */
  readonly databaseUrl?: string | undefined;
  /** How long the home of a thing has to answer, milliseconds. */
  readonly consentMs?: number | undefined;
  /** Default: this machine's clock. */
  readonly patience?: Patience | undefined;
}

/** Makes what is missing and brings older tables up to date. Throws SyncError `unusable`, saying what to do. */
export async function openHubStore(options: HubDatabase): Promise<HubStore> {
  const { dataDir, databaseUrl, consentMs, patience } = options;
  const database =
    databaseUrl === undefined
      ? openSqlite(dataDir, sqliteMigrations)
      : await (await import("./database/postgres.ts")).openPostgres(databaseUrl, postgresMigrations);
  const homes = homeHints(database, patience);
  const claims = claimsOn(database, homes, consentMs);
  return {
    claims: claims.answer,
    async lease(place, ask, nowMs) {
      const said = await leased(database, place, ask, nowMs);
      if (ask.answers.length > 0) homes.heard();
      return said;
    },
    whenAsked: homes.listen,
    accept: (batch, receivedMs) => accept(database, batch, receivedMs),
    holds: (place, marks, nowMs) => holds(database, place, marks, nowMs),
    sales: (question) => salesSince(database, question),
    receipt: (question) => receiptIn(database, question),
    customerUses: (place, question) => usesOf(database, place, question),
    offer: (place, waiting, nowMs) => offer(database, place, waiting, nowMs),
    claim: (place, asked, nowMs) => claim(database, place, asked, nowMs),
    takeBack: (place, sale, nowMs) => takeBack(database, place, sale, nowMs),
    standings: (store, keys) => standings(database, store, keys),
    forkedSales: () => forkedSales(database),
    restored: (store, since) => restoredIn(database, store, since),
    status: (nowMs) => statusOf(database, nowMs),
    reported: (place, report, nowMs) => reported(database, place, report, nowMs),
    fleet: (question) => fleetOf(database, question),
    vouchers: (question) => voucherReport(database, question),
    tills: tillKeys(database),
    close() {
      homes.close();
      return database.close();
    },
  };
}

async function salesSince(
  database: Database,
  { since, limit, store }: SalesQuestion,
): Promise<readonly SaleRow[]> {
  const known = await number(database, numberedSales);
  return database.all<SaleRow>(
    `SELECT position, store, till, sale_id AS "saleId", receipt, at_ms AS "atMs", total_cents AS "totalCents",
       discount_cents AS "discountCents" FROM sale
     WHERE position > :since AND position <= :known AND (CAST(:store AS text) IS NULL OR store = CAST(:store AS text))
     ORDER BY position LIMIT :limit`,
    { since, known, limit, store: store ?? null },
  );
}
