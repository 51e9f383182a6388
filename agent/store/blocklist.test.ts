/** What headquarters blocks, from its folder to tills of every ring: the hub, the client and the tills are real. */

import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSyncClient, type SyncClient } from "../../sync/client/client.ts";
import type { TillTokens } from "../../sync/enrol/token.ts";
import { writeChain } from "../../sync/fixture/chain.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { openTestTill, type TestTill } from "../../sync/fixture/till.ts";
import { type Hub, startHub } from "../../sync/hub/hub.ts";
import { type BlockOptions, blockAtOnce } from "../../sync/publish/blocklist.ts";
import { history } from "../../sync/publish/history.ts";
import { initKeys, loadPublisherKeys, type PublisherKeys } from "../../sync/publish/init-keys.ts";
import { switchOff } from "../../sync/publish/kill.ts";
import { publish } from "../../sync/publish/publish.ts";
import { EMPTY_DIGEST } from "../../sync/release/channel-digest.ts";
import { openEnvelope } from "../../sync/release/envelope.ts";
import { openBlocklist } from "./blocklist.ts";
import { type OpenedReplica, openReplica } from "./replica.ts";

const now = new Date("2026-11-21T10:00:00Z");
const folder = mkdtempSync(join(tmpdir(), "tillside-blocklist-"));
const to = join(folder, "releases");
const replicaPath = join(folder, "replica.db");
let keys: PublisherKeys;
let hub: Hub;
let till: TestTill;
let replica: OpenedReplica;
let token: TillTokens;
let client: SyncClient;

beforeAll(async () => {
  initKeys(join(folder, "keys"));
  keys = loadPublisherKeys(join(folder, "keys"));
  writeChain(join(folder, "chain"));
  await publish({ from: join(folder, "chain"), to, keys: join(folder, "keys"), now });
  mkdirSync(join(folder, "hub"));
  copyFileSync(join(folder, "keys/chain.key"), join(folder, "hub/chain.key"));
  hub = await startHub({ dataDir: join(folder, "hub"), releasesDir: to, port: 0 });
  till = openTestTill(folder);
  replica = openReplica(replicaPath, "0042");
  token = enrolAt(join(folder, "hub"), { store: "0042", till: "3" });
  client = createSyncClient({
    ...{ hubUrl: hub.url, token, replica, outbox: till.outbox, floor: till.floor },
    ...{ trustedRoot: keys.rootFile, pollMs: 60_000, onEvent: () => {} },
    surroundings: { nowMs: () => now.getTime() },
  });
  await client.pullNow();
});
afterAll(async () => {
  await client.stop();
  till.close();
  replica.close();
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

const block = (more: Partial<BlockOptions>) => blockAtOnce({ to, keys, now, by: "Anna", ...more });
const head = () => openEnvelope("head", readFileSync(join(to, "head.json")), keys.root);
const card = (id: string) => ({ kind: "card", id, name: "…0001" }) as const;
const files = (channel: string) =>
  readdirSync(join(to, "files")).includes(channel) ? readdirSync(join(to, "files", channel)) : [];
const blocklist = openBlocklist(replicaPath);
const versions = async () => Object.fromEntries(await replica.versions());

test("what is blocked is refused at the next question, without a release, and free again when HQ says so", async () => {
  const before = { release: await replica.activeRelease(), cards: files("cards-all") };
  expect(blocklist.has("card", "a")).toBe(false);
  const stolen = { kind: "till", id: "k", name: "0042/7", fromAt: "2026-11-20T18:00:00.000Z" } as const;
  await block({ block: [card("a"), stolen], reason: "stolen" });
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { kind: "current" } });
  expect([blocklist.has("card", "a"), blocklist.has("card", "b"), blocklist.has("coupon", "a")]).toEqual([
    true,
    false,
    false,
  ]);
  const at = Date.parse(stolen.fromAt);
  expect([at - 1, at, at + 1].map((ms) => blocklist.has("till", "k", ms))).toEqual([false, true, true]);
  expect({ release: await replica.activeRelease(), cards: files("cards-all") }).toEqual(before);

  await block({ unblock: [card("a")] });
  await client.pullNow();
  expect([blocklist.has("card", "a"), blocklist.has("till", "k")]).toEqual([false, true]);
  await expect(block({ unblock: [card("a")] })).rejects.toThrow("card …0001 is not blocked");
  expect(history(to).slice(-2)).toMatchObject([
    { what: "block", on: ["card …0001", "till 0042/7"], off: [], reason: "stolen", by: "Anna" },
    { what: "block", on: [], off: ["card …0001"] },
  ]);
});

test("each change travels as a delta, and a till that comes late or anew has it all the same", async () => {
  for (const id of ["c", "d", "e"]) await block({ block: [card(id)] });
  const { blocklist: entry } = head();
  expect(entry!.files.some(({ from, to: end }) => from > 0 && end === entry!.version)).toBe(true);
  await client.pullNow();
  expect((await versions()).blocklist).toBe(entry!.version);
  expect(["c", "d", "e"].every((id) => blocklist.has("card", id))).toBe(true);
  const late = openTestTill(folder, { till: "4" });
  const other = createSyncClient({
    ...{ hubUrl: hub.url, token, replica: late.replica, outbox: late.outbox, floor: late.floor },
    ...{ trustedRoot: keys.rootFile, pollMs: 60_000, onEvent: () => {} },
    surroundings: { nowMs: () => now.getTime() },
  });
  await other.pullNow();
  expect(late.rows("blocked").map(({ id }) => id)).toEqual(expect.arrayContaining(["c", "d", "e", "k"]));
  await other.stop();
  late.close();
});

test("its files are for the chain's tills alone", async () => {
  const { path } = head().blocklist!.files[0]!;
  const asked = (authorization?: string) =>
    fetch(`${hub.url}/releases/${path}`, authorization ? { headers: { authorization } } : {});
  expect((await asked()).status).toBe(401);
  expect((await asked(`Bearer ${token.now()}`)).status).toBe(200);
});

test("releases, switched off promotions and whatever else a head says leave it standing", async () => {
  const { blocklist: before } = head();
  writeChain(join(folder, "chain"), { cards: [] });
  await publish({ from: join(folder, "chain"), to, keys: join(folder, "keys"), now });
  await switchOff({ to, keys, now, kill: ["P1"], by: "Anna" });
  await publish({ from: join(folder, "chain"), to, keys: join(folder, "keys"), now });
  expect(head()).toMatchObject({ blocklist: before, kill: { channel: "kill" } });
  await client.pullNow();
  expect([blocklist.has("card", "c"), replica.switchedOff()]).toEqual([true, { P1: "" }]);
});

test("where the rows here are not those that a change began from, all of them are fetched", async () => {
  // A head's number begins again with new keys: the same one then names other rows.
  const { version } = head().blocklist!;
  const none = { digestBefore: EMPTY_DIGEST, digestAfter: EMPTY_DIGEST, tables: [] };
  await replica.takeUrgent([{ channel: "blocklist", schema: 1, from: 0, to: version, ...none }]);
  expect(blocklist.has("till", "k")).toBe(false);
  await block({ block: [card("f")] });
  await client.pullNow();
  expect([blocklist.has("till", "k"), blocklist.has("card", "f")]).toEqual([true, true]);
});

test("a replica that is being made anew says nothing of what is free", () => {
  const empty = join(folder, "empty.db");
  openReplica(empty, "0042").close();
  expect(() => openBlocklist(empty).has("card", "a")).toThrow("what is blocked is not known yet");
});
