/**
 * The shop in miniature, set up as a real one is: HQ has keys and publishes, the hub serves as a process of its own,
 * the till is another process with its own folder, scanner and printer hang on cables (of TCP).
 */

import { copyFileSync, existsSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type EmulatedReceipt,
  type PrinterEmulator,
  startPrinterEmulator,
} from "../../drivers/printers/emulator/printer-emulator.ts";
import { askHub, enrolCode } from "../../sync/client/operator.ts";
import { enrol } from "../../sync/enrol/enrol.ts";
import type { SaleRow } from "../../sync/hub/store.ts";
import { loadHubSecret, operatorToken } from "../../sync/hub/token.ts";
import { makeFolder } from "../../sync/make-folder.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { publish } from "../../sync/publish/publish.ts";
import type { AgentConfigInput } from "../config.ts";
import { type Child, startChild } from "./child.ts";
import { issueCoupons } from "./issue-coupons.ts";
import { startVirtualScanner, type VirtualScanner } from "./virtual-scanner.ts";

const chainFolder = fileURLToPath(new URL("../../demo/chain", import.meta.url));

export const store = "0042";
export const till = "1";

export interface ShopOptions {
  /** Keeps keys, releases, the hub's database and the till's folder from one start to the next. */
  readonly dataDir: string;
  /** Where a POS connects; 0 is any free port. */
  readonly posPort: number;
  readonly language: "it" | "en";
}

export interface Shop {
  readonly release: number;
  /** Single-use coupons made at this start, by the names that recorded sales have for them. */
  readonly freshCoupons: Readonly<Record<string, string>>;
  readonly posPort: number;
  readonly tillDir: string;
  readonly hubUrl: string;
  readonly scanner: VirtualScanner;
  /** What came out of the printer, in order. */
  readonly receipts: readonly EmulatedReceipt[];
  readonly printer: PrinterEmulator;
  /** The line to HQ goes down: the hub's process is ended. */
  closeHub(): Promise<void>;
  /** The same hub again, at the same address with the same database. */
  reopenHub(): Promise<void>;
  /** The sales that reached HQ since this start. Throws when it can't be reached. */
  salesAtHq(): Promise<readonly HqSale[]>;
  close(): Promise<void>;
}

/** A sale as the hub lists it. */
export type HqSale = SaleRow;

/** Publishes this start's release, starts hub and agent, and resolves when a POS can connect. */
export async function openShop({ dataDir, posPort, language }: ShopOptions): Promise<Shop> {
  const folder = (name: string) => join(dataDir, name);
  makeFolders(["hub", "till"].map(folder));
  if (!existsSync(folder("keys/root.json"))) initKeys(folder("keys"));

  // What each till is handed together with its certificate.
  copyFileSync(folder("keys/chain.key"), folder("hub/chain.key"));

  const { codes, file: coupons } = issueCoupons(dataDir, "BENVENUTO5", 2);
  const { release } = await publish({
    from: chainFolder,
    to: folder("releases"),
    keys: folder("keys"),
    coupons,
    now: new Date(),
  });

  const receipts: EmulatedReceipt[] = [];
  const scanner = await startVirtualScanner();
  const printer = await startPrinterEmulator({
    columns: 42,
    onReceipt: (receipt) => void receipts.push(receipt),
  });
  const startHub = (port: number) =>
    startChild(["hub", "--data", folder("hub"), "--releases", folder("releases"), "--port", String(port)]);

  let hub: Child | undefined;
  let agent: Child | undefined;
  const close = async () => {
    await agent?.stop();
    await hub?.stop();
    await Promise.all([scanner.close(), printer.close()]);
  };
  try {
    hub = await startHub(0);
    const hubUrl = String(hub.ready.url);
    const operator = { hubUrl, token: operatorToken(loadHubSecret(folder("hub"))) };
    const { code } = await enrolCode(operator, { store, till });
    await enrol({ hubUrl, code, dataDir: folder("till"), machine: hostname() });
    const config: AgentConfigInput = {
      store,
      till,
      dataDir: folder("till"),
      language,
      pos: { port: posPort },
      hq: { url: hubUrl, pollSeconds: 0.5 },
      scanner: { kind: "tcp", host: "127.0.0.1", port: scanner.port },
      printer: { kind: "tcp", host: "127.0.0.1", port: printer.port, profile: "generic-80mm-42" },
    };
    writeFileSync(folder("till/config.json"), `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
    agent = await startChild(["agent", "--config", folder("till/config.json")]);

    const salesAfter = async (position: number): Promise<readonly HqSale[]> => {
      const asked = `/v1/sales?store=${store}&since=${position}&limit=1000`;
      const { sales } = (await askHub(operator, asked)) as { sales: HqSale[] };
      const last = sales.at(-1);
      return last === undefined ? [] : [...sales, ...(await salesAfter(last.position))];
    };
    const before = (await salesAfter(0)).at(-1)?.position ?? 0;

    return {
      release,
      freshCoupons: Object.fromEntries(codes.map((code, index) => [`BUONO_${index + 1}`, code])),
      posPort: Number(agent.ready.port),
      tillDir: folder("till"),
      hubUrl,
      scanner,
      receipts,
      printer,
      async closeHub() {
        await hub?.stop();
        hub = undefined;
      },
      async reopenHub() {
        hub ??= await startHub(Number(new URL(hubUrl).port));
      },
      salesAtHq: () => salesAfter(before),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function makeFolders(folders: readonly string[]): void {
  try {
    for (const folder of folders) makeFolder(folder, 0o700);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw Object.assign(new Error(`The data folder can't be made: ${message}.`, { cause: error }), { code });
  }
}
