/**
 * Claims at a store's lead till: sixteen tills, each a thread with a file and TLS connections of its own on this machine's
 * loopback, as they are shipped. Five of them hold copies, so a grant is three durable files. Beside it a bare insert.
 */

import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { lanOf } from "../../agent/lead/fixture.ts";
import { createLead, type Lead } from "../../agent/lead/lead.ts";
import { jsonLog } from "../../agent/log.ts";
import type { Claim } from "../../sync/claims/claims.ts";
import { newAuthority } from "../../sync/enrol/certificate.ts";
import { enrolledTill } from "../../sync/fixture/enrolled.ts";
import { type Figure, figure, measure } from "./measure.ts";

export interface LeadFigures {
  readonly tills: number;
  /** A quarter of a second between two claims of a till, four times what a busy store of scanners could show; and far less. */
  readonly paced: readonly Paced[];
  /** Each till claims again as soon as it is answered. */
  readonly flatOutUs: Figure;
  readonly flatOutPerSecond: number;
  /** An insert of as many bytes, synchronous=FULL, one at a time. */
  readonly bareInsertUs: Figure;
  /** Claims that were answered with anything but a grant. */
  readonly failed: number;
}

interface Paced {
  readonly paceMs: number;
  readonly us: Figure;
  readonly perSecond: number;
}

const TILLS = 16;
const HOLDERS = 5;
const PACES_MS = [250, 50];
const PACED_MS = 25_000;
const FLAT_OUT = 250;
const STORE = "0042";
const WAIT_MS = 60_000;
const DEADLINE_MS = 2000;

export async function leadFigures(): Promise<LeadFigures> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-bench-lead-"));
  const tills = Array.from({ length: TILLS }, (_, at) => `${at + 1}`);
  const leads: Lead[] = [];
  try {
    const authority = newAuthority("Bench", Date.now());
    const lan = await lanOf(tills);
    for (const till of tills) {
      const dataDir = join(folder, till);
      enrolledTill(dataDir, { store: STORE, till }, authority);
      const path = join(dataDir, "lead.db");
      const lead = createLead({ store: STORE, till, dataDir, path, log: jsonLog(() => {}) });
      lead.listed(lan);
      leads.push(lead);
    }
    await someoneLeads(leads);
    let failed = 0;
    const claim = async (at: number): Promise<number> => {
      const begun = performance.now();
      const { kind } = await leads[at]!.authority.claim(claimOf(tills[at]!), DEADLINE_MS);
      if (kind !== "granted") failed += 1;
      return (performance.now() - begun) * 1000;
    };
    await all(async (at) => void (await claim(at)));
    const paced: Paced[] = [];
    for (const paceMs of PACES_MS) {
      const took = await timed(async (at, taken) => {
        const begun = performance.now() + (paceMs * at) / TILLS;
        for (let turn = 0; turn * paceMs < PACED_MS; turn += 1) {
          await wait(begun + turn * paceMs - performance.now());
          taken.push(await claim(at));
        }
      });
      paced.push({ paceMs, ...took });
    }
    const flatOut = await timed(async (at, taken) => {
      for (let turn = 0; turn < FLAT_OUT; turn += 1) taken.push(await claim(at));
    });
    return {
      tills: TILLS,
      paced,
      flatOutUs: flatOut.us,
      flatOutPerSecond: flatOut.perSecond,
      bareInsertUs: bareInserts(join(folder, "bare.db")),
      failed,
    };
  } finally {
    await Promise.all(leads.map((lead) => lead.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

function claimOf(till: string): Claim {
  const [reservation, couponId] = [randomUUID(), randomUUID()];
  const what = { kind: "coupon", couponId, series: "bench" } as const;
  return { call: "claim", reservation, till, transactionId: reservation, what };
}

async function someoneLeads(leads: readonly Lead[]): Promise<void> {
  const until = performance.now() + WAIT_MS;
  while (performance.now() < until) {
    const all = await Promise.all(leads.map((lead) => lead.status(DEADLINE_MS)));
    const reaches = all.every((status) => (status?.connected.length ?? 0) >= HOLDERS - 1);
    if (reaches && all.some((status) => status?.role === "lead" && status.ready)) return;
    await wait(100);
  }
  throw new Error(`no till leads after ${WAIT_MS} ms`);
}

async function timed(run: (at: number, taken: number[]) => Promise<void>) {
  const taken: number[] = [];
  const begun = performance.now();
  await all((at) => run(at, taken));
  const perSecond = Math.round((taken.length * 1000) / (performance.now() - begun));
  return { us: figure(Float64Array.from(taken)), perSecond };
}

function all(run: (at: number) => Promise<void>): Promise<unknown> {
  return Promise.all(Array.from({ length: TILLS }, (_, at) => run(at)));
}

function bareInserts(path: string): Figure {
  const db = new Database(path);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.exec("CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT)");
  const insert = db.prepare("INSERT INTO bare (body) VALUES (?)");
  const body = JSON.stringify(claimOf("1"));
  const taken = measure(1000, () => insert.run(body));
  db.close();
  return taken;
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, Math.max(0, ms)));
}
