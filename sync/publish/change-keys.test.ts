/** Keys are exchanged at HQ, and a till that was installed with the first root follows. */

import { mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createSyncClient, type SyncClient } from "../client/client.ts";
import { writeChain } from "../fixture/chain.ts";
import { enrolAt } from "../fixture/enrolled.ts";
import { openTestTill, type TestTill } from "../fixture/till.ts";
import { type Hub, startHub } from "../hub/hub.ts";
import { type ChangeKeys, listKeys, replaceKey, rotateRoot } from "./change-keys.ts";
import { initKeys, loadPublisherKeys } from "./init-keys.ts";
import { publish } from "./publish.ts";

const secret = "a secret of more than thirty-two characters";
const now = new Date("2026-11-21T10:00:00Z");
let folder: string;
let hub: Hub;
let till: TestTill;
let client: SyncClient;
const at = (name: string) => join(folder, name);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tillside-keys-"));
  initKeys(at("keys"));
  const trustedRoot = readFileSync(at("keys/root.json"));
  writeChain(at("chain"));
  await go();
  hub = await startHub({ dataDir: at("hub"), releasesDir: at("releases"), port: 0, secret });
  till = openTestTill(folder);
  client = createSyncClient({
    hubUrl: hub.url,
    token: enrolAt(at("hub"), { store: "0042", till: "3" }),
    ...{ replica: till.replica, outbox: till.outbox, floor: till.floor, trustedRoot },
    pollMs: 60_000,
    onEvent: () => {},
    surroundings: { nowMs: () => now.getTime() },
  });
  await client.pullNow();
});
afterEach(async () => {
  await client.stop();
  till.close();
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

const go = () => publish({ from: at("chain"), to: at("releases"), keys: at("keys"), now, force: true });
const change = (more: Partial<ChangeKeys> = {}): ChangeKeys => ({
  folder: at("keys"),
  to: at("releases"),
  now,
  by: "Anna",
  ...more,
});
const idsOf = (role: "root" | "release" | "head") =>
  listKeys(at("keys"))
    .roles.find((one) => one.role === role)!
    .keys.map(({ keyId }) => keyId);

test("who signs what, how many must, and until when the head is good", () => {
  const { root, roles, headExpires } = listKeys(at("keys"), at("releases"));
  expect([root, headExpires]).toEqual([1, "2026-11-28T10:00:00.000Z"]);
  expect(roles.map(({ role, threshold, keys }) => [role, threshold, keys.length, keys[0]?.file])).toEqual([
    ["root", 2, 3, "root-1.key"],
    ["release", 1, 1, "release.key"],
    ["head", 1, 1, "head.key"],
  ]);
});

test("a new head key: the old one signs nothing more, and tills go on", async () => {
  const [old] = idsOf("head");
  expect(replaceKey("head", change())).toEqual({ root: 2, made: ["head.key"], headVersion: 2 });
  expect(idsOf("head")).not.toContain(old);
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { kind: "current", release: 1 } });
  expect(await go()).toMatchObject({ release: 2 });
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { kind: "activated", release: 2 } });
});

test("a new release key: what tills have is published again, signed by it", async () => {
  expect(replaceKey("release", change())).toMatchObject({ root: 2, made: ["release.key"], release: 2 });
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { kind: "activated", release: 2 } });
});

test("new root keys are signed for by the old ones and by themselves, twice in a row", async () => {
  const before = idsOf("root");
  expect(rotateRoot(change()).made).toEqual(["root-1.key", "root-2.key", "root-3.key"]);
  expect(idsOf("root").some((id) => before.includes(id))).toBe(false);
  expect(rotateRoot(change(), { count: 5, threshold: 3 })).toMatchObject({ root: 3 });
  expect(listKeys(at("keys")).roles[0]).toMatchObject({ threshold: 3, keys: { length: 5 } });
  replaceKey("head", change());
  await go();
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { kind: "activated", release: 2 } });
  expect(loadPublisherKeys(at("keys")).root.version).toBe(4);
});

test("with too few root keys nothing happens; those from the safe count", async () => {
  for (const name of ["root-1.key", "root-2.key"]) renameSync(at(`keys/${name}`), at(name));
  const refused = "root 1 asks for 2 of its 3 root keys, of which 1 can be found here";
  expect(() => replaceKey("head", change())).toThrow(refused);
  expect(listKeys(at("keys")).root).toBe(1);
  expect(() => rotateRoot(change(), { threshold: 4 })).toThrow("4 of 3 root keys can't sign");
  expect(replaceKey("head", change({ rootKeys: [at("root-1.key")] }))).toMatchObject({ root: 2 });
  expect(await client.pullNow()).toMatchObject({ ok: true });
});

test("a root key that is not there is named, and those that are", () => {
  renameSync(at("keys/root-2.key"), at("root-2.key"));
  expect(() => replaceKey("head", change({ rootKeys: [at("root-2.key"), "nope"] }))).toThrow(
    `the root key nope is not there; in ${at("keys")} are root-1.key, root-3.key. Nothing was changed`,
  );
  for (const name of ["root-1.key", "root-3.key"]) rmSync(at(`keys/${name}`));
  expect(() => rotateRoot(change({ rootKeys: ["nope"] }))).toThrow(
    `the root key nope is not there; no root key lies in ${at("keys")}. Nothing was changed`,
  );
  expect(listKeys(at("keys")).root).toBe(1);
});
