/**
 * What a publication costs HQ where the chain is large: a folder of a thousand stores in three price zones, 50,000 articles and
 * 100,000 cards, published the first time, then with one price changed, then with every card's balance. A process of its own
 * each time, as `tillside publish` is.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sampleChain, writeChain } from "../../sync/fixture/chain.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { round } from "./measure.ts";

const STORES = 1_000;
const GROUPS = ["north", "centre", "south"];
const ARTICLES = 50_000;
/** Each zone has its own price for so many of them. */
const ZONE_ARTICLES = 5_000;
const CARDS = 100_000;

export interface Publication {
  readonly seconds: number;
  readonly megabytes: number;
}

export interface LargeChain {
  readonly stores: number;
  readonly articles: number;
  readonly cards: number;
  readonly first: Publication;
  readonly onePrice: Publication;
  readonly allBalances: Publication;
  /** That every till reads of each release. */
  readonly releaseBytes: number;
  /** The same folder read as JSON, nothing checked and nothing written. */
  readonly readSeconds: number;
}

export function largeChainFigure(): LargeChain {
  const folder = mkdtempSync(join(tmpdir(), "tillside-bench-chain-"));
  const at = (name: string) => join(folder, name);
  initKeys(at("keys"));
  const write = (cents: number, points: number) =>
    writeChain(at("chain"), { articles: articlesOf(cents), cards: cardsOf(points), config });
  const publish = (): Publication => {
    const options = { from: at("chain"), to: at("releases"), keys: at("keys") };
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", PUBLISH], {
      env: { ...process.env, OPTIONS: JSON.stringify(options) },
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`the publication failed: ${stderr}`);
    return JSON.parse(stdout) as Publication;
  };
  try {
    write(0, 0);
    mkdirSync(at("chain/articles"));
    GROUPS.forEach((group, n) => {
      const own = articlesOf(0).slice(0, ZONE_ARTICLES);
      const differences = own.map(({ article, priceCents }) => ({ article, priceCents: priceCents + n + 1 }));
      writeFileSync(at(`chain/articles/${group}.json`), JSON.stringify(differences));
    });
    const start = performance.now();
    for (const name of ["articles", "cards", "config", ...GROUPS.map((group) => `articles/${group}`)])
      JSON.parse(readFileSync(at(`chain/${name}.json`), "utf8"));
    const readSeconds = round((performance.now() - start) / 1000);
    const first = publish();
    write(1, 0);
    const onePrice = publish();
    write(1, 1);
    const allBalances = publish();
    const releaseBytes = statSync(at("releases/release/3.json")).size;
    const chain = { stores: STORES, articles: ARTICLES, cards: CARDS };
    return { ...chain, first, onePrice, allBalances, releaseBytes, readSeconds };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const PUBLISH = `
  const { publish } = await import(${JSON.stringify(new URL("../../sync/publish/publish.ts", import.meta.url).href)});
  const start = performance.now();
  await publish({ ...JSON.parse(process.env.OPTIONS), now: new Date() });
  const seconds = Math.round(performance.now() - start) / 1000;
  console.log(JSON.stringify({ seconds, megabytes: Math.round(process.resourceUsage().maxRSS / 1000) }));`;

const config = {
  ...sampleChain.config,
  stores: Array.from({ length: STORES }, (_, n) => ({
    store: String(n).padStart(4, "0"),
    name: `Store ${n}`,
    storeGroups: [GROUPS[n % GROUPS.length]!],
  })),
};

/** @param cents more for the last of them, which no zone has otherwise */
function articlesOf(cents: number) {
  const more = Array.from({ length: ARTICLES }, (_, n) => ({
    ...sampleChain.articles[0]!,
    article: String(8_100_000_000_000 + n),
    text: `Article ${n}`,
    department: `${n % 20}/${n % 200}`,
    brand: `Brand ${n % 500}`,
    priceCents: 100 + (n % 900) + (n === ARTICLES - 1 ? cents : 0),
  }));
  return [...sampleChain.articles, ...more];
}

function cardsOf(points: number) {
  return Array.from({ length: CARDS }, (_, n) => ({
    ...sampleChain.cards[0]!,
    number: String(2_600_000_000_000 + n),
    balances: { points: points + (n % 5000) },
  }));
}
