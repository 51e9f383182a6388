/** What runs in a browser: the engine as a web shop loads it, the same bytes in Chromium as in Node, and a POS's page. */

import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import * as engine from "../../engine/index.ts";
import * as linter from "../../engine/lint/index.ts";
import { type Draw, randomShop } from "../../engine/random-shop.ts";
import * as door from "../../engine/wire.ts";
import { bundleEngine } from "../../installer/engine-bundle.ts";
import { random } from "../bench/random.ts";
import { workload } from "../bench/workload.ts";
import { type Chromium, OTHER_CHROMIUM, startChromium } from "./chromium.ts";
import { soldFromPages } from "./pos-page.ts";

const shopAddress = "https://shop.example";
const bundle = await bundleEngine();

let chromium: Chromium;
beforeAll(async () => {
  chromium = await startChromium();
});
afterAll(() => chromium?.close());
afterEach(() => vi.unstubAllEnvs());

test("the bundle needs nothing of Node, nor anything else that is not in it", () => {
  expect(bundle.map(({ name, imports }) => ({ name, imports }))).toEqual([
    { name: "tillside-engine-basket.js", imports: [] },
    { name: "tillside-engine.js", imports: [] },
    { name: "tillside-engine-door.js", imports: [] },
    { name: "tillside-engine-linter.js", imports: [] },
  ]);
  for (const { text } of bundle) expect(text).not.toMatch(/["']node:|\brequire\(|\bprocess\./);
});

test("what a web shop loads to evaluate weighs less than 77 kB, the whole engine less than 91, and brings no zod", () => {
  const [basket, all] = bundle;
  expect(basket!.gzippedBytes).toBeLessThan(77_000);
  expect(all!.gzippedBytes).toBeLessThan(91_000);
  expect(all!.text).not.toContain("ZodError");
});

test("200 random baskets get the same bytes in Chromium as in Node", async () => {
  const shops = Array.from({ length: 200 }, (_, seed) => JSON.stringify(randomShop(drawFrom(seed + 1))));
  const inNode = answers(engine, linter, shops);
  expect(inNode.filter((answer) => answer.includes('"price-modifier"')).length).toBeGreaterThan(100);
  const page = await openShop(await chromium.browser.newPage());
  const inChromium = await page.evaluate(
    `Promise.all([import("/tillside-engine.js"), import("/tillside-engine-linter.js")])
      .then(([engine, linter]) => (${answers})(engine, linter, ${JSON.stringify(shops)}))`,
  );
  expect(inChromium).toEqual(inNode);
});

test("what comes through the door is read in Chromium as in Node, and refused in the same words", async () => {
  const { rules, context, basket } = workload(300);
  const baskets = Array.from({ length: 20 }, (_, seed) => basket(20, seed + 1));
  const nonsense = { ...rules, promotions: [{ ...rules.promotions[0], wen: {} }] };
  const asked = JSON.stringify({ rules, context, baskets, nonsense });
  const inNode = passage(engine, door, asked);
  expect(inNode.at(-1)).toContain("wen");
  const page = await openShop(await chromium.browser.newPage());
  const inChromium = await page.evaluate(
    `Promise.all([import("/tillside-engine.js"), import("/tillside-engine-door.js")])
      .then(([engine, door]) => (${passage})(engine, door, ${JSON.stringify(asked)}))`,
  );
  expect(inChromium).toEqual(inNode);
});

test("a page sells with a cookie that it got for a token, and a page of another origin does not", async () => {
  const { own, foreign } = await soldFromPages(chromium.browser);
  expect(own).toMatchObject({
    session: 204,
    visible: "",
    answers: [{ result: { till: "3" } }, {}, { result: { totalCents: 119 } }],
  });
  expect(foreign).toEqual({ session: "refused", visible: "", answers: "closed" });
});

test("where the system lacks Chromium's libraries, the error names the packages", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tillside-no-nss-"));
  try {
    const broken = join(folder, "chromium");
    const complaint = "error while loading shared libraries: libnspr4.so: cannot open shared object file";
    writeFileSync(broken, `#!/bin/sh\necho "$0: ${complaint}" >&2\nexit 127\n`);
    chmodSync(broken, 0o755);
    vi.stubEnv(OTHER_CHROMIUM, broken);
    vi.stubEnv("TMPDIR", folder);
    await expect(startChromium()).rejects.toThrow(/libnss3 and libnspr4/);
    expect(readdirSync(folder), "nothing is left behind").toEqual(["chromium"]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

type Hot = Pick<
  typeof engine,
  | "compile"
  | "evaluate"
  | "openBasket"
  | "suggest"
  | "explain"
  | "book"
  | "refund"
  | "used"
  | "touched"
  | "receiptBlocks"
>;

/** All that the engine says of each shop. Its source is also run in the page: it uses only its arguments. */
function answers(
  { compile, evaluate, openBasket, suggest, explain, book, refund, used, touched, receiptBlocks }: Hot,
  { lint }: typeof linter,
  shops: readonly string[],
): string[] {
  const words = {
    language: "it",
    saved: "Risparmiati",
    points: "Punti",
    pointsUsed: "Punti usati",
    balance: "Saldo",
    stamps: "Bollini",
    stampsUsed: "Bollini usati",
    stampsBalance: "Saldo bollini",
    voucher: "Buono",
    percentOff: " % di sconto",
    validFrom: "Dal",
    validTo: "al",
    personal: "Personale",
    decimal: ",",
  };
  return shops.map((text) => {
    const { rules, basket, context } = JSON.parse(text);
    const ruleSet = compile(rules);
    const evaluation = evaluate(ruleSet, basket, context);
    const [first, ...others] = basket.lines;
    const open = openBasket(ruleSet, context);
    for (const line of [...others, first]) open.put(line);
    // The POS forgets the first modifier.
    const applied = evaluation.effects.filter(({ kind }) => kind === "price-modifier").slice(1);
    const booked = book(ruleSet, basket, context, applied as never);
    return JSON.stringify([
      evaluation,
      open.evaluation(),
      suggest(ruleSet, basket, context),
      explain(ruleSet, basket, context),
      booked,
      refund(ruleSet, { basket, context, ...booked }, [first]),
      used(ruleSet, evaluation.effects),
      touched(ruleSet, basket, context),
      lint(rules),
      receiptBlocks(evaluation, words),
    ]);
  });
}

/** Data from outside, read and evaluated, and the refusal of a misspelt term. Like `answers` it uses only its arguments. */
function passage(
  { compile, evaluate }: typeof engine,
  { readRuleSet, readContext, readBasket }: typeof door,
  asked: string,
): string[] {
  const { rules, context, baskets, nonsense } = JSON.parse(asked);
  const ruleSet = compile(readRuleSet(rules));
  const read = baskets.map((basket: unknown) =>
    JSON.stringify(evaluate(ruleSet, readBasket(basket), readContext(context))),
  );
  try {
    readRuleSet(nonsense);
    return read;
  } catch (error) {
    return [...read, String(error)];
  }
}

/** A page of a web shop whose files come from here: nothing goes over a network. */
async function openShop(page: Page): Promise<Page> {
  await page.route(`${shopAddress}/**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(1);
    const file = bundle.find((one) => one.name === name);
    if (file === undefined) await route.fulfill({ contentType: "text/html", body: "<!doctype html>" });
    else await route.fulfill({ contentType: "text/javascript", body: file.text });
  });
  await page.goto(shopAddress);
  return page;
}

function drawFrom(seed: number): Draw {
  const next = random(seed);
  return (below) => Math.floor(next() * below);
}
