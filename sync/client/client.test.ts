import { hash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TillTokens, tillTokens } from "../enrol/token.ts";
import { sampleChain, writeChain } from "../fixture/chain.ts";
import { enrolAt, newTillKey } from "../fixture/enrolled.ts";
import { freePort } from "../fixture/free-port.ts";
import { type Line, type Mischief, startLine } from "../fixture/line.ts";
import { openTestTill, saleBody, type TestTill } from "../fixture/till.ts";
import { type Hub, startHub } from "../hub/hub.ts";
import { operatorToken } from "../hub/token.ts";
import { readChain } from "../publish/chain-folder.ts";
import { type ChannelContent, channelsOf } from "../publish/channels.ts";
import { initKeys, loadPublisherKeys, type PublisherKeys } from "../publish/init-keys.ts";
import { snapshotOf, type WriteReleaseOptions, writeRelease } from "../publish/write-release.ts";
import { channelDigest, EMPTY_DIGEST } from "../release/channel-digest.ts";
import { encodeChannelFile } from "../release/channel-file.ts";
import { signEnvelope } from "../release/envelope.ts";
import { generateSigningKey, loadSigningKey } from "../release/keys.ts";
import type { Head, Release, Root } from "../release/metadata.ts";
import { cardToken } from "../release/token.ts";
import type { Fleet } from "../till-report.ts";
import { createSyncClient, type SyncClient, type SyncClientOptions, type SyncEvent } from "./client.ts";
import { thisMachine } from "./surroundings.ts";

const secret = "a secret of more than thirty-two characters";
const now = new Date("2026-11-21T10:00:00Z");
let folder: string;
let releasesDir: string;
let keys: PublisherKeys;
let hub: Hub;
let line: Line;
let till: TestTill;
let client: SyncClient;
let events: SyncEvent[];
let clockMs: number;
let token: TillTokens;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tillside-client-"));
  releasesDir = join(folder, "releases");
  initKeys(join(folder, "keys"));
  keys = loadPublisherKeys(join(folder, "keys"));
  hub = await startHubAt(await freePort());
  token = enrolAt(join(folder, "hub"), { store: "0042", till: "3" });
  line = await startLine(() => hub.url);
  till = openTestTill(folder);
  clockMs = now.getTime() + 60_000;
  events = [];
  client = newClient();
});
afterEach(async () => {
  await client.stop();
  till.close();
  await line.close();
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

const startHubAt = (port: number) => startHub({ dataDir: join(folder, "hub"), releasesDir, port, secret });
function newClient(parts: Partial<SyncClientOptions> = {}): SyncClient {
  const { replica, outbox, floor } = till;
  return createSyncClient({
    hubUrl: line.url,
    token,
    replica,
    outbox,
    floor,
    trustedRoot: keys.rootFile,
    pollMs: 20,
    onEvent: (event) => events.push(event),
    surroundings: { nowMs: () => clockMs },
    ...parts,
  });
}
function contents(parts: Partial<typeof sampleChain> = {}): readonly ChannelContent[] {
  writeChain(join(folder, "chain"), parts);
  return channelsOf(readChain(join(folder, "chain")), keys.chainKey);
}
const release = (parts: Partial<typeof sampleChain> = {}, more: Partial<WriteReleaseOptions> = {}) =>
  writeRelease({ contents: contents(parts), to: releasesDir, keys, now, ...more });
const dearer = { articles: sampleChain.articles.map((it) => ({ ...it, priceCents: it.priceCents + 10 })) };
const priceOf = (article: string) => till.rows("article").find((it) => it.article === article)?.price_cents;
const whenPath = (text: string, act: Exclude<ReturnType<Mischief>, "pass">): Mischief => {
  return ({ path }) => (path.includes(text) ? act : "pass");
};
async function askHq(path: string): Promise<object> {
  const headers = { Authorization: `Bearer ${operatorToken(secret)}` };
  return (await (await fetch(hub.url + path, { headers })).json()) as object;
}
async function salesAtHq(): Promise<unknown[]> {
  const { sales } = (await askHq("/v1/sales?limit=1000")) as { sales: { saleId: string }[] };
  return sales.map((sale) => sale.saleId);
}
const statusOfHq = () => askHq("/v1/status");
const until = async (what: () => boolean | Promise<boolean>) => {
  while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 10));
};

test("a till gets rules, its own store's articles, cards and coupons, and says so", async () => {
  await release();
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { kind: "activated", release: 1 } });
  expect(priceOf("8076809513753")).toBe(119);
  expect(till.rows("promotion")).toHaveLength(1);
  expect(till.rows("card")[0]).toMatchObject({
    token: cardToken(keys.chainKey, "2600000000017"),
    tier: "gold",
  });
  expect(till.rows("coupon")).toHaveLength(1);
  const store = till.rows("config").find((row) => row.name === "store/0042");
  expect(JSON.parse(String(store?.json))).toMatchObject({ store: "0042" });
  expect(line.seen.some((path) => path.includes("0043"))).toBe(false);
  expect(events.map((event) => event.kind)).toEqual(["reached", "activated"]);
  expect(client.status()).toMatchObject({ down: { reached: true, release: 1, problem: null } });
});

test("before the first publication there is nothing to do, and that is no fault", async () => {
  expect(await client.pullNow()).toEqual({ ok: true, value: { kind: "nothing-published" } });
});

test("of the next release only the channels that changed are fetched", async () => {
  await release();
  await client.pullNow();
  line.seen.length = 0;
  await release(dearer);
  expect(await client.pullNow()).toMatchObject({ value: { release: 2, channels: ["articles"] } });
  expect(priceOf("8076809513753")).toBe(129);
  expect(line.seen.map((path) => path.replace(/files.*/, "files"))).toEqual([
    "GET /releases/head.json",
    "GET /releases/root/2.json",
    "GET /releases/release/2.json",
    "GET /releases/files",
  ]);
});

test("a hint that there is something new is followed at once, long before the next poll", async () => {
  await client.stop();
  client = newClient({ pollMs: 600_000 });
  client.start();
  await until(() => line.seen.includes("GET /v1/hints") && line.seen.includes("GET /releases/head.json"));
  await release();
  await until(() => priceOf("8076809513753") === 119);
  await release(dearer);
  await until(() => priceOf("8076809513753") === 129);
});

test("a hint is not forgotten where what lies between still shows the old head: the till looks again, long before the next poll", async () => {
  const later: typeof thisMachine.later = (run, ms, idle) => thisMachine.later(run, ms / 100, idle);
  client = newClient({ pollMs: 3_600_000, surroundings: { nowMs: () => clockMs, later } });
  await release();
  client.start();
  await until(() => priceOf("8076809513753") === 119);
  let looks = 0;
  line.mischief = ({ path }) => (path === "/releases/head.json" && ++looks <= 3 ? { status: 304 } : "pass");
  await release(dearer);
  await until(() => priceOf("8076809513753") === 129);
  expect(looks).toBe(4);
});

test("a till that can't be told of news hears of it at its next poll, and goes on trying", async () => {
  line.mischief = whenPath("/v1/hints", { status: 503 });
  client.start();
  await release();
  await until(() => priceOf("8076809513753") === 119);
  expect(events.map(({ kind }) => kind)).not.toContain("unreachable");
  await until(() => line.seen.filter((path) => path === "GET /v1/hints").length > 1);
});

test("a file that was cut off on its way goes on where it stopped", async () => {
  const many = Array.from({ length: 400 }, (_, n) => ({
    ...sampleChain.articles[0]!,
    article: `80000000${String(n).padStart(5, "0")}`,
    text: hash("sha256", `${n}`, "hex"),
  }));
  await release({ articles: [...sampleChain.articles, ...many] });
  line.mischief = whenPath("files/articles", { cutAfter: 5000 });
  expect(await client.pullNow()).toMatchObject({ ok: false, code: "unreachable" });
  const asked: (string | null)[] = [];
  line.heard = ({ path, range }) => {
    if (path.includes("files/articles")) asked.push(range);
  };
  // Half of what was left comes, then the rest; what is here is not fetched again.
  expect(await client.pullNow()).toMatchObject({ ok: false });
  line.mischief = () => "pass";
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { kind: "activated" } });
  expect(asked).toEqual(["bytes=5000-", "bytes=10000-"]);
  expect(till.rows("article")).toHaveLength(many.length + sampleChain.articles.length);
});

test("a file that can't be gone on with where it stopped begins anew at the next poll", async () => {
  await release();
  line.mischief = whenPath("files/articles", { cutAfter: 20 });
  expect(await client.pullNow()).toMatchObject({ ok: false, code: "unreachable" });
  const asked: (string | null)[] = [];
  line.heard = ({ path, range }) => {
    if (path.includes("files/articles")) asked.push(range);
  };
  line.mischief = whenPath("files/articles", { status: 416 });
  expect(await client.pullNow()).toMatchObject({ ok: false, code: "refused" });
  line.mischief = () => "pass";
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { kind: "activated" } });
  expect(asked).toEqual(["bytes=20-", null]);
});

test("a till says to HQ how it is: its release, what waits, and why it does not take the newest", async () => {
  await client.stop();
  client = newClient({ report: async () => ({ version: "0.1.0", backlog: { sales: 3, claims: 0 } }) });
  client.start();
  await release();
  const fleet = async () => (await askHq("/v1/fleet")) as Fleet;
  await until(async () => (await fleet()).tills[0]?.report?.release === 1);
  till.refuses = "its rules don't compile here";
  await release(dearer);
  await until(async () => (await fleet()).summary.rejecting === 1);
  expect((await fleet()).tills).toMatchObject([
    {
      store: "0042",
      till: "3",
      report: {
        version: "0.1.0",
        release: 1,
        backlog: { sales: 3, claims: 0 },
        problem: { code: "release-rejected", message: expect.stringContaining("don't compile here") },
      },
    },
  ]);
});

test("an unchanged head costs one short answer", async () => {
  await release();
  await client.pullNow();
  line.seen.length = 0;
  expect(await client.pullNow()).toMatchObject({ value: { kind: "current", release: 1 } });
  expect(line.seen).toEqual(["GET /releases/head.json"]);
});

test("a release signed by somebody else is refused, reported, and the old one stays", async () => {
  await release();
  await client.pullNow();
  initKeys(join(folder, "thief"));
  const thief = loadPublisherKeys(join(folder, "thief"));
  await writeRelease({ contents: contents(dearer), to: join(folder, "forged"), keys: thief, now });
  cpSync(join(folder, "forged", "head.json"), join(releasesDir, "head.json"));
  expect(await client.pullNow()).toMatchObject({ ok: false, code: "bad-signature" });
  expect(events.at(-1)).toMatchObject({ kind: "rejected", way: "down", code: "bad-signature" });
  expect(priceOf("8076809513753")).toBe(119);
  expect(await till.replica.activeRelease()).toBe(1);
});

test("an older state of HQ is refused as rollback, and the newest again accepted", async () => {
  await release();
  const old = readFileSync(join(releasesDir, "head.json"));
  await release(dearer);
  const newest = readFileSync(join(releasesDir, "head.json"));
  await client.pullNow();
  writeFileSync(join(releasesDir, "head.json"), old);
  expect(await client.pullNow()).toMatchObject({ ok: false, code: "rollback" });
  expect(priceOf("8076809513753")).toBe(129);
  writeFileSync(join(releasesDir, "head.json"), newest);
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { kind: "current", release: 2 } });
});

test("the floor outlives the replica: a till whose replica was rebuilt still refuses an older release", async () => {
  await release();
  const old = readFileSync(join(releasesDir, "head.json"));
  await release(dearer);
  await client.pullNow();
  writeFileSync(join(releasesDir, "head.json"), old);
  const rebuilt = openTestTill(join(folder, "hub"));
  const { outbox, floor } = till;
  const again = newClient({ replica: rebuilt.replica, outbox, floor });
  expect(await again.pullNow()).toMatchObject({ ok: false, code: "rollback" });
  await release(dearer);
  expect(await again.pullNow()).toMatchObject({ ok: true, value: { kind: "activated" } });
  rebuilt.close();
});

test("a till that dies at the flip has written down before what it was about to take, and takes it again", async () => {
  await release();
  const { activate } = till.replica;
  let written = 0;
  const dies = async () => {
    written = await till.floor.highest("release");
    throw new Error("killed");
  };
  const dying = newClient({ replica: { ...till.replica, activate: dies } });
  expect(await dying.pullNow()).toMatchObject({ ok: false });
  expect(written).toBe(1);
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { kind: "activated", release: 1 } });
  // And one that dies after it writes down at its next look what it has reached.
  await release(dearer);
  const late = async (...taken: Parameters<typeof activate>) => {
    await activate(...taken);
    throw new Error("killed");
  };
  expect(await newClient({ replica: { ...till.replica, activate: late } }).pullNow()).toMatchObject({
    ok: false,
  });
  expect(await till.floor.highest("active")).toBe(1);
  expect(await newClient().pullNow()).toMatchObject({ ok: true, value: { kind: "current", release: 2 } });
  expect(await till.floor.highest("active")).toBe(2);
});

test("an undo is a new, higher release with the old content", async () => {
  await release();
  await release(dearer);
  await client.pullNow();
  expect(await release()).toMatchObject({ release: 3 });
  await client.pullNow();
  expect(priceOf("8076809513753")).toBe(119);
});

test("a file that was cut, changed or blown up on its way is refused; the next pull gets the good one", async () => {
  await release();
  for (const [change, code] of [
    [(bytes: Buffer) => bytes.subarray(0, bytes.length - 1), "wrong-length"],
    [(bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(1)]), "wrong-length"],
    [(bytes: Buffer) => Buffer.alloc(bytes.length), "wrong-hash"],
    [() => Buffer.alloc(20_000_000), "wrong-length"],
  ] as const) {
    line.mischief = whenPath("/files/", { change });
    expect(await client.pullNow()).toMatchObject({ ok: false, code });
    expect(await till.replica.activeRelease()).toBe(0);
  }
  line.mischief = whenPath("/release/", {
    change: (bytes) => Buffer.from(bytes.toString().replace('"format":1', '"format":2')),
  });
  expect(await client.pullNow()).toMatchObject({ ok: false, code: "wrong-hash" });
  line.mischief = () => "pass";
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { kind: "activated", release: 1 } });
});

test.each(["", "null", "[]", "{}", "<html>Please log in</html>"])(
  "whatever answers 200 with '%s' in HQ's stead gets nothing believed and nothing settled",
  async (nonsense) => {
    await release();
    await client.pullNow();
    await release(dearer);
    till.append("sales", "sale", saleBody(1));
    line.mischief = () => ({ change: () => Buffer.from(nonsense) });
    expect(await client.pullNow()).toMatchObject({ ok: false });
    expect(await client.pushNow()).toMatchObject({ ok: false });
    expect(priceOf("8076809513753")).toBe(119);
    line.mischief = () => "pass";
    expect(await client.pullNow()).toMatchObject({ ok: true, value: { kind: "activated", release: 2 } });
    expect(await client.pushNow()).toMatchObject({ ok: true });
    expect(client.status().up.acknowledged).toEqual({ sales: 1 });
  },
);

test("an expired head brings nothing new, raises the alarm, and the active release stays", async () => {
  await release();
  await client.pullNow();
  await release(dearer);
  clockMs += 8 * 86_400_000;
  expect(await client.pullNow()).toMatchObject({ ok: false, code: "expired" });
  expect(events.at(-1)).toMatchObject({ kind: "rejected", code: "expired" });
  expect(priceOf("8076809513753")).toBe(119);
  // HQ publishes again, nothing changed: only the head is renewed.
  await release(dearer, { now: new Date(clockMs) });
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { kind: "activated", release: 2 } });
});

test("a head expires also on a till whose clock was set back a year, and the next one is believed", async () => {
  let passedMs = 0;
  client = newClient({ surroundings: { nowMs: () => clockMs, steadyMs: () => passedMs } });
  await release();
  clockMs -= 365 * 86_400_000;
  expect(await client.pullNow()).toMatchObject({ ok: true });
  passedMs += 6 * 86_400_000;
  expect(await client.pullNow()).toMatchObject({ ok: true });
  passedMs += 2 * 86_400_000;
  expect(await client.pullNow()).toMatchObject({ ok: false, code: "expired" });
  await release(dearer, { now: new Date(now.getTime() + passedMs) });
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { release: 2 } });
});

test("a head grows old over restarts of the agent too, whatever its clock shows, and the journal is written to once in ten minutes", async () => {
  let passedMs = 0;
  let written = 0;
  const { raise } = till.floor;
  const floor = {
    ...till.floor,
    raise: (...asked: Parameters<typeof raise>) => {
      written += 1;
      return raise(...asked);
    },
  };
  const start = () => newClient({ floor, surroundings: { nowMs: () => clockMs, steadyMs: () => passedMs } });
  const DAY_MS = 86_400_000;
  await release();
  // What a clock that was a year ahead has seen is not kept.
  clockMs += 365 * DAY_MS;
  client = start();
  expect(await client.pullNow()).toMatchObject({ ok: false, code: "expired" });
  clockMs -= 2 * 365 * DAY_MS;
  for (const [life, answer] of [{ ok: true }, { ok: true }, { ok: false, code: "expired" }].entries()) {
    client = start();
    expect(await client.pullNow(), `life ${life}`).toMatchObject({ ok: true });
    passedMs += 3 * DAY_MS;
    expect(await client.pullNow(), `life ${life}`).toMatchObject(answer);
  }
  const before = written;
  for (let poll = 0; poll < 30; poll += 1) {
    passedMs += 60_000;
    await client.pullNow();
  }
  expect(written - before).toBe(3);
  await release(dearer, { now: new Date(now.getTime() + 20 * DAY_MS) });
  client = start();
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { release: 2 } });
});

test("a head that expires while nothing changes is noticed although HQ answers not-modified", async () => {
  await release();
  await client.pullNow();
  clockMs += 8 * 86_400_000;
  expect(await client.pullNow()).toMatchObject({ ok: false, code: "expired" });
});

test("a release that the till can't use is refused once, not fetched at every poll, and the next one is taken", async () => {
  await release();
  await client.pullNow();
  await release(dearer);
  till.refuses = "golden basket 3 differs";
  expect(await client.pullNow()).toMatchObject({ ok: false, code: "release-rejected" });
  expect(priceOf("8076809513753")).toBe(119);
  line.seen.length = 0;
  expect(await client.pullNow()).toMatchObject({
    ok: false,
    code: "release-rejected",
    message: "golden basket 3 differs",
  });
  expect(line.seen).toEqual(["GET /releases/head.json"]);
  expect(events.filter((event) => event.kind === "rejected")).toHaveLength(1);
  till.refuses = undefined;
  await release(dearer, { force: true });
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { kind: "activated", release: 3 } });
});

test("a delta is applied on top of what the till has, and its digest holds", async () => {
  await release();
  await client.pullNow();
  const before = contents().find((it) => it.channel === "articles")!.rows;
  const after = contents(dearer)
    .find((it) => it.channel === "articles")!
    .rows.slice(0, 1);
  const [table, cells] = after[0]!;
  const { bytes, entry } = await encodeChannelFile({
    channel: "articles",
    schema: 1,
    from: 1,
    to: 2,
    digestBefore: channelDigest(before),
    digestAfter: channelDigest(after),
    tables: [
      {
        table,
        columns: Object.keys(cells),
        upserts: Object.values(cells).map((it) => [it]),
        deletes: [["8001234567897"]],
      },
    ],
  });
  await release({}, { force: true });
  const path = join(releasesDir, "release/2.json");
  const { signed } = JSON.parse(readFileSync(path, "utf8")) as { signed: Release };
  const channels = signed.channels.map((it) =>
    it.channel === "articles"
      ? { ...it, version: 2, digest: channelDigest(after), files: [entry, ...it.files] }
      : it,
  );
  writeFileSync(join(releasesDir, entry.path), bytes);
  signRelease({ ...signed, channels });
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { channels: ["articles"] } });
  expect(till.rows("article").map((row) => row.price_cents)).toEqual([129]);
});

test("a new till takes a release whose snapshot lies in the middle of the changes that follow it", async () => {
  await release();
  await release(dearer);
  const dearest = { articles: dearer.articles.map((it) => ({ ...it, priceCents: it.priceCents + 10 })) };
  await release(dearest, { force: true });
  const { signed } = JSON.parse(readFileSync(join(releasesDir, "release/3.json"), "utf8")) as {
    signed: Release;
  };
  const rowsOf = (parts: typeof dearer) => contents(parts).find((it) => it.channel === "articles")!.rows;
  const rows = rowsOf(dearest);
  const digestAfter = channelDigest(rows);
  const columns = Object.keys(rows[0]![1]);
  const { bytes, entry } = await encodeChannelFile({
    ...{ channel: "articles", schema: 1, from: 1, to: 3 },
    ...{ digestBefore: channelDigest(rowsOf(sampleChain)), digestAfter },
    tables: [
      {
        ...{ table: "article", columns, deletes: [] },
        upserts: columns.map((column) => rows.map(([, cells]) => cells[column]!)),
      },
    ],
  });
  const snapshot = await encodeChannelFile(snapshotOf({ channel: "articles", rows: rowsOf(dearer) }, 2));
  for (const file of [{ bytes, entry }, snapshot])
    writeFileSync(join(releasesDir, file.entry.path), file.bytes);
  const files = [snapshot.entry, entry];
  const channels = signed.channels.map((it) =>
    it.channel === "articles" ? { ...it, version: 3, digest: digestAfter, files } : it,
  );
  signRelease({ ...signed, channels });
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { release: 3 } });
  expect(priceOf("8076809513753")).toBe(139);
});

test("a till reads the prices of its own zone only, those of another zone when its store moves, and the chain's when there is none", async () => {
  const path = (name: string) => join(folder, "chain/articles", `${name}.json`);
  const zoned = async (files: Readonly<Record<string, number>>) => {
    rmSync(join(folder, "chain/articles"), { recursive: true, force: true });
    mkdirSync(join(folder, "chain/articles"), { recursive: true });
    for (const [name, priceCents] of Object.entries(files))
      writeFileSync(path(name), JSON.stringify([{ article: "8076809513753", priceCents }]));
    await release();
    line.seen.length = 0;
    return client.pullNow();
  };
  expect(await zoned({ "0043": 159 })).toMatchObject({ ok: true });
  expect([till.rows("store_article"), line.seen.some((it) => it.includes("prices"))]).toEqual([[], false]);
  expect(await zoned({ "0042": 139, "0043": 159 })).toMatchObject({ value: { channels: ["prices/0042"] } });
  expect(till.rows("store_article").map((row) => row.price_cents)).toEqual([139]);
  expect(priceOf("8076809513753")).toBe(119);
  expect(await zoned({ "0043": 159 })).toMatchObject({ value: { kind: "activated", release: 3 } });
  expect(till.rows("store_article")).toEqual([]);
  expect([...(await till.replica.versions()).keys()].some((it) => it.startsWith("prices"))).toBe(false);
});

test("a signed release that turns a channel back, or leads nowhere, is refused", async () => {
  await release();
  await release(dearer);
  await client.pullNow();
  await release({}, { force: true });
  const { signed } = JSON.parse(readFileSync(join(releasesDir, "release/3.json"), "utf8")) as {
    signed: Release;
  };
  const turned = (version: number) =>
    signed.channels.map((it) => (it.channel === "articles" ? { ...it, version } : it));
  signRelease({ ...signed, channels: turned(1) });
  expect(await client.pullNow()).toMatchObject({ ok: false, code: "rollback" });
  signRelease({ ...signed, channels: turned(9) });
  expect(await client.pullNow()).toMatchObject({ ok: false, code: "malformed" });
  expect(priceOf("8076809513753")).toBe(129);
});

test("a signed release that hands another store's channel to everybody is refused by its name, before a row of it is read", async () => {
  await release();
  const { signed } = JSON.parse(readFileSync(join(releasesDir, "release/1.json"), "utf8")) as {
    signed: Release;
  };
  // Never fetched.
  const { entry } = await encodeChannelFile(snapshotOf({ channel: "config/0043", rows: [] }, 1));
  const foreign = { channel: "config/0043", version: 1, digest: EMPTY_DIGEST, files: [entry], changes: 0 };
  signRelease({ ...signed, channels: [...signed.channels, foreign] });
  expect(await client.pullNow()).toMatchObject({
    ok: false,
    code: "release-rejected",
    message: expect.stringContaining("gives store 0042 the channel config/0043"),
  });
  expect(await till.replica.activeRelease()).toBe(0);
});

test("after a change of the root keys tills follow, as far as both roots vouch", async () => {
  await release();
  await client.pullNow();
  const oldKeys = [1, 2, 3].map((number) => loadSigningKey(join(folder, "keys", `root-${number}.key`)));
  const [newRoot, newHead] = [generateSigningKey(), generateSigningKey()];
  const listed = [newRoot, newHead, keys.release];
  const root: Root = {
    role: "root",
    format: 1,
    version: 2,
    keys: Object.fromEntries(listed.map((key) => [key.keyId, { kind: "ed25519", publicKey: key.publicKey }])),
    roles: {
      root: { keyIds: [newRoot.keyId], threshold: 1 },
      release: keys.root.roles.release,
      head: { keyIds: [newHead.keyId], threshold: 1 },
    },
  };
  const rootFile = Buffer.from(signEnvelope(root, [...oldKeys.slice(0, 2), newRoot]));
  // The old head key signs no more.
  rmSync(join(releasesDir, "head.json"));
  await release(dearer, { keys: { ...keys, head: newHead, root, rootFile } });
  expect(await client.pullNow()).toMatchObject({ ok: true, value: { kind: "activated", release: 2 } });
  expect(await till.floor.highest("root")).toBe(2);
});

test("a key that a newer root no longer names signs nothing more, also for a till that has been running", async () => {
  await release();
  await client.pullNow();
  const rootKeys = [1, 2, 3].map((number) => loadSigningKey(join(folder, "keys", `root-${number}.key`)));
  const head = generateSigningKey();
  const { roles } = keys.root;
  const root: Root = {
    ...keys.root,
    version: 2,
    keys: { ...keys.root.keys, [head.keyId]: { kind: "ed25519", publicKey: head.publicKey } },
    roles: { ...roles, head: { keyIds: [head.keyId], threshold: 1 } },
  };
  // Whoever stole the old head key goes on signing with it.
  await release(dearer);
  writeFileSync(join(releasesDir, "root/2.json"), signEnvelope(root, rootKeys));
  expect(await client.pullNow()).toMatchObject({ ok: false, code: "bad-signature" });
  expect(priceOf("8076809513753")).toBe(119);
});

test("what is sold while HQ is down reaches it when it is back: all of it, once", async () => {
  await release();
  client.start();
  await until(() => client.status().down.release === 1);
  const port = Number(new URL(hub.url).port);
  await hub.close();
  for (let number = 1; number <= 20; number++) till.append("sales", "sale", saleBody(number));
  expect(await client.pushNow()).toMatchObject({ ok: false, code: "unreachable" });
  expect(events.some((event) => event.kind === "unreachable" && event.way === "up")).toBe(true);
  expect(client.status().up.reached).toBe(false);
  hub = await startHubAt(port);
  await until(() => client.status().up.acknowledged.sales === 20);
  // By HQ's clock the journal knows which of HQ's balances have these sales.
  expect(Math.abs(till.hqMs! - Date.now())).toBeLessThan(60_000);
  expect(await salesAtHq()).toEqual(Array.from({ length: 20 }, (_, at) => `sale-${at + 1}`));
  await until(() => client.status().down.reached === true);
});

test("a lost acknowledgement is asked for again, and nothing counts twice", async () => {
  till.append("sales", "sale", saleBody(1));
  line.mischief = whenPath("/v1/outbox", "lose-answer");
  expect(await client.pushNow()).toMatchObject({ ok: false, code: "unreachable" });
  expect(await salesAtHq()).toEqual(["sale-1"]);
  line.mischief = () => "pass";
  till.append("sales", "sale", saleBody(2));
  expect(await client.pushNow()).toEqual({ ok: true, value: { events: 2 } });
  expect(await salesAtHq()).toEqual(["sale-1", "sale-2"]);
});

test("a coupon that is used while a backlog goes up already doesn't wait for its end", async () => {
  till.appendAll(
    "sales",
    "sale",
    Array.from({ length: 1200 }, (_, at) => saleBody(at + 1)),
  );
  const order: string[] = [];
  client = newClient({
    onEvent(event) {
      if (event.kind !== "acknowledged") return;
      order.push(`${event.lane} ${event.cursor}`);
      if (order.length === 1)
        till.append("claims", "coupon.redeemed", { couponId: "c", series: "S", saleId: "sale-1" });
    },
  });
  expect(await client.pushNow()).toMatchObject({ ok: true });
  expect(order).toEqual(["sales 500", "claims 1", "sales 1000", "sales 1200"]);
});

test("a backlog goes up in several batches, and a claim made before it doesn't wait behind it", async () => {
  const backlog = Array.from({ length: 1200 }, (_, at) => saleBody(at + 1));
  till.appendAll("sales", "sale", backlog);
  till.append("claims", "coupon.redeemed", { couponId: "c", series: "S", saleId: "sale-1" });
  expect(await client.pushNow()).toEqual({ ok: true, value: { events: 1201 } });
  expect(events.map((event) => event.kind === "acknowledged" && [event.lane, event.cursor])).toEqual([
    false,
    ["claims", 1],
    ["sales", 500],
    ["sales", 1000],
    ["sales", 1200],
  ]);
});

test("pulling fails, pushing goes on: neither waits for the other", async () => {
  line.mischief = whenPath("/releases/", { status: 500 });
  till.append("sales", "sale", saleBody(1));
  client.start();
  await until(() => client.status().up.acknowledged.sales === 1);
  expect(client.status().down.problem).toMatchObject({ code: "refused" });
});

test("a cloned journal goes on under a new epoch: HQ has every sale of both, once", async () => {
  till.append("sales", "sale", saleBody(1));
  await client.pushNow();
  const clone = openTestTill(join(folder, "hub"));
  clone.append("sales", "sale", saleBody(99));
  clone.append("claims", "coupon.redeemed", { couponId: "c", series: "S", saleId: "sale-99" });
  const { epoch } = await clone.outbox.identity();
  const cloned = newClient({ outbox: clone.outbox });
  expect(await cloned.pushNow()).toEqual({ ok: true, value: { events: 2 } });
  expect((await clone.outbox.identity()).epoch).not.toBe(epoch);
  expect(events.filter((event) => event.kind === "new-epoch")).toMatchObject([{ code: "fork" }]);
  clone.append("sales", "sale", saleBody(100));
  till.append("sales", "sale", saleBody(2));
  expect([await cloned.pushNow(), await client.pushNow()]).toMatchObject([{ ok: true }, { ok: true }]);
  expect(await salesAtHq()).toEqual(["sale-1", "sale-99", "sale-100", "sale-2"]);
  clone.close();
});

test("what was sent and not acknowledged before a new epoch counts once all the same", async () => {
  till.append("sales", "sale", saleBody(1));
  till.append("claims", "coupon.redeemed", { couponId: "c", series: "S", saleId: "sale-1" });
  line.mischief = whenPath("/v1/outbox", "lose-answer");
  await client.pushNow();
  line.mischief = () => "pass";
  await till.outbox.renewEpoch((await till.outbox.identity()).epoch);
  expect(await client.pushNow()).toEqual({ ok: true, value: { events: 2 } });
  expect(await salesAtHq()).toEqual(["sale-1"]);
  expect(await statusOfHq()).toMatchObject({ sales: 1, couponsUsedTwice: 0, quarantined: 0 });
});

test("an event that HQ refuses for ever is parked after three tries, and those after it get there", async () => {
  const kind = "a kind with a name that is far longer than the sixty-four letters HQ takes";
  for (let number = 1; number <= 20; number++)
    till.append("sales", number === 7 ? kind : "sale", saleBody(number));
  till.append("claims", "coupon.redeemed", { couponId: "c", series: "S", saleId: "sale-1" });
  for (const _ of [1, 2]) {
    expect(await client.pushNow()).toMatchObject({ ok: false, code: "refused" });
    expect(client.status().up.acknowledged).toEqual({ claims: 1, sales: 6 });
  }
  expect(await client.pushNow()).toMatchObject({ ok: true });
  expect(till.parked).toEqual(["sales 7"]);
  expect(events.filter((event) => event.kind === "parked")).toMatchObject([{ lane: "sales" }]);
  // A note in its place is no acknowledgement of it: it is parked, or it waits.
  const acknowledged = events.flatMap((event) => (event.kind === "acknowledged" ? event.events : []));
  expect(acknowledged.reduce((sum, count) => sum + count, 0)).toBe(20);
  expect(await salesAtHq()).toHaveLength(19);
  expect(await statusOfHq()).toMatchObject({ events: 21, quarantined: 1 });
});

test("an HQ that refuses whatever it is sent gets it all later: nothing is parked", async () => {
  line.mischief = whenPath("/v1/outbox", { status: 413 });
  for (const number of [1, 2]) till.append("sales", "sale", saleBody(number));
  for (const _ of [1, 2, 3, 4]) expect(await client.pushNow()).toMatchObject({ ok: false, code: "refused" });
  expect(till.parked).toEqual([]);
  line.mischief = () => "pass";
  expect(await client.pushNow()).toEqual({ ok: true, value: { events: 2 } });
});

describe("an HQ that was restored from an older backup", () => {
  const use = (number: number) => ({ couponId: `c${number}`, series: "S", saleId: `sale-${number}` });
  /** What happens meanwhile HQ forgets. */
  async function restoredAfter(meanwhile: () => Promise<unknown>): Promise<void> {
    const port = Number(new URL(hub.url).port);
    await hub.close();
    cpSync(join(folder, "hub"), join(folder, "backup"), { recursive: true });
    hub = await startHubAt(port);
    await meanwhile();
    await hub.close();
    rmSync(join(folder, "hub"), { recursive: true });
    cpSync(join(folder, "backup"), join(folder, "hub"), { recursive: true });
    hub = await startHubAt(port);
  }
  const sold = async (...numbers: readonly number[]) => {
    for (const number of numbers) till.append("sales", "sale", saleBody(number));
    expect(await client.pushNow()).toMatchObject({ ok: true });
  };

  test("gets again what it has lost", async () => {
    await sold(1);
    await restoredAfter(() => sold(2, 3));
    till.append("sales", "sale", saleBody(4));
    expect(await client.pushNow()).toEqual({ ok: true, value: { events: 3 } });
    expect((await salesAtHq()).toSorted()).toEqual(["sale-1", "sale-2", "sale-3", "sale-4"]);
    expect(events.filter((event) => event.kind === "rewound")).toMatchObject([{ lane: "sales" }]);
  });

  test("gets it in both lanes, as soon as it shows in one", async () => {
    await sold(1);
    await restoredAfter(async () => {
      till.append("claims", "coupon.redeemed", use(2));
      await sold(2);
    });
    till.append("sales", "sale", saleBody(3));
    expect(await client.pushNow()).toMatchObject({ ok: true });
    expect(await statusOfHq()).toMatchObject({ sales: 3, events: 4 });
  });

  test("gets it from a till that has nothing new to say, when that one says how it is", async () => {
    await sold(1);
    await restoredAfter(async () => {
      till.append("claims", "coupon.redeemed", use(2));
      await sold(2, 3);
    });
    const quiet = newClient({ report: async () => ({ version: "0.1.0", backlog: {} }) });
    await quiet.reportNow();
    await until(() => events.filter(({ kind }) => kind === "rewound").length === 2);
    await until(async () => (await salesAtHq()).length === 3);
    expect(await statusOfHq()).toMatchObject({ events: 4 });
    await quiet.reportNow();
    await quiet.stop();
    expect(events.filter(({ kind }) => kind === "rewound")).toHaveLength(2);
  });

  describe("and heard a copy of the journal first", () => {
    /** Then the copy sells 92: HQ holds its second event, and has forgotten that it had acknowledged another one. */
    async function restoredBeneath(meanwhile: () => Promise<unknown>): Promise<void> {
      till.append("sales", "sale", saleBody(1), 1000);
      await client.pushNow();
      const clone = openTestTill(join(folder, "hub"));
      clone.append("sales", "sale", saleBody(1), 1000);
      await restoredAfter(meanwhile);
      clone.append("sales", "sale", saleBody(92));
      await newClient({ outbox: clone.outbox }).pushNow();
      till.append("sales", "sale", saleBody(4));
      clone.close();
    }

    test("gets all of both", async () => {
      await restoredBeneath(() => sold(2, 3));
      expect(await client.pushNow()).toMatchObject({ ok: true });
      expect((await salesAtHq()).toSorted()).toEqual(["sale-1", "sale-2", "sale-3", "sale-4", "sale-92"]);
      expect(await statusOfHq()).toMatchObject({ sales: 5, quarantined: 0 });
    });

    test("gets what the other lane had told too, before the new epoch begins", async () => {
      await restoredBeneath(async () => {
        till.append("claims", "coupon.redeemed", use(2));
        await sold(2);
      });
      expect(await client.pushNow()).toMatchObject({ ok: true });
      expect(events.map(({ kind }) => kind)).toContain("new-epoch");
      // Sales 1, 92, 2 and 4, and the coupon that was used in 2.
      expect(await statusOfHq()).toMatchObject({ sales: 4, events: 5 });
    });

    test("gets all of both, also where they part at an event that it refuses for ever", async () => {
      const kind = "a kind with a name that is far longer than the sixty-four letters HQ takes";
      await restoredBeneath(async () => {
        till.append("sales", kind, {});
        till.append("sales", "sale", saleBody(3));
        for (const _ of [1, 2, 3]) await client.pushNow();
      });
      for (let pushes = 0; !(await client.pushNow()).ok; pushes += 1) expect(pushes).toBeLessThan(10);
      expect((await salesAtHq()).toSorted()).toEqual(["sale-1", "sale-3", "sale-4", "sale-92"]);
      expect(await statusOfHq()).toMatchObject({ quarantined: 1 });
    });
  });

  test("is asked before a new epoch, and where it does not say what it holds none begins", async () => {
    await sold(1);
    const clone = openTestTill(join(folder, "hub"));
    clone.append("sales", "sale", saleBody(99));
    const { epoch } = await clone.outbox.identity();
    const cloned = newClient({ outbox: clone.outbox });
    // It has something of its own acknowledged: in the other lane.
    clone.append("claims", "coupon.redeemed", use(99));
    line.mischief = whenPath("/v1/outbox/held", { status: 503 });
    expect(await cloned.pushNow()).toMatchObject({ ok: false, code: "unreachable" });
    expect((await clone.outbox.identity()).epoch).toBe(epoch);
    line.mischief = () => "pass";
    expect(await cloned.pushNow()).toMatchObject({ ok: true });
    expect((await clone.outbox.identity()).epoch).not.toBe(epoch);
    expect((await salesAtHq()).toSorted()).toEqual(["sale-1", "sale-99"]);
    clone.close();
  });
});

test("a key that HQ does not know is reported with HQ's own words, and nothing is lost", async () => {
  till.append("sales", "sale", saleBody(1));
  const stranger = newClient({ token: tillTokens({ store: "0042", till: "3", key: newTillKey() }) });
  expect(await stranger.pushNow()).toMatchObject({ ok: false, code: "refused" });
  expect(events.at(-1)).toMatchObject({
    kind: "rejected",
    way: "up",
    message: expect.stringContaining("till 0042/3 is not enrolled with this key"),
  });
  expect(await client.pushNow()).toEqual({ ok: true, value: { events: 1 } });
});

test("when HQ is busy, the till comes again no sooner than HQ asked", async () => {
  line.mischief = whenPath("/v1/outbox", { status: 503, headers: { "retry-after": "3600" } });
  till.append("sales", "sale", saleBody(1));
  client.start();
  await until(() => client.status().up.problem !== null);
  line.mischief = () => "pass";
  line.seen.length = 0;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(line.seen.filter((path) => path.includes("outbox"))).toEqual([]);
});

test("receipts that HQ is too busy for rest as long as HQ asked, however much is sold meanwhile; used coupons go up", async () => {
  let passedMs = 0;
  client = newClient({ surroundings: { nowMs: () => clockMs, steadyMs: () => passedMs } });
  let batches = 0;
  line.mischief = ({ path }) =>
    path === "/v1/outbox" && ++batches === 2 ? { status: 503, headers: { "retry-after": "60" } } : "pass";
  till.append("claims", "coupon.used", { coupon: "A" });
  till.append("sales", "sale", saleBody(1));
  const busy = { ok: false, code: "unreachable", message: "HQ is busy (503): later" };
  expect(await client.pushNow()).toEqual(busy);
  for (let n = 2; n <= 4; n += 1) {
    passedMs += 15_000;
    till.append("claims", "coupon.used", { coupon: `B${n}` });
    till.append("sales", "sale", saleBody(n));
    expect(await client.pushNow()).toEqual(busy);
  }
  expect(client.status().up.acknowledged).toEqual({ claims: 4 });
  expect(batches).toBe(5);
  passedMs += 15_000;
  expect(await client.pushNow()).toEqual({ ok: true, value: { events: 4 } });
  expect(client.status().up.acknowledged).toEqual({ claims: 4, sales: 4 });
});

test("a till that sells while its line is cut is not the last to be back: what asks in vain makes nothing wait longer", async () => {
  client = newClient({ pollMs: 50, surroundings: { nowMs: () => clockMs, random: () => 0.999 } });
  line.mischief = whenPath("/v1/outbox", { cutAfter: 0 });
  client.start();
  for (let n = 1; n <= 30; n += 1) {
    till.append("sales", "sale", saleBody(n));
    expect(await client.pushNow()).toMatchObject({ ok: false, code: "unreachable" });
  }
  line.mischief = () => "pass";
  await until(() => client.status().up.acknowledged.sales === 30);
});

test("HQ is heard one way, so nothing waits for its time any longer that could not reach it another way", async () => {
  client = newClient({ pollMs: 3_600_000 });
  line.mischief = () => ({ cutAfter: 0 });
  till.append("sales", "sale", saleBody(1));
  expect(await client.pushNow()).toMatchObject({ ok: false, code: "unreachable" });
  line.mischief = () => "pass";
  // On a busy machine what was woken may fail once more; each time HQ is heard it is woken again.
  await until(async () => {
    await client.pullNow();
    return client.status().up.acknowledged.sales === 1;
  });
});

test("a client stops in the middle of a request, and asks nothing more", async () => {
  line.mischief = () => "no-answer";
  till.append("sales", "sale", saleBody(1));
  client.start();
  // Down, up, and the ear for hints.
  await until(() => line.seen.length >= 3);
  await client.stop();
  expect(events).toEqual([]);
  line.seen.length = 0;
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(line.seen).toEqual([]);
  expect(await client.pullNow()).toMatchObject({ ok: false });
});

test("a till whose clock is far behind is told", async () => {
  await release();
  clockMs = now.getTime() - 3_600_000;
  expect(await client.pullNow()).toMatchObject({ ok: true });
  expect(events).toContainEqual({ kind: "clock-behind", behindMs: 3_600_000 });
});

test("a till whose clock is an hour ahead is told, HQ sees it, and it is over once the clock is set", async () => {
  await release();
  clockMs = Date.now() + 3_600_000;
  client = newClient({ report: async () => ({ version: "0.1.0", backlog: {} }) });
  await client.reportNow();
  const near = (ms: number) => expect.closeTo(ms, -4);
  expect(events).toEqual([{ kind: "clock-ahead", aheadMs: near(3_600_000) }]);
  expect(client.status()).toMatchObject({ clockOffMs: near(3_600_000) });
  // Heard of since, by a receipt: it is the report's time that counts.
  till.append("sales", "sale", saleBody(1));
  await client.pushNow();
  const fleet = async () => (await askHq("/v1/fleet")) as Fleet;
  expect(await fleet()).toMatchObject({
    tills: [{ clockOffMs: near(3_600_000) }],
    summary: { clocksOff: 1, rejecting: 0 },
  });
  clockMs = Date.now();
  await client.reportNow();
  expect(client.status()).toMatchObject({ clockOffMs: near(0) });
  expect((await fleet()).summary).toMatchObject({ clocksOff: 0 });
  // Told once each time, and the other way too, without a head that says so.
  clockMs = Date.now() - 600_000;
  await client.reportNow();
  await client.reportNow();
  expect(events.filter(({ kind }) => kind.startsWith("clock"))).toEqual([
    { kind: "clock-ahead", aheadMs: near(3_600_000) },
    { kind: "clock-behind", behindMs: near(600_000) },
  ]);
});

test("a pinned root that is no root is refused at once", () => {
  expect(() => newClient({ trustedRoot: "{}" })).toThrow("no signed envelope");
});

/** Signs a release by hand in place of the newest, and a head for it: for what `publish` would never write. */
function signRelease(signed: Release): void {
  const text = signEnvelope(signed, [keys.release]);
  writeFileSync(join(releasesDir, `release/${signed.version}.json`), text);
  const { signed: old } = JSON.parse(readFileSync(join(releasesDir, "head.json"), "utf8")) as {
    signed: Head;
  };
  const sha256 = hash("sha256", text, "hex");
  const head: Head = {
    ...old,
    version: old.version + 1,
    release: { version: signed.version, bytes: Buffer.byteLength(text), sha256 },
  };
  writeFileSync(join(releasesDir, "head.json"), signEnvelope(head, [keys.head]));
}
