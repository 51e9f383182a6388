/** The main job, shown: three customers at a till, one of them while headquarters can't be reached. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { connectPos, type PosClient } from "../client/connect.ts";
import type { AgentStatus } from "../main.ts";
import { demoTexts } from "../texts/demo.ts";
import { moneyIn } from "../texts/language.ts";
import { narrator } from "./narrate.ts";
import { play } from "./play/play.ts";
import { readPriceFile } from "./play/price-file.ts";
import { readSales } from "./play/read-sales.ts";
import { scannerOf } from "./play/scanner.ts";
import { openShop, type Shop, type ShopOptions } from "./shop.ts";

const demoFolder = fileURLToPath(new URL("../../demo", import.meta.url));
const saleFiles = ["1-plain.json", "2-card-and-coupon.json", "3-hq-unreachable.json"];
/** Far above what a loaded machine needs; the demo says so and fails when it passes. */
const patienceMs = 20_000;

export interface DemoOutcome {
  readonly shop: Shop;
  /** Everything came out as the recorded sales expect, and HQ holds the three sales. */
  readonly good: boolean;
}

/** Opens the shop, plays the three sales, and resolves with the till still open. */
export async function showDemo(options: ShopOptions, print: (line: string) => void): Promise<DemoOutcome> {
  const { language } = options;
  const say = demoTexts(language);
  const money = moneyIn(language);
  const prices = readPriceFile(join(demoFolder, "chain/articles.json"));
  const tell = narrator(language, prices, print);
  tell.heading(`Ginestra Supermercati: ${say("title")}`);
  const shop = await openShop(options);
  try {
    tell.line("hq", `${say("published")} ${shop.release}`);
    tell.line("hq", `${say("hubAt")} ${shop.hubUrl}`);
    const client = await connectPos({ port: shop.posPort, secret: posSecret(shop), language });
    await released(client, shop.release);
    tell.line("us", `${say("tillAt")} 127.0.0.1:${shop.posPort}`);

    let good = true;
    const scan = scannerOf(client, (label) => shop.scanner.scan(label));
    for (const [index, file] of saleFiles.entries()) {
      const [sale] = readSales(join(demoFolder, "sales", file));
      if (sale === undefined) throw new Error(`${file} holds no sale`);
      tell.heading(`${say("sale")} ${index + 1} · ${sale.title?.[language] ?? sale.name}`);
      if (sale.hq === "down") {
        await shop.closeHub();
        tell.line("hq", say("lineDown"));
      }
      const result = await play(client, sale, {
        prices,
        scan,
        names: shop.freshCoupons,
        onStep: (played) => tell.step(played),
      });
      tell.receipt((await shop.printer.waitForReceipt(patienceMs)).text);
      for (const { what, expected, actual } of result.differences) {
        tell.line("us", `${say("differs")}: ${what}: ${JSON.stringify(actual)}, ${JSON.stringify(expected)}`);
        good = false;
      }
      if (sale.hq === "down") {
        if (await waitsForHq(client)) tell.line("us", say("waiting"));
        await shop.reopenHub();
        tell.line("hq", say("lineUp"));
      }
    }
    await client.close();
    const atHq = await soldAtHq(shop, saleFiles.length);
    tell.heading(say("hq"));
    tell.line("hq", say(atHq.length === saleFiles.length ? "arrived" : "missing"));
    for (const sale of atHq)
      tell.line("hq", `${sale.store}/${sale.till} · ${sale.receipt}`, money(sale.totalCents));
    return { shop, good: good && atHq.length === saleFiles.length };
  } catch (error) {
    await shop.close();
    throw error;
  }
}

/** What the till's POS reads to prove itself. */
function posSecret(shop: Shop): string {
  return readFileSync(join(shop.tillDir, "pos.secret"), "utf8");
}

async function released(client: PosClient, release: number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const status = await client.call<AgentStatus>("agent.status");
    if (status.release === release) return;
    if (!status.journal.usable || performance.now() > deadline) {
      const message = [`the till did not take release ${release}`, ...status.problems].join(". ");
      throw Object.assign(new Error(message), { code: "NOT_RELEASED" });
    }
    await sleep(20);
  }
}

async function waitsForHq(client: PosClient): Promise<boolean> {
  const { journal } = await client.call<AgentStatus>("agent.status");
  return (journal.unsettled?.sales ?? 0) > 0;
}

/** Asks HQ until it holds so many sales of this start. */
async function soldAtHq(shop: Shop, count: number) {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const sales = await shop.salesAtHq();
    if (sales.length >= count || performance.now() > deadline) return sales;
    await sleep(50);
  }
}
