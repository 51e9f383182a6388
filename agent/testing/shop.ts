/** A till in a temporary folder, for tests: a replica filled as sync would, then the real agent with its real threads. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ean13 } from "../../drivers/codes/check-digit.ts";
import type { ChannelFile, TableChange } from "../../sync/protocol.ts";
import { type ChannelRow, channelDigest, EMPTY_DIGEST, rowsOf } from "../../sync/release/channel-digest.ts";
import { cardToken, couponToken } from "../../sync/release/token.ts";
import { connectPos, type PosClient, type PosClientOptions } from "../client/connect.ts";
import { type AgentConfigInput, readConfig } from "../config.ts";
import { jsonLog } from "../log.ts";
import type { Agent } from "../main.ts";
import { loadProfiles } from "../pos/load-profiles.ts";
import { openReplica } from "../store/replica.ts";
import { shippedAgent } from "./entry.ts";
import { held } from "./held.ts";

export const PASTA = "8076809513753";
export const COFFEE = "8000070038028";
export const CARD = ean13("260000000001");
export const BLOCKED_CARD = ean13("260000000002");
/** Of other customers. */
export const OTHER_CARDS = [ean13("260000000003"), ean13("260000000004")] as const;
/** Unique codes of the series EURO1, each good for one sale. */
export const COUPONS = Array.from({ length: 20 }, (_, n) => ean13(`9900000001${String(n).padStart(2, "0")}`));
export const COUPON = COUPONS[0]!;
/** A unique code of a series that no promotion takes. */
export const IDLE_COUPON = ean13("990000000003");
/** A mass coupon whose time is over. */
export const OLD_COUPON = ean13("990000000002");

const chainKey = "c4".repeat(32);
const key = Buffer.from(chainKey, "hex");
const GENERIC = loadProfiles().profiles.get("generic")!;
type Row = ChannelRow[1];

/** Pasta 3 for 2, a coupon worth 1.00 from 2.00 on, one point a euro for card holders. */
export const promotions = [
  {
    id: "P1",
    name: { it: "Pasta 3x2", en: "Pasta 3 for 2" },
    layer: "offers",
    mechanics: [{ kind: "multi-buy", select: { of: [{ articles: [PASTA] }] }, buy: 3, reward: { free: 1 } }],
  },
  {
    id: "P2",
    name: { it: "Buono 1 euro", en: "1 euro coupon" },
    layer: "basket",
    requires: { kind: "coupon", series: "EURO1" },
    mechanics: [{ kind: "basket", amountCents: 100 }],
  },
  {
    id: "P3",
    name: { it: "Punti", en: "Points" },
    layer: "points",
    who: { card: true },
    mechanics: [{ kind: "points", account: "base", earn: { perStepCents: 100, points: 1 } }],
  },
];

/** What a customer saves by how he pays: with the store's card, or with points. */
export const savedByPaying = [
  {
    id: "TENDER",
    name: { it: "Carta del negozio -10 %", en: "Store card 10 % off" },
    layer: "tenders",
    mechanics: [{ kind: "tender", tenders: ["store-card"], percent: "10" }],
  },
  {
    id: "REWARD",
    name: { it: "1 euro per 50 punti", en: "1 euro for 50 points" },
    layer: "rewards",
    who: { card: true },
    mechanics: [{ kind: "reward", account: "base", points: 50, discount: { amountCents: 100 } }],
  },
];

export function rulesFile(
  version: number,
  offered: readonly object[] = promotions,
  currency = "EUR",
): ChannelFile {
  const layers = [
    { id: "offers", stage: "item", mode: "best" },
    { id: "basket", stage: "basket", mode: "stack" },
    { id: "rewards", stage: "reward", mode: "stack" },
    { id: "tenders", stage: "tender", mode: "stack" },
    { id: "points", stage: "earn", mode: "stack" },
  ];
  const setting = (name: string, value: unknown) => ({ name, json: JSON.stringify(value) });
  return snapshot("rules", version, {
    rule_setting: [setting("semantics", 1), setting("currency", currency), setting("layers", layers)],
    promotion: offered.map((promotion) => ({
      id: (promotion as { id: string }).id,
      json: JSON.stringify(promotion),
    })),
  });
}

/** @param settings more of HQ's configuration, by name */
export function shopFiles(
  version = 1,
  offered: readonly object[] = promotions,
  settings: Readonly<Record<string, unknown>> = {},
): ChannelFile[] {
  const article = { brand: "", supplier: "", flags: "[]", attributes: "{}" };
  const config = (name: string, value: unknown) => ({ name, json: JSON.stringify(value) });
  return [
    rulesFile(version, offered),
    snapshot("articles/0042", version, {
      article: [
        {
          ...article,
          article: PASTA,
          text: "Spaghetti n.5",
          department: "10",
          vat_rate: "4",
          price_cents: 119,
          regular_price_cents: 119,
        },
        {
          ...article,
          article: COFFEE,
          text: "Caffè",
          department: "20",
          vat_rate: "22",
          price_cents: 450,
          regular_price_cents: 450,
        },
      ],
    }),
    snapshot("cards/all", version, {
      card: [
        ...[CARD, ...OTHER_CARDS].map((number) => card(number, "active")),
        card(BLOCKED_CARD, "blocked"),
      ],
    }),
    snapshot("coupons/all", version, {
      coupon_series: [
        {
          series: "EURO1",
          name: "{}",
          valid_from: "2026-01-01",
          valid_to: "2099-12-31",
          single_use: 1,
          personal: 0,
          code: null,
        },
        {
          series: "IDLE",
          name: "{}",
          valid_from: "2026-01-01",
          valid_to: "2099-12-31",
          single_use: 1,
          personal: 0,
          code: null,
        },
        {
          series: "OLD",
          name: "{}",
          valid_from: "2020-01-01",
          valid_to: "2020-12-31",
          single_use: 0,
          personal: 0,
          code: OLD_COUPON,
        },
      ],
      coupon: [...COUPONS, IDLE_COUPON].map((code) => ({
        token: couponToken(key, code),
        series: code === IDLE_COUPON ? "IDLE" : "EURO1",
        card_token: null,
        valid_from: "2026-01-01",
        valid_to: "2099-12-31",
        status: "issued",
      })),
    }),
    snapshot("config", version, {
      config: [
        config("codes", {
          cards: [{ prefix: "26", length: 13, check: "ean13" }],
          coupons: [{ prefix: "99", length: 13, check: "ean13" }],
        }),
        config("store", { store: "0042", name: "Via Roma", storeGroups: ["north"], timeZone: "Europe/Rome" }),
        ...Object.entries(settings).map(([name, value]) => config(name, value)),
      ],
    }),
  ];
}

function card(number: string, status: string): Row {
  return {
    token: cardToken(key, number),
    key_id: "k1",
    status,
    tier: "gold",
    staff: 0,
    segments: "[]",
    attributes: "{}",
    balances: JSON.stringify({ base: 100 }),
    balance_at: "2026-01-01T00:00:00Z",
  };
}

/** A channel's snapshot out of whole rows. */
export function snapshot(
  channel: string,
  to: number,
  tables: Readonly<Record<string, readonly Row[]>>,
): ChannelFile {
  const changes: TableChange[] = Object.entries(tables).map(([table, rows]) => {
    const columns = Object.keys(rows[0] ?? {});
    return { table, columns, upserts: columns.map((column) => rows.map((row) => row[column]!)), deletes: [] };
  });
  const digestAfter = channelDigest(rowsOf({ tables: changes }));
  return { channel, schema: 1, from: 0, to, digestBefore: EMPTY_DIGEST, digestAfter, tables: changes };
}

/** A machine that is busy with other tests must not make answers empty. */
export const PATIENT = { lineMs: 20_000, lookUpMs: 20_000, subtotalMs: 20_000, completeMs: 20_000 };

export interface Shop {
  readonly folder: string;
  readonly journalPath: string;
  readonly replicaPath: string;
  /** What the agent has logged, parsed. */
  readonly log: Record<string, unknown>[];
  start(change?: Partial<AgentConfigInput>): Promise<Agent>;
  /** Whatever it is told is held to the contract. */
  pos(agent: Agent, options?: Partial<PosClientOptions>): Promise<PosClient>;
  /** Closes everything that was started and removes the folder. */
  close(): Promise<void>;
}

/** @param release what the replica holds at the start; null: nothing yet */
export async function openShop(
  release: readonly ChannelFile[] | null = shopFiles(),
  store = "0042",
): Promise<Shop> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-shop-"));
  const dataDir = join(folder, "data");
  mkdirSync(dataDir);
  writeFileSync(join(dataDir, "chain.key"), chainKey);
  const replicaPath = join(dataDir, "replica.db");
  if (release !== null) {
    const replica = openReplica(replicaPath, store);
    await replica.activate(1, release);
    replica.close();
  }
  const open: { close(): Promise<void> }[] = [];
  const log: Record<string, unknown>[] = [];
  return {
    folder,
    journalPath: join(dataDir, "journal.db"),
    replicaPath,
    log,
    async start(change = {}) {
      const pos = { port: 0, deadlines: PATIENT, ...change.pos };
      const config = readConfig({ store, till: "3", dataDir, ...change, pos });
      const { startAgent } = await shippedAgent();
      const agent = await startAgent(
        config,
        jsonLog((line) => log.push(JSON.parse(line))),
      );
      open.push(agent);
      return agent;
    },
    async pos(agent, options = {}) {
      const secret = readFileSync(join(dataDir, "pos.secret"), "utf8");
      const client = await connectPos({
        port: agent.port,
        secret,
        language: "en",
        timeoutMs: 30_000,
        ...options,
      });
      open.push(client);
      return held(client, options.profile ?? GENERIC);
    },
    async close() {
      for (const one of open.splice(0).reverse()) await one.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A wire line; the article master fills the rest. */
export function line(lineId: string, article = PASTA, unitPriceCents = 119, quantity = "1") {
  return { lineId, article, unitPriceCents, quantity };
}

/** What the POS applies when it does exactly what it was told. */
export function appliedOf(evaluation: { readonly effects: readonly object[] }) {
  type Modifier = {
    kind: string;
    promotionId: string;
    amountCents: number;
    shares: { lineId: string; amountCents: number }[];
  };
  return (evaluation.effects as Modifier[])
    .filter(({ kind }) => kind === "price-modifier")
    .map(({ promotionId, amountCents, shares }) => ({
      promotionId,
      amountCents,
      shares: shares.map(({ lineId, amountCents: cents }) => ({ lineId, amountCents: cents })),
    }));
}
