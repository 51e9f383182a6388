/**
 * A chain's history, publication after publication, and tills that take it at any age: new ones, some that looked the day
 * before, some that were away for most of it. Publisher, files, clients and replicas are real; a till checks each digest itself.
 */

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openReplica } from "../../agent/store/replica.ts";
import { ean13 } from "../../drivers/codes/check-digit.ts";
import { between, type Draw, drawFrom, once, pick } from "../../engine/random-shop/draw.ts";
import { createSyncClient } from "../../sync/client/client.ts";
import { sampleChain, writeChain } from "../../sync/fixture/chain.ts";
import { initKeys, loadPublisherKeys } from "../../sync/publish/init-keys.ts";
import { publish, publishAgain } from "../../sync/publish/publish.ts";
import type { Release } from "../../sync/release/metadata.ts";
import { floorInMemory, noOutbox } from "../bench/client-parts.ts";

interface Till {
  /** The release that it began with. */
  readonly since: number;
  /** What went wrong; undefined: it has the newest release, and what that says. */
  look(): Promise<string | undefined>;
  close(): Promise<void>;
}

/** The tills'. */
const STORE = "0042";
/** Tills that go on looking, now and then. */
const KEPT = 6;

/** What went wrong, till by till. */
export async function tillsOfAnyAge(seed: number, publications: number): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-ages-"));
  const [from, to, keys] = [join(folder, "chain"), join(folder, "releases"), join(folder, "keys")];
  initKeys(keys, { rootKeys: 1, rootThreshold: 1 });
  const { rootFile } = loadPublisherKeys(keys);
  const draw = drawFrom(seed);
  const chain = changingChain(draw);
  const wrong: string[] = [];
  const kept: Till[] = [];
  let release = 0;
  let opened = 0;
  const newTill = () => tillOf(join(folder, `${opened++}.db`), to, rootFile, release);
  const look = async (till: Till) => {
    const why = await till.look();
    if (why !== undefined) wrong.push(`seed ${seed}, release ${release}, a till since ${till.since}: ${why}`);
  };
  try {
    for (let n = 0; n < publications; n += 1) {
      writeChain(from, chain.parts());
      writeZones(join(from, "articles"), chain.zones());
      const now = new Date();
      const wholeMax = chain.wholeMax();
      const done =
        release > 3 && once(draw, 12)
          ? await publishAgain({ undo: between(draw, 1, release - 1), to, keys, now, wholeMax })
          : await publish({ from, to, keys, now, wholeMax, force: once(draw, 10) });
      release = done.release;
      const fresh = newTill();
      await look(fresh);
      for (const till of kept) if (once(draw, 6)) await look(till);
      if (once(draw, 4)) kept.push(fresh);
      else await fresh.close();
      if (kept.length > KEPT) await kept.splice(between(draw, 0, KEPT - 1), 1)[0]!.close();
      chain.change();
    }
    for (const till of kept) await look(till);
    return wrong;
  } finally {
    await Promise.all(kept.map((till) => till.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `npm run test:long -- any-age 200`: so many chains of 60 publications. */
export async function anyAgeForLong(runs: number): Promise<void> {
  const wrong: string[] = [];
  for (let seed = 1; seed <= runs; seed += 1) {
    wrong.push(...(await tillsOfAnyAge(seed, 60)));
    if (seed % 10 === 0 || seed === runs) console.log(`${seed} chains: ${wrong.length} failures`);
  }
  console.log(wrong.join("\n"));
  if (wrong.length > 0) process.exitCode = 1;
}

function writeZones(folder: string, zones: Readonly<Record<string, readonly object[]>>): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const [name, articles] of Object.entries(zones))
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(articles));
}

/** HQ's folder, in which articles, cards, coupons, promotions, stores and price zones come, change, go and come back. */
function changingChain(draw: Draw) {
  const [[article], [card]] = [sampleChain.articles, sampleChain.cards];
  const articles = new Map<string, object>();
  const cards = new Map<string, object>();
  const codes = new Map<string, object>();
  const numbers = { article: 0, card: 0, code: 0 };
  const numbered = (prefix: string, n: number) => ean13(prefix + String(n).padStart(12 - prefix.length, "0"));
  const putArticle = (number: string) =>
    articles.set(number, { ...article, article: number, priceCents: between(draw, 100, 103) });
  const putCard = (number: string) =>
    cards.set(number, {
      ...{ ...card, number, tier: pick(draw, ["gold", "silver"]), balances: {} },
      ...(once(draw, 4) && { home: STORE }),
    });
  const putCode = (code: string) =>
    codes.set(code, { code, series: "SPRING5", status: pick(draw, ["issued", "withdrawn"]) });
  // Small channels get a snapshot often, large ones are changed for long before they do.
  for (let left = between(draw, 10, 400); left > 0; left -= 1) putArticle(numbered("80", numbers.article++));
  for (let left = between(draw, 10, 400); left > 0; left -= 1) putCard(numbered("26", numbers.card++));
  for (let left = between(draw, 10, 400); left > 0; left -= 1) putCode(numbered("99", numbers.code++));
  const rates = [3, 30, 150];
  const times = (what: () => void) => {
    if (once(draw, 3)) return;
    for (let left = between(draw, 1, pick(draw, rates)); left > 0; left -= 1) what();
  };
  const some = (all: ReadonlyMap<string, unknown>) => pick(draw, [...all.keys()]);
  const isMore = { promotion: false, store: true, group: false, zone: false, own: false };
  /** One day there are too many cards and coupons for a channel. */
  const sharded = between(draw, 0, 40);
  let day = 0;
  return {
    change() {
      day += 1;
      times(() => putArticle(once(draw, 5) ? numbered("80", numbers.article++) : some(articles)));
      times(() => (cards.size > 5 && once(draw, 4) ? cards.delete(some(cards)) : putCard(some(cards))));
      times(() => putCode(once(draw, 3) ? numbered("99", numbers.code++) : some(codes)));
      if (once(draw, 3)) isMore.promotion = !isMore.promotion;
      if (once(draw, 8)) isMore.store = !isMore.store;
      for (const part of ["group", "zone", "own"] as const) if (once(draw, 4)) isMore[part] = !isMore[part];
    },
    wholeMax: () => (day < sharded ? 250_000 : 5),
    zones() {
      const dearer = () => Array.from({ length: between(draw, 0, 5) }, () => some(articles));
      const differences = () =>
        [...new Set(dearer())].map((number) => ({ article: number, priceCents: between(draw, 90, 99) }));
      return {
        ...(isMore.zone && isMore.group && { umbria: differences() }),
        ...(isMore.own && { [STORE]: differences() }),
      };
    },
    parts() {
      const { rules, config, coupons } = sampleChain;
      const [first] = rules.promotions;
      return {
        articles: [...articles.values()],
        cards: [...cards.values()],
        coupons: { ...coupons, codes: [...codes.values()] },
        rules: { ...rules, promotions: isMore.promotion ? [first, { ...first, id: "P2" }] : [first] },
        config: {
          ...config,
          stores: config.stores
            .slice(0, isMore.store ? 2 : 1)
            .map((store) => ({ ...store, storeGroups: isMore.group ? ["umbria"] : [] })),
        },
      };
    },
  };
}

/** It reads HQ's files by their paths, as any web server has them. */
function tillOf(path: string, releases: string, trustedRoot: string | Uint8Array, since: number): Till {
  const replica = openReplica(path, STORE);
  const client = createSyncClient({
    ...{ hubUrl: "http://hq", token: { now: () => "", corrected: () => false }, trustedRoot, pollMs: 60_000 },
    ...{ replica, outbox: noOutbox("e".repeat(32)), floor: floorInMemory() },
    surroundings: {
      fetch: async (url) => {
        const file = join(releases, new URL(String(url)).pathname.slice("/releases/".length));
        return existsSync(file) ? new Response(readFileSync(file)) : new Response("", { status: 404 });
      },
    },
    onEvent: () => {},
  });
  return {
    since,
    async look() {
      const { release: newest } = JSON.parse(readFileSync(join(releases, "head.json"), "utf8")).signed;
      const said = await client.pullNow();
      const has = await replica.activeRelease();
      if (!said.ok) return `${said.code}: ${said.message}`;
      if (has !== newest.version) return `stays at ${has}`;
      const { channels } = JSON.parse(readFileSync(join(releases, `release/${has}.json`), "utf8"))
        .signed as Release;
      const own = channels.filter(({ stores }) => stores === undefined || stores.includes(STORE));
      const listed = own.map(({ channel }) => channel).sort();
      const holds = [...(await replica.versions()).keys()].sort();
      return holds.join() === listed.join() ? undefined : `holds ${holds} instead of ${listed}`;
    },
    async close() {
      await client.stop();
      replica.close();
    },
  };
}
