/** HQ's side alone: the releases folder, and a hub that knows of no till yet. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleChain, writeChain } from "../fixture/chain.ts";
import { history } from "../publish/history.ts";
import { initKeys, loadHeadKeys } from "../publish/init-keys.ts";
import { type PublishOptions, publish } from "../publish/publish.ts";
import type { Head } from "../release/metadata.ts";
import { rolloutSchema } from "./plan.ts";
import { haltRollout, type RolloutHand, resumeRollout, stepRollout } from "./rollout.ts";
import { readRollout } from "./state.ts";

const rollout = {
  rings: [
    { name: "one store", stores: ["0042"], soakMinutes: 2 },
    { name: "10 %", percent: 10, soakMinutes: 2880 },
  ],
};
const [threeForTwo] = sampleChain.rules.promotions;
let folder: string;
let nowMs: number;
let prices = 0;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tillside-rollout-"));
  initKeys(join(folder, "keys"));
  nowMs = Date.UTC(2026, 10, 21, 10);
  await go();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Something new each time. */
function go(more: Partial<PublishOptions> = {}, promotions: readonly object[] = [threeForTwo!]) {
  prices += 1;
  const articles = sampleChain.articles.map((it) => ({ ...it, priceCents: it.priceCents + prices }));
  const rules = { ...sampleChain.rules, promotions };
  writeChain(join(folder, "chain"), { articles, rules, config: { ...sampleChain.config, rollout } });
  const where = { from: join(folder, "chain"), to: join(folder, "releases"), keys: join(folder, "keys") };
  return publish({ ...where, now: new Date(nowMs), by: "Anna", ...more });
}
const hand = (): RolloutHand => ({
  to: join(folder, "releases"),
  keys: loadHeadKeys(join(folder, "keys")),
  now: new Date(nowMs),
  by: "the loop",
});
const answers: Readonly<Record<string, unknown>> = {
  "/v1/fleet": { tills: [] },
  "/v1/status": { sales: 0 },
  "/v1/sales?since=0&limit=1000": { sales: [], next: 0 },
};
const step = (minutes: number) => {
  nowMs += minutes * 60_000;
  return stepRollout(hand(), async (path) => answers[path]);
};
const headNow = (): Head => JSON.parse(readFileSync(join(folder, "releases/head.json"), "utf8")).signed;

test("the first release of all is for everybody, the next for the first ring", async () => {
  expect(readRollout(join(folder, "releases"))).toBeUndefined();
  expect(await go()).toMatchObject({
    release: 2,
    ring: { stores: ["0042"] },
    rollout: { before: 1, ring: 0 },
  });
  expect(headNow()).toMatchObject({ release: { version: 1 }, candidate: { release: { version: 2 } } });
});

test("more stores by name than a head can say are refused before anything is published", async () => {
  const stores = (from: number) => Array.from({ length: 150 }, (_, n) => `S${from + n}`);
  const rings = [
    { name: "some", stores: stores(0), soakMinutes: 2 },
    { name: "more", stores: stores(150), soakMinutes: 2 },
  ];
  expect(() => rolloutSchema.parse({ rings })).toThrow(/more than 200 stores together/);
  const from = join(folder, "chain");
  const to = join(folder, "releases");
  const trial = (ring: object) => {
    prices += 1;
    const articles = sampleChain.articles.map((it) => ({ ...it, priceCents: it.priceCents + prices }));
    const all = [...stores(0), ...stores(150)].map((store) => ({ store, name: store }));
    const config = { ...sampleChain.config, stores: all, rollout: { rings: [ring] } };
    writeChain(from, { articles, config });
    return publish({ from, to, keys: join(folder, "keys"), now: new Date(nowMs), by: "Anna" });
  };
  await trial(rings[0]!);
  const written = () => readdirSync(to, { recursive: true }).length;
  const before = written();
  await expect(trial(rings[1]!)).rejects.toThrow(/300 stores by name would be in the ring, 200 at the most/);
  expect(written()).toBe(before);
});

test("a person stops it, and it goes on where it was: the ring soaks anew", async () => {
  await go();
  haltRollout({ ...hand(), by: "Anna" }, "the leaflet is late");
  const why = { kind: "by-hand", by: "Anna", reason: "the leaflet is late" };
  expect(await step(60)).toMatchObject({ rollout: { state: "halted", ring: 0, why } });
  expect(() => haltRollout(hand(), "")).toThrow("is halted, not running");
  resumeRollout(hand());
  expect((await step(1)).verdict).toEqual({ kind: "wait", for: "time", minutes: 1 });
  expect((await step(1)).verdict).toEqual({ kind: "go-on" });
  expect(headNow().candidate?.ring).toEqual({ stores: ["0042"], permille: 100 });
  expect(history(join(folder, "releases")).map(({ by, did = "" }) => [by, did])).toEqual([
    ["Anna", ""],
    ["Anna", ""],
    ["Anna", "halted"],
    ["the loop", "resumed"],
    ["the loop", "10 %"],
  ]);
});

test("it may begin in a later ring, or with everybody at once, which ends what was on trial", async () => {
  expect(await go({ ring: "10 %" })).toMatchObject({ ring: { permille: 100 }, rollout: { ring: 1 } });
  const all = await go({ ring: "all" });
  expect([all.ring, all.rollout, headNow().candidate]).toEqual([undefined, undefined, undefined]);
  expect(readRollout(join(folder, "releases"))).toMatchObject({ state: "undone" });
  await expect(go({ ring: "1 %" })).rejects.toThrow('no ring "1 %" in config.json: all, one store, 10 %');
});

test("a head is signed again each day, so that it does not expire while a ring soaks", async () => {
  await go({ ring: "10 %" });
  const before = headNow().version;
  await step(1440);
  expect(headNow()).toMatchObject({ version: before + 1, candidate: { release: { version: 2 } } });
  await step(60);
  expect(headNow().version).toBe(before + 1);
});

test("a loop that was killed between the head and its note signs the same again", async () => {
  await go();
  const before = readFileSync(join(folder, "releases/rollout.json"));
  await step(2);
  writeFileSync(join(folder, "releases/rollout.json"), before);
  expect((await step(1)).verdict).toEqual({ kind: "go-on" });
  expect(headNow().candidate?.ring).toEqual({ stores: ["0042"], permille: 100 });
  expect(readRollout(join(folder, "releases"))).toMatchObject({ ring: 1 });
});

test("a promotion that begins before the last ring can have it is named; one that nobody changed is not", async () => {
  const soon = { ...threeForTwo, id: "P2", valid: { from: "2026-11-22" } };
  const later = { ...threeForTwo, id: "P3", valid: { from: "2026-11-24" } };
  const tooSoon = [{ promotionId: "P2", from: "2026-11-22", ready: "2026-11-24" }];
  expect((await go({}, [threeForTwo!, soon, later])).tooSoon).toEqual(tooSoon);
  expect((await go({}, [threeForTwo!, soon, later])).tooSoon).toEqual([]);
});
