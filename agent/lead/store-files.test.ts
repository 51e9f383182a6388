/** Tills of a store with their lead workers, a hub, and a line from each to it that may be cut. */

import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type TLSSocket } from "node:tls";
import type { MessagePort } from "node:worker_threads";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createSyncClient, type SyncClient, type SyncEvent } from "../../sync/client/client.ts";
import { lanTls, readTillFiles } from "../../sync/enrol/till-files.ts";
import { sampleChain, writeChain } from "../../sync/fixture/chain.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { type Line, startLine } from "../../sync/fixture/line.ts";
import { openTestTill, type TestTill } from "../../sync/fixture/till.ts";
import { type Hub, startHub } from "../../sync/hub/hub.ts";
import type { Lan } from "../../sync/lead/lan.ts";
import { readChain } from "../../sync/publish/chain-folder.ts";
import { channelsOf } from "../../sync/publish/channels.ts";
import { initKeys, loadPublisherKeys, type PublisherKeys } from "../../sync/publish/init-keys.ts";
import { switchOff } from "../../sync/publish/kill.ts";
import { writeRelease } from "../../sync/publish/write-release.ts";
import { signEnvelope } from "../../sync/release/envelope.ts";
import { generateSigningKey } from "../../sync/release/keys.ts";
import type { Head } from "../../sync/release/metadata.ts";
import { jsonLog } from "../log.ts";
import { type Caller, caller, serve } from "../workers/call.ts";
import type { LeadApi } from "../workers/lead.ts";
import { lanOf } from "./fixture.ts";
import { framed, frameReader } from "./frames.ts";
import { keptFilesIn } from "./kept-files.ts";
import { createLead, type Lead } from "./lead.ts";
import { FILE_PART_BYTES, type FileAnswer, type FileAsk, type Said } from "./said.ts";
import { storeFilesBy } from "./store-files.ts";

interface Till {
  readonly name: string;
  readonly dataDir: string;
  readonly rows: TestTill;
  readonly client: SyncClient;
  readonly lead: Lead;
  readonly line: Line;
  readonly events: SyncEvent[];
  /** Another client of this till, with an empty replica, and with its folder alone. */
  alone(): { readonly client: SyncClient; readonly rows: TestTill };
}

const ALL = ["1", "2", "3"] as const;
const secret = "a secret of more than thirty-two characters";
const now = new Date();
const folder = mkdtempSync(join(tmpdir(), "tillside-store-files-"));
const releases = join(folder, "releases");
let keys: PublisherKeys;
let hub: Hub;
let lan: Lan;
const tills = new Map<string, Till>();
const sockets: TLSSocket[] = [];

beforeAll(async () => {
  initKeys(join(folder, "keys"), { rootKeys: 1, rootThreshold: 1 });
  keys = loadPublisherKeys(join(folder, "keys"));
  hub = await startHub({ dataDir: join(folder, "hub"), releasesDir: releases, port: 0, secret });
  lan = await lanOf(ALL);
  await released(119);
  for (const name of ALL) tills.set(name, await started(name));
  await vi.waitFor(async () => {
    const known = await Promise.all([...tills.values()].map(({ lead }) => lead.status(1000)));
    expect(known.map((one) => one?.connected.length)).toEqual([2, 2, 2]);
    // The same for all: until then two may fetch.
    expect(known.every((one) => one?.ready)).toBe(true);
    expect(new Set(known.map((one) => one?.lead)).size).toBe(1);
  }, 20_000);
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  for (const { client, lead, line, rows } of tills.values()) {
    await client.stop();
    await lead.close();
    await line.close();
    rows.close();
  }
  await hub.close();
  rmSync(folder, { recursive: true });
});

/** The price of spaghetti is how a release is known. */
function released(priceCents: number) {
  const [pasta] = sampleChain.articles;
  // So many that a price is a small part of them, and the first snapshot goes on for long.
  const others = Array.from({ length: 300 }, (_, at) => ({ ...pasta, article: `${2_000_000 + at * 7919}` }));
  const articles = [{ ...pasta, priceCents }, ...others];
  writeChain(join(folder, "chain"), { articles });
  const contents = channelsOf(readChain(join(folder, "chain")), keys.chainKey);
  return writeRelease({ contents, to: releases, keys, now });
}
const priceAt = ({ rows }: Pick<Till, "rows">) =>
  rows.rows("article").find((it) => it.article === "8076809513753")?.price_cents;
const till = (name: string) => tills.get(name)!;
const filesAsked = ({ line }: Till) => line.seen.filter((asked) => /files|release\/\d/.test(asked));
const refusals = ({ events }: Till) =>
  events.flatMap((event) => (event.kind === "till-refused" ? [`${event.till} ${event.code}`] : []));
const cutLine = ({ line }: Till) => {
  line.mischief = () => ({ cutAfter: 0 });
};

/** As the agent's main thread and sync worker put it together. */
async function started(name: string, listed: Lan = lan): Promise<Till> {
  const dataDir = join(folder, `till-${name}`);
  const token = enrolAt(join(folder, "hub"), { store: "0042", till: name }, dataDir);
  const line = await startLine(() => hub.url);
  const rows = openTestTill(folder, { till: name });
  const kept = { folder: join(dataDir, "kept-files"), bytesMax: 10_000_000 };
  const events: SyncEvent[] = [];
  let worker: Caller<LeadApi> | undefined;
  const lead = createLead({
    ...{ store: "0042", till: name, dataDir, path: join(dataDir, "lead.db"), kept },
    log: jsonLog(() => {}),
    sync: {
      ready: () => ({ switchedOff: {} }),
      post(_, moved) {
        const port = moved?.[0] as MessagePort;
        worker = caller<LeadApi>(port);
        serve(port, { wanted: () => void client.pullNow() });
      },
    },
  });
  const clientOf = ({ replica, outbox, floor }: TestTill, workerNow: () => Caller<LeadApi> | undefined) =>
    createSyncClient({
      ...{ hubUrl: line.url, token, replica, outbox, floor, trustedRoot: keys.rootFile, pollMs: 600_000 },
      onEvent: (event) => events.push(event),
      storeFiles: storeFilesBy(keptFilesIn(kept.folder, kept), workerNow),
    });
  const client = clientOf(rows, () => worker);
  lead.listed(listed);
  const alone = () => {
    const empty = openTestTill(folder, { till: `${name}-anew` });
    return { client: clientOf(empty, () => undefined), rows: empty };
  };
  return { name, dataDir, rows, client, lead, line, events, alone };
}

type Answers = (ask: FileAsk) => FileAnswer | undefined;

/** An enrolled till of the store that says what it likes to another one. */
async function wicked(name: string, to: string, at: Lan, answers: Answers): Promise<void> {
  const dataDir = join(folder, `wicked-${name}`);
  enrolAt(join(folder, "hub"), { store: "0042", till: name }, dataDir);
  const { host, port } = at.members.find((one) => one.till === to)!;
  const socket = connect({ host, port, ...lanTls(readTillFiles(dataDir)) });
  sockets.push(socket);
  const read = frameReader();
  socket.on("error", () => {});
  socket.on("data", (bytes: Buffer) => {
    for (const said of read(bytes) as Said[]) {
      if (said.kind === "files-ask") socket.write(framed({ ...said, kind: "files-answer" }));
      if (said.kind !== "file-ask") continue;
      const answer = answers(said);
      if (answer !== undefined) socket.write(framed({ kind: "file-answer", id: said.id, answer }));
    }
  });
  await new Promise((resolve) => socket.once("secureConnect", resolve));
  const told = till(to).lead;
  await vi.waitFor(async () => expect((await told.status(1000))?.connected).toContain(name), 20_000);
}

/** HQ's file of that name, as it lies there now. */
function atHq(name: string): Buffer {
  if (name === "head") return readFileSync(join(releases, "head.json"));
  for (const path of readdirSync(releases, { recursive: true, withFileTypes: true })) {
    if (!path.isFile()) continue;
    const bytes = readFileSync(join(path.parentPath, path.name));
    if (createHash("sha256").update(bytes).digest("hex") === name) return bytes;
  }
  throw new Error(`HQ has no ${name}`);
}
function part(bytes: Uint8Array, offset = 0, length = FILE_PART_BYTES): FileAnswer {
  const base64 = Buffer.from(bytes.subarray(offset, offset + length)).toString("base64");
  return { kind: "part", total: bytes.length, base64 };
}
/** One byte of it is another. */
function altered(bytes: Buffer): Buffer {
  const other = Buffer.from(bytes);
  other[Math.floor(other.length / 2)]! ^= 1;
  return other;
}
/** Gives what HQ has, but this. */
const but =
  (is: "head" | "file", wrong: (bytes: Buffer) => FileAnswer | undefined): Answers =>
  ({ name, offset }) => {
    if (name.startsWith("root")) return { kind: "none" };
    const bytes = atHq(name);
    return (name === "head") === (is === "head") ? wrong(bytes) : part(bytes, offset);
  };

test("of the tills of a shop one fetches a release from HQ, and the others have it from that one", async () => {
  const pulled = await Promise.all(ALL.map((name) => till(name).client.pullNow()));
  expect(pulled.map(({ ok }) => ok)).toEqual([true, true, true]);
  expect(ALL.map((name) => priceAt(till(name)))).toEqual([119, 119, 119]);
  const asked = ALL.flatMap((name) => filesAsked(till(name)));
  expect(asked.length).toBeGreaterThan(4);
  expect(new Set(asked).size).toBe(asked.length);
  const tallies = ALL.map((name) => till(name).client.status().down.files);
  const hqBytes = tallies.reduce((sum, tally) => sum + tally.hqBytes, 0);
  expect(tallies.filter(({ tillsBytes }) => Object.values(tillsBytes)[0] === hqBytes)).toHaveLength(2);
});

test("a till that comes back while the line is down gets what its neighbours have, and what is switched off", async () => {
  await released(129);
  await switchOff({ to: releases, keys, now, kill: ["P1"], reason: "misprint", by: "a test" });
  expect(await till("1").client.pullNow()).toMatchObject({ ok: true });
  cutLine(till("3"));
  expect(await till("3").client.pullNow()).toMatchObject({ ok: false, code: "unreachable" });
  expect(priceAt(till("3"))).toBe(129);
  const kinds = till("3").events.map(({ kind }) => kind);
  expect(kinds.slice(-3)).toEqual(["switched-off", "activated", "unreachable"]);
  expect(till("3").client.status().down).toMatchObject({ release: 2, problem: { code: "unreachable" } });
  const given = await Promise.all(ALL.map((name) => till(name).lead.status(1000)));
  expect(Math.max(...given.map((one) => one?.filesGivenBytes ?? 0))).toBeGreaterThan(1000);

  // Again there is nothing new, and HQ is away.
  expect(await till("3").client.pullNow()).toMatchObject({ ok: false, code: "unreachable" });
  expect(refusals(till("3"))).toEqual([]);
});

test("a till whose replica was lost fills it from its own disk while HQ is away", async () => {
  const { client, rows } = till("3").alone();
  expect(await client.pullNow()).toMatchObject({ ok: false, code: "unreachable" });
  expect(priceAt({ rows })).toBe(129);
  expect(client.status().down.files).toMatchObject({ hqBytes: 0, tillsBytes: {} });
  expect(client.status().down.files.keptBytes).toBeGreaterThan(1000);
  await client.stop();
  rows.close();
});

test("what neighbours give is refused as if HQ had sent it, each by its name, and nothing is taken", async () => {
  const old = atHq("head");
  await released(139);
  await till("2").client.pullNow();
  till("3").line.mischief = () => "pass";
  await till("3").client.pullNow();
  cutLine(till("3"));
  await released(149);
  const head = () => JSON.parse(atHq("head").toString()).signed as Head;
  const signed = (changes: Partial<Head>, key = keys.head) =>
    Buffer.from(signEnvelope({ ...head(), ...changes }, [key]));
  const expired = { expiresAt: new Date(now.getTime() - 1000).toISOString() };
  const heads: Record<string, Answers> = {
    "w1 rollback": but("head", () => part(old)),
    "w2 bad-signature": but("head", (bytes) =>
      part(Buffer.from(bytes.toString().replace('"version":5', '"version":9'))),
    ),
    "w3 bad-signature": but("head", () => part(signed({ version: 99 }, generateSigningKey()))),
    "w4 expired": but("head", () => part(signed(expired))),
    "w5 malformed": but("head", (bytes) => part(bytes.subarray(0, 200))),
    "w6 wrong-length": but("head", (bytes) => part(Buffer.alloc(100_000, bytes))),
    "w7 malformed": ({ name }) => part(name === "head" ? atHq(name) : Buffer.from("a root")),
  };
  const files: Record<string, Answers> = {
    "x1 wrong-hash": but("file", (bytes) => part(altered(bytes))),
    "x2 wrong-length": but("file", (bytes) => part(bytes.subarray(1))),
    // Without end: a byte a time; and more bytes than there are.
    "x3 wrong-length": but("file", (bytes) => part(bytes, 0, 1)),
    "x4 wrong-length": but("file", (bytes) => ({
      kind: "part",
      total: bytes.length,
      base64: Buffer.alloc(90_000).toString("base64"),
    })),
    "x5 wrong-length": but("file", (bytes) => ({ ...part(bytes), total: 2 ** 40 }) as FileAnswer),
  };
  const all = { ...heads, ...files };
  for (const [name, answers] of Object.entries(all)) await wicked(name.split(" ")[0]!, "3", lan, answers);
  till("3").events.length = 0;

  expect(await till("3").client.pullNow()).toMatchObject({ ok: false, code: "unreachable" });
  expect(refusals(till("3")).sort()).toEqual(Object.keys(all));
  expect(priceAt(till("3"))).toBe(139);
  const { refusedTills } = till("3").client.status().down;
  expect(refusedTills.map(({ till: name, code }) => `${name} ${code}`).sort()).toEqual(Object.keys(all));

  // Somebody has it who is honest, and the one after it, though not by the file that HQ would give for both.
  await till("1").client.pullNow();
  await released(155);
  await till("1").client.pullNow();
  expect(await till("3").client.pullNow()).toMatchObject({ ok: false, code: "unreachable" });
  expect(priceAt(till("3"))).toBe(155);
});

test("a lead that is off is not waited for, and one that gives something else is named: HQ gives it then", async () => {
  const listed = await lanOf(["0", "4"]);
  tills.set("4", await started("4", listed));
  expect(await till("4").client.pullNow()).toMatchObject({ ok: true });
  expect(filesAsked(till("4")).length).toBeGreaterThan(4);

  await released(159);
  await vi.waitFor(async () => expect(await till("4").lead.status(1000)).not.toBeNull(), 20_000);
  await wicked(
    "0",
    "4",
    listed,
    but("file", (bytes) => part(altered(bytes))),
  );
  expect(await till("4").client.pullNow()).toMatchObject({ ok: true, value: { kind: "activated" } });
  expect(priceAt(till("4"))).toBe(159);
  expect(refusals(till("4"))).toEqual(["0 wrong-hash"]);
});
