/** A store of three tills and HQ, each a machine of the LAN with its real programs; coupons that only this store may grant. */

import type { ChildProcess } from "node:child_process";
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connectPos, PosCallError, type PosClient } from "../../agent/client/connect.ts";
import { appliedOf } from "../../agent/testing/shop.ts";
import { ean13 } from "../../drivers/codes/check-digit.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { publish } from "../../sync/publish/publish.ts";
import { type Lan, openLan } from "./lan.ts";
import { arrived, killed, started } from "./program.ts";

export const TILLS = ["1", "2", "3"] as const;
export const LEAD_PORT = "7721";
const HUB_PORT = "7720";
const STORE = "0042";
/** Worth 5.00 from 20.00 on, each code once. */
const SERIES = "BENVENUTO5";
const SPAGHETTI = "8099010000102";
/** An agent that was killed is there again within this, on a machine that has other things to do. */
const COMES_BACK_MS = 30_000;

export interface Sold {
  readonly till: string;
  readonly saleId: string;
  readonly redeemed: readonly string[];
  /** What the cashier was told of the coupon. */
  readonly said: string;
}
export interface LeadSeen {
  readonly role: string;
  readonly ready: boolean;
  readonly connected: readonly string[];
  readonly lease: object | null;
}

export interface StoreLan {
  readonly lan: Lan;
  /** The file of HQ's books. */
  readonly hubDb: string;
  /** A code that nobody has shown yet. */
  newCode(): string;
  /** A customer with one coupon at that till, from the first article to the receipt; over the end of its agent too, if that comes back. */
  sell(till: string, code: string): Promise<Sold>;
  lead(till: string): Promise<LeadSeen | null>;
  /** Of a till, or of HQ (`hq`). */
  kill(machine: string): Promise<void>;
  start(machine: string): Promise<void>;
  /** Resolves when HQ has all that these tills recorded. */
  arrived(): Promise<void>;
  close(): Promise<void>;
}

/** @param folder an empty one. @param codes how many coupons there are */
export async function openStoreLan(folder: string, codes: number): Promise<StoreLan> {
  const lan = openLan(["hq", ...TILLS]);
  const at = (name: string) => join(folder, name);
  const tills = new Map<string, { readonly process: ChildProcess; readonly pos: PosClient }>();
  const all = Array.from({ length: codes }, (_, n) => ean13(`99500${String(n).padStart(7, "0")}`));
  let hub: ChildProcess | undefined;
  let [shown, sales] = [0, 0];

  const startedHub = () => {
    const words = ["--data", at("hub"), "--releases", at("releases")];
    return started(lan, "hq", ["hub", ...words, "--host", lan.address("hq"), "--port", HUB_PORT]);
  };

  /** As a POS does whose agent went away: connects anew and asks again. @param known the refusal that says that it was done */
  async function persistently<Answer>(
    till: string,
    method: string,
    params: object,
    known?: string,
  ): Promise<Answer> {
    for (const until = performance.now() + COMES_BACK_MS; ; await sleep(20))
      try {
        const pos = tills.get(till)?.pos;
        if (pos !== undefined) return await pos.call<Answer>(method, params);
        if (performance.now() > until) throw new Error(`till ${till} did not come back`);
      } catch (error) {
        const reason = error instanceof PosCallError ? error.reason : undefined;
        if (reason === known && known !== undefined) return {} as Answer;
        if (reason !== "connection-lost" && reason !== "completion-pending") throw error;
      }
  }

  const store: StoreLan = {
    lan,
    hubDb: at("hub/hub.db"),
    newCode() {
      if (shown === all.length) throw new Error(`${codes} coupons are not enough for this`);
      shown += 1;
      return all[shown - 1]!;
    },
    async sell(till, code) {
      sales += 1;
      const sale = { transactionId: `${till}-${sales}` };
      const line = { lineId: "1", article: SPAGHETTI, unitPriceCents: 119, quantity: "30" };
      const call = <Answer>(method: string, more: object = {}, known?: string) =>
        persistently<Answer>(till, method, { ...sale, ...more }, known);
      await call("transaction.begin", {}, "transaction-exists");
      await call("line.add", { line }, "line-exists");
      const { coupon } = await call<{ coupon: { outcome: string; reason?: string } }>("coupon.present", {
        code,
      });
      const evaluation = await call<{ totalCents: number; effects: object[] }>("transaction.subtotal");
      const { saleId, coupons } = await call<{ saleId: string; coupons: { redeemed: string[] } }>(
        "transaction.complete",
        {
          receipt: `R-${sale.transactionId}`,
          applied: appliedOf(evaluation),
          totalCents: evaluation.totalCents,
        },
      );
      return { till, saleId, redeemed: coupons.redeemed, said: coupon.reason ?? coupon.outcome };
    },
    async lead(till) {
      return (await tills.get(till)!.pos.call<{ lead: LeadSeen | null }>("agent.status")).lead;
    },
    async kill(machine) {
      if (machine === "hq") return killed(hub!);
      const { process, pos } = tills.get(machine)!;
      tills.delete(machine);
      await killed(process);
      await pos.close();
    },
    async start(till) {
      if (till === "hq") {
        hub = await startedHub();
        return;
      }
      const data = at(till);
      const process = await started(lan, till, ["agent", "--config", join(data, "config.json")]);
      const secret = readFileSync(join(data, "pos.secret"), "utf8");
      const path = join(data, "pos.sock");
      const pos = await connectPos({ path, secret, language: "en", timeoutMs: 30_000 });
      tills.set(till, { process, pos });
    },
    async arrived() {
      for (const till of TILLS) await arrived(join(at(till), "journal.db"));
    },
    async close() {
      for (const till of [...tills.keys()]) await store.kill(till);
      if (hub !== undefined) await store.kill("hq");
      lan.close();
    },
  };

  try {
    initKeys(at("keys"), { rootKeys: 1, rootThreshold: 1 });
    chainIn(at("chain"), lan, all);
    await publish({ from: at("chain"), to: at("releases"), keys: at("keys"), now: new Date() });
    mkdirSync(at("hub"));
    copyFileSync(at("keys/chain.key"), at("hub/chain.key"));
    hub = await startedHub();
    for (const till of TILLS) {
      const data = at(till);
      mkdirSync(join(data, "trust"), { recursive: true });
      enrolAt(at("hub"), { store: STORE, till }, data);
      copyFileSync(at("keys/root.json"), join(data, "trust/root.json"));
      copyFileSync(at("keys/chain.key"), join(data, "chain.key"));
      const hq = { url: `http://${lan.address("hq")}:${HUB_PORT}`, pollSeconds: 0.5 };
      const pos = { path: "pos.sock", deadlines: { lineMs: 5000, subtotalMs: 5000, completeMs: 5000 } };
      const config = { store: STORE, till, ballastMb: 1, pos, hq };
      writeFileSync(join(data, "config.json"), JSON.stringify(config));
    }
    await Promise.all(TILLS.map(store.start));
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** The sample chain, whose store lists its tills, and with coupons that are homed there and that nobody gives alone. */
function chainIn(folder: string, lan: Lan, codes: readonly string[]): void {
  cpSync(join(import.meta.dirname, "../../demo/chain"), folder, { recursive: true });
  rmSync(join(folder, "golden.json"));
  // biome-ignore lint/suspicious/noExplicitAny: a chain folder's JSON
  const change = (name: string, by: (content: any) => void) => {
    const file = join(folder, name);
    const content = JSON.parse(readFileSync(file, "utf8"));
    by(content);
    writeFileSync(file, JSON.stringify(content));
  };
  change("config.json", (config) => {
    const members = TILLS.map((till, priority) => {
      return { till, host: lan.address(till), port: Number(LEAD_PORT), priority };
    });
    config.stores.find(({ store }: { store: string }) => store === STORE).lan = { members };
    config.allowances = { tills: TILLS.length, days: 1, coupons: { [SERIES]: "refuse" } };
  });
  change("coupons.json", (coupons) => {
    coupons.codes = codes.map((code) => ({ code, series: SERIES, home: STORE }));
  });
}
