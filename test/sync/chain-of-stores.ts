/** For tests: a chain in one process. Publisher, hub, rollout and clients are real; a till is its replica and its outbox. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OpenedReplica, openReplica } from "../../agent/store/replica.ts";
import { openReplicaReader } from "../../agent/store/replica-reader.ts";
import { compile, evaluate } from "../../engine/index.ts";
import { readBasket, readContext, readRuleSet } from "../../engine/wire.ts";
import { createSyncClient, type SyncClient } from "../../sync/client/client.ts";
import { askHub } from "../../sync/client/operator.ts";
import { writeChain } from "../../sync/fixture/chain.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { openTestTill } from "../../sync/fixture/till.ts";
import { type Hub, startHub } from "../../sync/hub/hub.ts";
import { operatorToken } from "../../sync/hub/token.ts";
import { initKeys, loadPublisherKeys } from "../../sync/publish/init-keys.ts";
import { type PublishOptions, publish } from "../../sync/publish/publish.ts";
import { type RolloutHand, stepRollout } from "../../sync/rollout/rollout.ts";
import type { TillReport } from "../../sync/till-report.ts";

export const PASTA = "8076809513753";
const secret = "a secret of more than thirty-two characters";
const STEP_MS = 60_000;

type Health = NonNullable<TillReport["health"]>;

export interface ChainTill {
  readonly name: string;
  readonly store: string;
  readonly client: SyncClient;
  /** What it says of itself with its next report. */
  health: Health;
  /** Nothing is heard of it. */
  isGone: boolean;
  release(): Promise<number>;
  /** Three pastas, by the rules that it has. */
  sell(times: number): void;
  close(): Promise<void>;
}

export interface ChainOfStores {
  readonly folder: string;
  readonly tills: readonly ChainTill[];
  /** Moves with every step. */
  nowMs: number;
  hand(): RolloutHand;
  /** HQ's folder with these promotions, and whatever else is to be other than in the sample, is published. */
  publish(
    parts: Parameters<typeof writeChain>[1],
    more?: Partial<PublishOptions>,
  ): ReturnType<typeof publish>;
  /** A minute passes: tills look, sell, tell; the loop looks once. */
  step(sales: number): ReturnType<typeof stepRollout>;
  releases(): Promise<Readonly<Record<string, number>>>;
  close(): Promise<void>;
}

/** @param stores with two tills each in the first, one in the others */
export async function openChain(stores: readonly string[]): Promise<ChainOfStores> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-rollout-"));
  const [from, to, keys] = [join(folder, "chain"), join(folder, "releases"), join(folder, "keys")];
  initKeys(keys);
  const publisher = loadPublisherKeys(keys);
  let nowMs = 1_794_900_000_000;
  const dataDir = join(folder, "hub");
  const hub: Hub = await startHub({ dataDir, releasesDir: to, port: 0, secret, nowMs: () => nowMs });
  const operator = { hubUrl: hub.url, token: operatorToken(secret) };
  const ask = (path: string) => askHub(operator, path);
  const tills = stores.flatMap((store, at) =>
    (at === 0 ? ["1", "2"] : ["1"]).map((till) => openTill(store, till)),
  );

  function openTill(store: string, till: string): ChainTill {
    const rest = openTestTill(folder, { store, till });
    const path = join(folder, `replica-${store}-${till}.db`);
    const replica: OpenedReplica = openReplica(path, store);
    let sold = 0;
    const self: ChainTill = {
      name: `${store}/${till}`,
      store,
      isGone: false,
      health: { startedMs: 1, restarts: 0, evaluations: 0, p99Ms: 0 },
      client: createSyncClient({
        hubUrl: hub.url,
        token: enrolAt(dataDir, { store, till }, undefined, () => nowMs),
        ...{ replica, outbox: rest.outbox, floor: rest.floor, trustedRoot: publisher.rootFile },
        pollMs: 60_000,
        onEvent: () => {},
        report: async () => ({ version: "0", backlog: {}, health: self.health }),
        surroundings: { nowMs: () => nowMs },
      }),
      release: () => replica.activeRelease(),
      sell(times) {
        const reader = openReplicaReader(path);
        const rules = compile(readRuleSet(reader.ruleSet(), { unknown: "keep" }));
        reader.close();
        const line = { lineId: "1", article: PASTA, unitPriceCents: 119, quantity: "3" };
        const context = readContext({ at: "2026-11-17T10:00:00+01:00", store });
        const { totalCents, discountCents } = evaluate(rules, readBasket({ lines: [line] }), context);
        const bodies = Array.from({ length: times }, () => {
          sold += 1;
          return { saleId: `${self.name} sale ${sold}`, receipt: `${sold}`, totalCents, discountCents };
        });
        rest.appendAll("sales", "sale", bodies, nowMs);
        self.health = { ...self.health, evaluations: self.health.evaluations + times };
      },
      async close() {
        await self.client.stop();
        replica.close();
        rest.close();
      },
    };
    return self;
  }

  const chain: ChainOfStores = {
    folder,
    tills,
    get nowMs() {
      return nowMs;
    },
    set nowMs(value) {
      nowMs = value;
    },
    hand: () => ({ to, keys: publisher, now: new Date(nowMs), by: "the loop" }),
    publish(parts, more = {}) {
      writeChain(from, parts);
      return publish({ from, to, keys, now: new Date(nowMs), by: "Anna", ...more });
    },
    async step(sales) {
      nowMs += STEP_MS;
      for (const till of tills) {
        if (till.isGone) continue;
        await till.client.pullNow();
        till.sell(sales);
        await till.client.pushNow();
        await till.client.reportNow();
      }
      return stepRollout(chain.hand(), ask);
    },
    async releases() {
      const all = await Promise.all(tills.map(async (till) => [till.name, await till.release()] as const));
      return Object.fromEntries(all);
    },
    async close() {
      for (const till of tills) await till.close();
      await hub.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return chain;
}
