/** Sales made durable, one transaction each with synchronous=FULL, against a bare insert of as many bytes. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { openJournal, type SaleToCommit } from "../../agent/store/journal.ts";
import { compile, evaluate } from "../../engine/index.ts";
import { readBasket, readContext, readRuleSet } from "../../engine/wire.ts";
import { type Figure, measure, round } from "./measure.ts";
import { workload } from "./workload.ts";

export interface CommitFigures {
  readonly saleBytes: number;
  readonly commitUs: Figure;
  readonly commitsPerSecond: number;
  readonly bareInsertUs: Figure;
  readonly bareInsertsPerSecond: number;
  readonly timesBare: number;
}

const samples = 1_000;

export function commitFigures(): CommitFigures {
  const folder = mkdtempSync(join(tmpdir(), "tillside-bench-"));
  try {
    const load = workload(1_000);
    const context = readContext(load.context);
    const basket = readBasket(load.basket(20, 7));
    const evaluation = evaluate(compile(readRuleSet(load.rules)), basket, context);
    const sale = (index: number): SaleToCommit => ({
      completionHash: String(index),
      sale: {
        ...evaluation,
        transactionId: `t${index}`,
        receipt: `R-${index}`,
        store: "0042",
        till: "1",
        operator: "7",
        at: "2026-06-05T17:30:00+02:00",
        completedAt: "2026-06-05T17:32:00+02:00",
        release: 1,
        basket,
        context,
        posTotalCents: evaluation.totalCents,
        applied: [],
        tenders: [],
        rules: {},
        definitions: [],
      },
      definitions: [],
      points: [{ account: "main", points: 12 }],
      redeemed: [],
      answer: { recorded: true },
    });
    const saleBytes = JSON.stringify(sale(0).sale).length;

    const journal = openJournal(join(folder, "journal.db"), { store: "0042", till: "1" }, Date.now);
    let next = 0;
    const commitUs = measure(samples, () => journal.commitSale(sale(next++)));
    journal.close();

    const db = new Database(join(folder, "bare.db"));
    db.pragma("journal_mode = WAL");
    db.pragma("synchronous = FULL");
    db.exec("CREATE TABLE bare (id INTEGER PRIMARY KEY, body TEXT)");
    const insert = db.prepare("INSERT INTO bare (body) VALUES (?)");
    const body = "x".repeat(saleBytes);
    const bareInsertUs = measure(samples, () => insert.run(body));
    db.close();

    return {
      saleBytes,
      commitUs,
      commitsPerSecond: Math.round(1e6 / commitUs.p50),
      bareInsertUs,
      bareInsertsPerSecond: Math.round(1e6 / bareInsertUs.p50),
      timesBare: round(commitUs.p50 / bareInsertUs.p50),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
