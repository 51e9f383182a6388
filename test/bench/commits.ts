/**
 * Sales made durable, one transaction each with synchronous=FULL, against a bare insert of as many bytes. Each is another
 * basket under 10,000 promotions, and keeps the promotions it met, as the agent's do.
 */

import { hash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { openJournal } from "../../agent/store/journal.ts";
import { keptRules } from "../../agent/workers/kept-rules.ts";
import { compile, evaluate, touched } from "../../engine/index.ts";
import { readBasket, readContext, readRuleSet } from "../../engine/wire.ts";
import { type Figure, measure, round } from "./measure.ts";
import { workload } from "./workload.ts";

export interface CommitFigures {
  readonly saleBytes: number;
  readonly promotionsMet: number;
  readonly commitUs: Figure;
  readonly commitsPerSecond: number;
  readonly bareInsertUs: Figure;
  readonly bareInsertsPerSecond: number;
  readonly timesBare: number;
}

const samples = 1_000;
/** By then most promotions have been met. */
const warmUp = 2_000;
const promotions = 10_000;

export function commitFigures(): CommitFigures {
  const folder = mkdtempSync(join(tmpdir(), "tillside-bench-"));
  try {
    const load = workload(promotions);
    const rules = readRuleSet(load.rules);
    const ruleSet = compile(rules);
    const written = new Map(rules.promotions.map((one) => [one.id, JSON.stringify(one)]));
    const kept = keptRules({}, ruleSet, (id) => written.get(id));
    const context = readContext(load.context);
    const sales = Array.from({ length: warmUp + samples }, (_, index) => {
      const basket = readBasket(load.basket(20, index + 7));
      const evaluation = evaluate(ruleSet, basket, context);
      const { definitions } = kept.of([], touched(ruleSet, basket, context));
      const sale = {
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
        definitions: definitions.map(({ hash }) => hash),
      };
      const points = [{ account: "main", points: 12 }];
      const completionHash = hash("sha256", String(index), "hex");
      return { completionHash, sale, definitions, points, redeemed: [], answer: { recorded: true } };
    });
    const mean = (of: (sale: (typeof sales)[number]) => number) =>
      Math.round(sales.reduce((sum, sale) => sum + of(sale), 0) / sales.length);
    const saleBytes = mean(({ sale }) => JSON.stringify(sale).length);

    const journal = openJournal(join(folder, "journal.db"), { store: "0042", till: "1" }, Date.now);
    let next = 0;
    const commitUs = measure(samples, () => journal.commitSale(sales[next++]!), warmUp);
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
      promotionsMet: mean(({ definitions }) => definitions.length),
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
