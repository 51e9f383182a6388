/**
 * The real agent, as a process of its own in a temporary folder, with the kit's chain: to be killed without warning, and
 * kept from its disk.
 */

import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { enrol } from "../../sync/enrol/enrol.ts";
import { readChain } from "../../sync/publish/chain-folder.ts";
import { channelsOf } from "../../sync/publish/channels.ts";
import { snapshotOf } from "../../sync/publish/write-release.ts";
import { loadChainKey } from "../../sync/release/token.ts";
import type { AgentConfigInput } from "../config.ts";
import { type Child, startChild } from "../demo/child.ts";
import { startVirtualScanner, type VirtualScanner } from "../demo/virtual-scanner.ts";
import type { Profile } from "../pos/profile.ts";
import { openReplica } from "../store/replica.ts";
import type { Language } from "../texts/language.ts";
import { chainFolder } from "./chain-folder.ts";
import type { TwoTills } from "./two-tills.ts";
import type { Where } from "./wire.ts";

export const STORE = "0042";
/** The kit judges what is answered, not how fast a vendor's laptop is. */
const PATIENT = { lineMs: 20_000, lookUpMs: 20_000, subtotalMs: 20_000, completeMs: 20_000 };

export interface OwnAgent {
  /** Another port after each crash. */
  readonly where: Where;
  readonly secret: Uint8Array;
  readonly secretFile: string;
  /** Two other tills of its store, with an HQ: started when they are first needed, with the same secret. */
  twoTills(): Promise<TwoTills>;
  /** Ends it as a power switch would, and starts it again. */
  crash(): Promise<void>;
  /** Nobody can write its journal, until `freeJournal`. */
  lockJournal(): void;
  freeJournal(): void;
  /** Present where the agent owns the scanner. */
  readonly scanner: VirtualScanner | undefined;
  unplugScanner(): Promise<void>;
  plugScanner(): Promise<void>;
  /** Whatever was done to it is taken back. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

export interface OwnAgentOptions {
  /** Of the POS that is tried; without it the agent makes one. */
  readonly secret?: Uint8Array | undefined;
  readonly till?: string;
  /** What Node begins its process with; default this program's own file. */
  readonly program?: string | undefined;
  /** An HQ, and its code for this till. */
  readonly hq?: { readonly url: string; readonly code: string };
  /** For a completion; without it there is time enough for whatever a laptop does. */
  readonly completeMs?: number;
}

/** @param profile built in or a vendor's own */
export async function startOwnAgent(
  profile: Profile,
  language: Language,
  { secret: given, till = "1", program, hq, completeMs = PATIENT.completeMs }: OwnAgentOptions = {},
): Promise<OwnAgent> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-conformance-"));
  const file = (name: string) => join(folder, name);
  let scanner: VirtualScanner | undefined;
  let unplugged = false;
  let lock: Database.Database | undefined;
  let child: Child | undefined;
  let tills: Promise<TwoTills> | undefined;
  const close = async () => {
    freeJournal();
    await (await tills?.catch(() => undefined))?.close();
    await child?.stop();
    if (!unplugged) await scanner?.close();
    // Windows lets no file go that a virus scanner has just opened.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    if (hq) await enrol({ hubUrl: hq.url, code: hq.code, dataDir: folder, machine: "conformance kit" });
    else writeFileSync(file("chain.key"), randomBytes(32).toString("hex"));
    await fillReplica(folder);
    if (given) writeFileSync(file("pos.secret"), Buffer.from(given).toString("hex"), { mode: 0o600 });
    mkdirSync(file("profiles"));
    writeFileSync(file("profiles/own.json"), JSON.stringify(profile));
    if (profile.abilities.scanner === "agent") scanner = await startVirtualScanner();
    const config: AgentConfigInput = {
      store: STORE,
      till,
      dataDir: folder,
      language,
      ballastMb: 0,
      pos: { port: 0, profile: profile.name, deadlines: { ...PATIENT, completeMs } },
      ...(hq && { hq: { url: hq.url, pollSeconds: 0.2 } }),
      ...(scanner && { scanner: { kind: "tcp", host: "127.0.0.1", port: scanner.port } }),
    };
    writeFileSync(file("config.json"), JSON.stringify(config));
    child = await start();
    await scanner?.connected();
    const secret = Buffer.from(readFileSync(file("pos.secret"), "utf8").trim(), "hex");
    return {
      get where() {
        return { host: "127.0.0.1", port: Number(child!.ready.port) };
      },
      secret,
      secretFile: file("pos.secret"),
      twoTills() {
        // With the hub and all it needs: loaded by whoever gets so far.
        tills ??= import("./two-tills.ts").then(({ startTwoTills }) =>
          startTwoTills(profile, language, secret, program),
        );
        return tills;
      },
      async crash() {
        process.kill(child!.pid, "SIGKILL");
        await child!.stop();
        child = await start();
        await scanner?.connected();
      },
      lockJournal() {
        lock = new Database(file("journal.db"));
        lock.exec("BEGIN IMMEDIATE");
      },
      freeJournal,
      get scanner() {
        return scanner;
      },
      async unplugScanner() {
        unplugged = true;
        await scanner?.close();
      },
      plugScanner,
      async restore() {
        freeJournal();
        if (unplugged) await plugScanner();
        await (await tills)?.restore();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }

  function start(): Promise<Child> {
    return startChild(["agent", "--config", file("config.json")], program);
  }

  async function plugScanner(): Promise<void> {
    scanner = await startVirtualScanner(scanner?.port);
    unplugged = false;
    await scanner.connected();
  }

  function freeJournal(): void {
    lock?.exec("ROLLBACK");
    lock?.close();
    lock = undefined;
  }
}

/** As the first sync with HQ leaves it. */
async function fillReplica(folder: string): Promise<void> {
  const chainKey = loadChainKey(join(folder, "chain.key"));
  const contents = channelsOf(readChain(chainFolder), chainKey);
  const replica = openReplica(join(folder, "replica.db"), STORE);
  await replica.activate(
    1,
    contents.map((content) => snapshotOf(content, 1)),
  );
  replica.close();
}
