/** Two tills of one store and the HQ that they hand their sales over by. */

import { randomInt } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { enrolCode } from "../../sync/client/operator.ts";
import { type Hub, startHub } from "../../sync/hub/hub.ts";
import { loadHubSecret, operatorToken } from "../../sync/hub/token.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import type { Profile } from "../pos/profile.ts";
import type { Language } from "../texts/language.ts";
import { type OwnAgent, STORE, startOwnAgent } from "./own-agent.ts";
import type { Where } from "./wire.ts";

export interface TwoTills {
  readonly where: readonly [Where, Where];
  /** Till 8, which gives up a completion sooner than its journal does. */
  readonly hasty: OwnAgent;
  hq(is: "away" | "back"): Promise<void>;
  /** Whatever was done to them is taken back. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** Less than the second for which a journal waits for its file. */
const HASTY_MS = 300;
/** Ports that somebody else has. */
const TRIES_MAX = 10;

/** On a port that can be had again: the system gives out none below 32,768 by itself. */
async function startAside(start: (port: number) => Promise<Hub>): Promise<Hub> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await start(randomInt(10_000, 32_000));
    } catch (error) {
      if (tries === TRIES_MAX) throw error;
    }
  }
}

/** Tills 8 and 9. `program`: what Node begins their processes with; default this program's own file. */
export async function startTwoTills(
  profile: Profile,
  language: Language,
  secret: Uint8Array,
  program?: string,
): Promise<TwoTills> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-conformance-hq-"));
  const file = (name: string) => join(folder, name);
  let hub: Hub | undefined;
  const agents: OwnAgent[] = [];
  const close = async () => {
    for (const agent of agents) await agent.close();
    await hub?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    for (const name of ["hub", "releases/root"]) mkdirSync(file(name), { recursive: true });
    initKeys(file("keys"), { rootKeys: 1, rootThreshold: 1 });
    copyFileSync(file("keys/chain.key"), file("hub/chain.key"));
    copyFileSync(file("keys/root.json"), file("releases/root/1.json"));
    const start = (port: number) => startHub({ dataDir: file("hub"), releasesDir: file("releases"), port });
    hub = await startAside(start);
    const { url } = hub;
    const operator = { hubUrl: url, token: operatorToken(loadHubSecret(file("hub"))) };
    const open = async (till: string) => {
      const { code } = await enrolCode(operator, { store: STORE, till });
      const hq = { url, code };
      const hasty = till === "8" ? { completeMs: HASTY_MS } : {};
      const agent = await startOwnAgent(profile, language, { secret, till, program, hq, ...hasty });
      agents.push(agent);
      return agent;
    };
    const opening = ["8", "9"].map(open);
    await Promise.allSettled(opening);
    const [eight, nine] = await Promise.all(opening);
    const hq: TwoTills["hq"] = async (is) => {
      const was = hub;
      hub = undefined;
      if (is === "away") await was?.close();
      else hub = was ?? (await start(Number(new URL(url).port)));
    };
    return {
      where: [eight!.where, nine!.where],
      hasty: eight!,
      hq,
      async restore() {
        eight!.freeJournal();
        await hq("back");
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
