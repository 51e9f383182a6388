/** What is switched off, and what is on trial in some stores only: the hub, the client and the tills are real. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { sampleChain, writeChain } from "../fixture/chain.ts";
import { enrolAt } from "../fixture/enrolled.ts";
import { openTestTill, type TestTill } from "../fixture/till.ts";
import { type Hub, startHub } from "../hub/hub.ts";
import type { VersionFloor } from "../protocol.ts";
import { readChain } from "../publish/chain-folder.ts";
import { channelsOf } from "../publish/channels.ts";
import { entryOf, type HeadContent, writeHead } from "../publish/head.ts";
import { history } from "../publish/history.ts";
import { initKeys, loadPublisherKeys, type PublisherKeys } from "../publish/init-keys.ts";
import { type KillOptions, switchOff } from "../publish/kill.ts";
import { publish, publishAgain } from "../publish/publish.ts";
import { readPrevious } from "../publish/published.ts";
import { snapshotOf, writeRelease } from "../publish/write-release.ts";
import { encodeChannelFile } from "../release/channel-file.ts";
import { openEnvelope } from "../release/envelope.ts";
import { holds, isIn, placeOf, type Ring } from "../release/ring.ts";
import { createSyncClient, type SyncClient, type SyncEvent } from "./client.ts";

const secret = "a secret of more than thirty-two characters";
const now = new Date("2026-11-21T10:00:00Z");
let folder: string;
let to: string;
let keys: PublisherKeys;
let hub: Hub;
let stores: Record<"0042" | "0043", Store>;

interface Store {
  readonly till: TestTill;
  readonly client: SyncClient;
  readonly events: SyncEvent[];
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tillside-trial-"));
  to = join(folder, "releases");
  initKeys(join(folder, "keys"));
  keys = loadPublisherKeys(join(folder, "keys"));
  hub = await startHub({ dataDir: join(folder, "hub"), releasesDir: to, port: 0, secret });
  stores = { "0042": storeOf("0042"), "0043": storeOf("0043") };
  await release(0);
});
afterEach(async () => {
  for (const { client, till } of Object.values(stores)) {
    await client.stop();
    till.close();
  }
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Of a till whose journal can't be read. */
const unreadable: VersionFloor = {
  highest: async () => 0,
  isKnown: async () => false,
  async raise(name) {
    if (["release", "trial", "active"].includes(name)) throw new Error("journal.db is damaged");
  },
};

function storeOf(store: string, known?: TestTill, floor = known?.floor): Store {
  const till = known ?? openTestTill(folder, { store });
  const events: SyncEvent[] = [];
  const client = createSyncClient({
    hubUrl: hub.url,
    token: enrolAt(join(folder, "hub"), { store, till: "3" }),
    ...{ replica: till.replica, outbox: till.outbox, trustedRoot: keys.rootFile },
    floor: floor ?? till.floor,
    pollMs: 60_000,
    onEvent: (event) => events.push(event),
    surroundings: { nowMs: () => now.getTime() },
  });
  return { till, client, events };
}

/** Prices rise by so many cents. */
function release(cents: number, ring?: Ring) {
  const articles = sampleChain.articles.map((it) => ({ ...it, priceCents: it.priceCents + cents }));
  writeChain(join(folder, "chain"), { articles });
  const contents = channelsOf(readChain(join(folder, "chain")), keys.chainKey);
  return writeRelease({ contents, to, keys, now, ring });
}
const kill = (more: Partial<KillOptions>) => switchOff({ to, keys, now, by: "Anna", ...more });
const headNow = () => openEnvelope("head", readFileSync(join(to, "head.json")), keys.root);
const sign = (content: HeadContent) => writeHead({ to, keys, now }, readPrevious(to, keys), content);
async function releasesNow(): Promise<number[]> {
  const all: number[] = [];
  for (const { client, till } of Object.values(stores)) {
    await client.pullNow();
    all.push(await till.replica.activeRelease());
  }
  return all;
}
const off = ({ till }: Store) => till.rows("switched_off").map((row) => [row.promotion_id, row.reason]);
const first: Ring = { stores: ["0042"], permille: 0 };

test("HQ lost its head.json: tills take what is published next, and who publishes hears what must be said again", async () => {
  for (const reason of ["misprint", "still", "and still"]) await kill({ kill: ["P1"], reason });
  expect(await releasesNow()).toEqual([1, 1]);
  rmSync(join(to, "head.json"));
  const { warnings } = await publish({ from: join(folder, "chain"), to, keys: join(folder, "keys"), now });
  expect(warnings.map(({ code }) => code)).toContain("head-lost");
  expect(await releasesNow()).toEqual([2, 2]);
  expect(off(stores["0042"])).toEqual([["P1", "and still"]]);
  await kill({ kill: ["P1"], reason: "again" });
  await kill({ unkill: ["P1"] });
  await releasesNow();
  expect(off(stores["0042"])).toEqual([]);
});

describe("a promotion that headquarters switches off", () => {
  test("is off at every till at its next look, with the reason, and on again when they say so", async () => {
    expect(await releasesNow()).toEqual([1, 1]);
    await kill({ kill: ["P1"], reason: "misprint" });
    await releasesNow();
    const told = { kind: "switched-off", promotions: { P1: "misprint" } };
    for (const store of Object.values(stores)) {
      expect(off(store)).toEqual([["P1", "misprint"]]);
      expect(store.events).toContainEqual(told);
      store.events.length = 0;
    }
    // Once is enough, and the next release changes nothing about it.
    await release(10);
    expect(await releasesNow()).toEqual([2, 2]);
    expect(off(stores["0042"])).toEqual([["P1", "misprint"]]);
    expect(stores["0042"].events).not.toContainEqual(told);
    await kill({ unkill: ["P1"] });
    await releasesNow();
    expect(off(stores["0042"])).toEqual([]);
    expect(stores["0043"].events).toContainEqual({ kind: "switched-off", promotions: {} });
  });

  test("is off at a till whose journal is damaged too, which takes no release and believes in no older state", async () => {
    await releasesNow();
    await kill({ kill: ["P1"] });
    await kill({ unkill: ["P1"] });
    const before = readFileSync(join(to, "head.json"));
    await kill({ kill: ["P1"], reason: "misprint" });
    await release(10);
    const { till } = stores["0042"];
    const blind = storeOf("0042", till, unreadable);
    expect(await blind.client.pullNow()).toMatchObject({ ok: false, message: "journal.db is damaged" });
    expect([off(blind), await till.replica.activeRelease()]).toEqual([[["P1", "misprint"]], 1]);
    writeFileSync(join(to, "head.json"), before);
    const again = storeOf("0042", till, unreadable);
    expect(await again.client.pullNow()).toMatchObject({ ok: false, code: "rollback" });
    expect(off(again)).toEqual([["P1", "misprint"]]);
    await Promise.all([blind.client.stop(), again.client.stop()]);
  });

  test("is off where the release is refused, and where the one on trial is not for this store", async () => {
    await releasesNow();
    stores["0042"].till.refuses = "golden baskets differ";
    await release(10, first);
    await kill({ kill: ["P1"] });
    expect(await releasesNow()).toEqual([1, 1]);
    expect(stores["0042"].client.status().down.problem?.code).toBe("release-rejected");
    for (const store of Object.values(stores)) expect(off(store)).toEqual([["P1", ""]]);
  });

  test("must be one that a release in use has; who did what and when is written down", async () => {
    await expect(kill({ kill: ["P99"] })).rejects.toThrow("no release in use has a promotion P99");
    await expect(kill({ unkill: ["P1"] })).rejects.toThrow("P1 is not switched off: nothing is");
    await kill({ kill: ["P1"], reason: "misprint" });
    expect(history(to)).toEqual([
      { at: now.toISOString(), by: "Anna", what: "kill", off: ["P1"], on: [], reason: "misprint", head: 2 },
    ]);
  });

  test("is on again under a lower number, as after keys that a thief signed the highest with", async () => {
    await releasesNow();
    await kill({ kill: ["P1"], reason: "misprint" });
    const { release: all, kill: own } = headNow();
    const thiefs = snapshotOf({ channel: "kill", rows: [] }, 9_000_000);
    const { bytes, entry } = await encodeChannelFile(thiefs);
    writeFileSync(join(to, entry.path), bytes);
    sign({
      release: all,
      kill: { ...own!, version: thiefs.to, digest: thiefs.digestAfter, files: [entry] },
    });
    await releasesNow();
    expect(off(stores["0042"])).toEqual([]);
    sign({ release: all, kill: own });
    await releasesNow();
    expect(off(stores["0042"])).toEqual([["P1", "misprint"]]);
  });

  test("a head that names something else than what is switched off changes nothing", async () => {
    await releasesNow();
    await kill({ kill: ["P1"] });
    const { kill: named, release: all } = headNow();
    sign({ release: all, kill: { ...named!, digest: "1".repeat(64) } });
    const outcome = await stores["0042"].client.pullNow();
    expect(outcome).toMatchObject({ ok: false, code: "malformed" });
    expect(off(stores["0042"])).toEqual([]);
  });
});

describe("a release on trial", () => {
  test("goes to the stores of its ring, ring after ring, and to all in the end", async () => {
    await releasesNow();
    expect(await release(10, first)).toMatchObject({ release: 2, ring: first });
    expect(await releasesNow()).toEqual([2, 1]);
    const { release: all, candidate } = headNow();
    sign({ release: all, candidate: { ...candidate!, ring: { stores: ["0042", "0043"], permille: 0 } } });
    expect(await releasesNow()).toEqual([2, 2]);
    sign({ release: entryOf(to, 2) });
    expect(await releasesNow()).toEqual([2, 2]);
    expect(Object.values(stores).map(({ client }) => client.status().down.problem)).toEqual([null, null]);
    for (const { till } of Object.values(stores)) expect(await till.floor.highest("release")).toBe(2);
  });

  test("is skipped by tills that know nothing of trials: the release for all stands where it always stood", async () => {
    await release(10, first);
    expect(headNow().release.version).toBe(1);
  });

  test("that is undone comes back under a higher number: nobody goes back, and the floor stays right", async () => {
    await releasesNow();
    await release(10, first);
    expect(await releasesNow()).toEqual([2, 1]);
    const undone = await publishAgain({ undo: 1, to, keys: join(folder, "keys"), now });
    expect(undone.release).toBe(3);
    expect(await releasesNow()).toEqual([3, 3]);
    const pasta = sampleChain.articles[0]!;
    for (const { till } of Object.values(stores))
      expect(till.rows("article")).toContainEqual(
        expect.objectContaining({ article: pasta.article, price_cents: pasta.priceCents }),
      );
  });

  test("that is mended goes first to whoever has it", async () => {
    await releasesNow();
    await release(10, first);
    await releasesNow();
    expect(await release(20, { stores: ["0043"], permille: 0 })).toMatchObject({ release: 3 });
    expect(await releasesNow()).toEqual([3, 3]);
  });

  test("stays where it is when its ring shrinks, and the till waits for the next number", async () => {
    await releasesNow();
    await release(10, first);
    await releasesNow();
    const { release: all, candidate } = headNow();
    sign({ release: all, candidate: { ...candidate!, ring: { stores: [], permille: 0 } } });
    expect(await releasesNow()).toEqual([2, 1]);
    expect(stores["0042"].client.status().down).toMatchObject({ problem: null, release: 2 });
  });

  test("that a new till of the ring refuses leaves it the release for all", async () => {
    await release(10, first);
    const { till, client, events } = stores["0042"];
    const { activate } = till.replica;
    const picky = (number: number, files: Parameters<typeof activate>[1]) => {
      till.refuses = number === 2 ? "golden baskets differ" : undefined;
      return activate(number, files);
    };
    Object.assign(till.replica, { activate: picky });
    expect(await client.pullNow()).toMatchObject({ ok: false, code: "release-rejected" });
    expect(await till.replica.activeRelease()).toBe(1);
    expect(events.map(({ kind }) => kind)).toEqual(["reached", "activated", "rejected"]);
  });

  test("is never only gone: a head without it is an old state to who has had it", async () => {
    await releasesNow();
    await release(10, first);
    expect(await releasesNow()).toEqual([2, 1]);
    const { release: all } = headNow();
    sign({ release: all });
    const message = expect.stringContaining("HQ offers release on trial 1, but this till has trusted 2");
    expect(await stores["0042"].client.pullNow()).toMatchObject({ ok: false, code: "rollback", message });
    expect(await stores["0043"].client.pullNow()).toMatchObject({ ok: true });
  });

  test("must lie above the release for all", async () => {
    await releasesNow();
    await release(10);
    const ring = { stores: ["0042"], permille: 0 };
    expect(() => sign({ release: entryOf(to, 2), candidate: { release: entryOf(to, 1), ring } })).toThrow(
      "not above the one for all",
    );
  });
});

describe("rings", () => {
  test("hold one another, and about as many stores of a chain as they say", () => {
    const chain = Array.from({ length: 10_000 }, (_, n) => `store-${n}`);
    const share = (permille: number) => chain.filter((store) => isIn({ stores: [], permille }, store)).length;
    expect([share(0), share(1000)]).toEqual([0, 10_000]);
    expect(Math.abs(share(10) - 100)).toBeLessThan(40);
    expect(Math.abs(share(100) - 1000)).toBeLessThan(120);
    expect(holds({ stores: [], permille: 100 }, { stores: [], permille: 10 })).toBe(true);
    expect(holds({ stores: [], permille: 100 }, first)).toBe(placeOf("0042") < 100);
    expect(holds({ stores: ["0042"], permille: 10 }, first)).toBe(true);
  });
});
