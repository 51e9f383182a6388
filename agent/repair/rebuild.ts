/** A replica is set aside and made anew from HQ: by the agent where one runs, else here. The journal is only read. */

import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { setDefaultCACertificates } from "node:tls";
import { createHubHttp } from "../../sync/client/http.ts";
import { createPull } from "../../sync/client/pull.ts";
import { thisMachine } from "../../sync/client/surroundings.ts";
import { tokensOf } from "../../sync/enrol/token.ts";
import { SyncError } from "../../sync/protocol.ts";
import { untilFree } from "../../sync/until-free.ts";
import type { AgentConfig } from "../config.ts";
import { isLocked } from "../store/folder-lock.ts";
import { StoreError, setAside } from "../store/open.ts";
import { reachedRelease, rememberedVersion } from "../store/reached.ts";
import { askRepair, type RepairWish } from "../store/repair-request.ts";
import { inspectReplica, type OpenedReplica, openReplica } from "../store/replica.ts";

export interface Rebuilt {
  /** Who did it. */
  readonly by: "agent" | "here";
  /** Where the old file is; null where it was whole, and is in its place. */
  readonly broken: string | null;
  /** It was whole and set aside all the same, and HQ could not fill another: it is in its place again. */
  readonly putBack?: true;
  /** The release that the new one holds; 0: none yet. Absent: the agent fills it now. */
  readonly release?: number;
  /** Why HQ has not filled it. */
  readonly problem?: string;
}

/** An agent looks every second; reading a large replica takes a few. */
const AGENT_MS = 6_000;
const AGENT_BUSY_MS = 120_000;
const FILL_MS = 600_000;

/** Throws StoreError, or Error with a code where an agent runs that doesn't answer. */
export async function rebuildReplica(config: AgentConfig, wish: RepairWish): Promise<Rebuilt> {
  const { paths, store } = config;
  const running = await isLocked(paths.journal);
  const byAgent = await askRepair(paths.replica, wish, running ? AGENT_BUSY_MS : AGENT_MS);
  if (byAgent !== undefined) return { by: "agent", ...byAgent };
  if (running) {
    const message =
      "an agent runs here and does not take up what it is asked: restart it, which repairs its replica";
    throw Object.assign(new Error(message), { code: "agent-busy" });
  }
  const whole = wish === "rebuild" ? wholeRelease(config) : 0;
  const aside = wish === "rebuild" && existsSync(paths.replica) ? setAside(paths.replica) : undefined;
  const replica = openReplica(paths.replica, store, undefined, reachedRelease(paths.journal));
  let filled: Awaited<ReturnType<typeof fill>>;
  try {
    filled = await fill(config, replica);
  } finally {
    replica.close();
  }
  // A till without a line would have no promotions any more, for nothing.
  if (aside !== undefined && whole > 0 && filled.release === 0) {
    putBack(paths.replica, aside);
    return { by: "here", broken: null, putBack: true, ...filled, release: whole };
  }
  return { by: "here", broken: aside ?? replica.broken ?? null, ...filled };
}

/** The release that it holds; 0 where it is not whole, or not there. */
function wholeRelease({ paths, store }: AgentConfig): number {
  try {
    return inspectReplica(paths.replica, store, reachedRelease(paths.journal));
  } catch (error) {
    if (error instanceof StoreError) return 0;
    throw error;
  }
}

function putBack(path: string, aside: string): void {
  for (const suffix of ["-wal", "-shm", ""]) {
    rmSync(path + suffix, { force: true });
    if (existsSync(aside + suffix)) untilFree(() => renameSync(aside + suffix, path + suffix));
  }
}

async function fill(
  { hq, paths, store, till, dataDir }: AgentConfig,
  replica: OpenedReplica,
): Promise<Pick<Rebuilt, "release" | "problem">> {
  if (hq === undefined) return { release: 0, problem: "this till has no HQ to fill it" };
  try {
    if (hq.ca !== undefined) setDefaultCACertificates([readFileSync(hq.ca, "utf8")]);
    const token = tokensOf(dataDir, { store, till });
    const pull = createPull({
      http: createHubHttp({ hubUrl: hq.url, token, onAnswer() {} }),
      replica,
      // An older state is refused as ever. What is reached here the agent writes down at its next look at HQ.
      floor: { highest: async (name) => rememberedVersion(paths.journal, name), raise: async () => {} },
      trustedRoot: readFileSync(paths.trustedRoot),
      store: async () => store,
      surroundings: thisMachine,
    });
    await pull(AbortSignal.timeout(FILL_MS));
  } catch (error) {
    if (!(error instanceof SyncError) && !(error instanceof Error && "code" in error)) throw error;
    return { release: await replica.activeRelease(), problem: error.message };
  }
  return { release: await replica.activeRelease() };
}
