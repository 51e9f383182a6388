/** HQ's disk was put back without head.json, or somebody removed it. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sampleChain, writeChain } from "../fixture/chain.ts";
import { haltRollout } from "../rollout/rollout.ts";
import { blockAtOnce, listBlocked } from "./blocklist.ts";
import { initKeys, loadPublisherKeys, type PublisherKeys } from "./init-keys.ts";
import { switchOff } from "./kill.ts";
import { publish } from "./publish.ts";

const now = new Date("2026-11-21T10:00:00Z");
let folder: string;
let to: string;
let keys: PublisherKeys;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-head-lost-"));
  to = join(folder, "releases");
  initKeys(join(folder, "keys"));
  keys = loadPublisherKeys(join(folder, "keys"));
  writeChain(join(folder, "chain"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const go = () => publish({ from: join(folder, "chain"), to, keys: join(folder, "keys"), now });
const hand = () => ({ to, keys, now, by: "Anna" });
const card = { kind: "card", id: "a", name: "…0001" } as const;

test("before anything is published there is nothing to switch off or to block", async () => {
  await expect(switchOff({ ...hand(), kill: ["P1"] })).rejects.toThrow("holds no release yet");
  await expect(blockAtOnce({ ...hand(), block: [card] })).rejects.toThrow("holds no release yet");
  expect(await listBlocked(to, keys)).toEqual([]);
});

test("whoever switches off or blocks after head.json was lost is told that it is lost, and what to do", async () => {
  const rings = { rings: [{ name: "first", stores: ["0042"], soakMinutes: 0 }] };
  await go();
  writeChain(join(folder, "chain"), {
    config: { ...sampleChain.config, receipt: { language: "en" }, rollout: rings },
  });
  await go();
  rmSync(join(to, "head.json"));
  const lost = `${join(to, "head.json")} is gone, and with it what is switched off and blocked: publish first, which writes one above all before; history.jsonl says what is to be said again`;
  await expect(switchOff({ ...hand(), kill: ["P1"] })).rejects.toThrow(lost);
  await expect(blockAtOnce({ ...hand(), block: [card] })).rejects.toThrow(lost);
  await expect(listBlocked(to, keys)).rejects.toThrow(lost);
  expect(() => haltRollout(hand(), "")).toThrow(lost);
  const { headVersion } = await go();
  expect(await switchOff({ ...hand(), kill: ["P1"] })).toMatchObject({ headVersion: headVersion + 1 });
});
