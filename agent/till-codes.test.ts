import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { initKeys } from "../sync/publish/init-keys.ts";
import { preview } from "../sync/publish/publish.ts";
import { tillCodes } from "./till-codes.ts";

const demo = join(import.meta.dirname, "../demo/chain");

/** The demo's chain, changed; what HQ is told before it publishes. */
async function warningsOf(change: (chain: Record<string, ReturnType<typeof JSON.parse>>) => void) {
  const folder = mkdtempSync(join(tmpdir(), "tillside-codes-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(demo, join(folder, "chain"), { recursive: true });
  const names = ["config", "coupons", "cards", "rules"];
  const fileOf = (name: string) => join(folder, "chain", `${name}.json`);
  const chain = Object.fromEntries(
    names.map((name) => [name, JSON.parse(readFileSync(fileOf(name), "utf8"))]),
  );
  change(chain);
  for (const name of names) writeFileSync(fileOf(name), JSON.stringify(chain[name]));
  initKeys(join(folder, "keys"), { rootKeys: 1, rootThreshold: 1 });
  const place = { from: join(folder, "chain"), to: join(folder, "releases"), keys: join(folder, "keys") };
  const { findings } = await preview({ ...place, now: new Date(), tillCodes });
  return findings
    .filter(({ promotionIds }) => promotionIds.length === 0)
    .map(({ code, text }) => [code, text.en]);
}

test("a chain whose numbers its tills' scanners know is published without a word about them", async () => {
  expect(await warningsOf(() => {})).toEqual([]);
});

test("coupons and cards that no scanner would take for such are told before they are printed", async () => {
  const found = await warningsOf(({ config }) => {
    config.codes.coupons = [{ prefix: "97", length: 13, check: "ean13" }];
    config.codes.cards = [{ prefix: "261", length: 13, check: "ean13" }];
  });
  expect(found.map(([code]) => code)).toEqual(expect.arrayContaining(["coupons-not-read", "cards-not-read"]));
  expect(found[0]![1]).toMatch(
    /^No code of the series \S+ is a coupon to tills' scanners \((it|the first) has 13 characters and begins with 99\d\d\): add the prefix to codes\.coupons of config\.json/,
  );
  expect(found.at(-1)![1]).toMatch(/^No active card is a card to tills' scanners/);
});

test("a coupon with a wrong check digit is one of the many that are told", async () => {
  const [[code, text]] = (await warningsOf(({ coupons }) => {
    const [first] = coupons.codes;
    first.code = first.code.slice(0, -1) + ((Number(first.code.at(-1)) + 1) % 10);
  })) as [[string, string]];
  expect([code, text]).toEqual(["coupons-not-read", expect.stringMatching(/^1 of the \d+ codes/)]);
});

test("code ranges that are wrong are told in words", async () => {
  const told = (range: object) =>
    warningsOf(({ config }) => {
      config.codes.cards = [range];
    });
  await expect(told({ prefix: "26", length: "13", check: "ean13" })).rejects.toThrow(
    'config.json: codes.cards.0.length: a number is expected, not "13"',
  );
  await expect(told({ prefix: "26", length: 13, check: "ean" })).rejects.toThrow(
    'config.json: codes.cards.0.check: one of "ean13", "luhn", "none" is expected, not "ean"',
  );
});

test("labels in another currency than the rules are told", async () => {
  const found = await warningsOf(({ rules }) => {
    rules.currency = "CHF";
  });
  expect(found).toEqual([["label-currency", expect.stringContaining("The rules are in CHF")]]);
  const told = await warningsOf(({ rules, config }) => {
    rules.currency = "CHF";
    config.codes.currency = "756";
  });
  expect(told).toEqual([]);
});

test("all that tills understand of codes passes HQ and reaches them as it was written", async () => {
  const found = await warningsOf(({ config }) => {
    config.codes.refunds = [{ prefix: "980", value: 5 }];
    config.codes.euroCoupons = false;
    config.codes.fnc1Substitute = "|";
    config.codes.measures = [{ prefix: "2", item: 6, verifier: true, value: 4, kind: "price" }];
  });
  expect(found).toEqual([]);
});
