/** What the sync worker says to HQ and hears from it. Loaded only where there is an HQ, once the replica is in order. */

import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { setDefaultCACertificates } from "node:tls";
import type { Claim } from "../../sync/claims/claims.ts";
import type { Moment } from "../../sync/claims/lease-clock.ts";
import { claimsAtHq } from "../../sync/client/claims.ts";
import {
  createSyncClient,
  type SyncClient,
  type SyncEvent,
  type SyncStatus,
} from "../../sync/client/client.ts";
import { usesAtHq } from "../../sync/client/customer-uses.ts";
import { createHubHttp } from "../../sync/client/http.ts";
import { leaseAtHq } from "../../sync/client/lease.ts";
import { createLoop } from "../../sync/client/loop.ts";
import { createReceipts } from "../../sync/client/receipts.ts";
import type { StoreFiles } from "../../sync/client/store-files.ts";
import { pause, type Surroundings, thisMachine } from "../../sync/client/surroundings.ts";
import type { UseAt, UsesQuestion } from "../../sync/customer-uses.ts";
import type { Place } from "../../sync/enrol/place.ts";
import { type TillTokens, tokensOf } from "../../sync/enrol/token.ts";
import { createUpkeep } from "../../sync/enrol/upkeep.ts";
import { type HeldReceipt, type ReceiptQuestion, SyncError } from "../../sync/protocol.ts";
import { openPinnedRoot } from "../../sync/release/envelope.ts";
import type { TillReport } from "../../sync/till-report.ts";
import { createLeaseKeeper, type HomeLead } from "../grants/lease-keeper.ts";
import { moment as thisMoment } from "../lead/moment.ts";
import type { OpenedReplica } from "../store/replica.ts";
import { exchangeAtHq } from "../suspended/at-hq.ts";
import { VERSION } from "../version.ts";
import { floorIn } from "./floor.ts";
import type { JournalCalls } from "./journal.ts";

/** What HQ says of a receipt. */
export type HqReceipt =
  | ({ readonly kind: "held" } & HeldReceipt)
  | { readonly kind: "unknown" }
  | { readonly kind: "unreachable"; readonly message: string }
  /** This till has none. */
  | { readonly kind: "no-hq" };

export interface HqSetting {
  readonly url: string;
  /** The till's data folder: its key is there. */
  readonly dataDir: string;
  readonly place: Place;
  readonly pollMs: number;
  /** A file: the chain's own CA. */
  readonly ca?: string;
}

export interface HqParts {
  readonly replica: OpenedReplica;
  /** HQ's signed root, a file. */
  readonly trustedRoot: string;
  readonly journal: JournalCalls["call"];
  /** Absent: nothing that is homed here is granted without HQ. */
  readonly homeLead?: HomeLead;
  onEvent(event: SyncEvent): void;
  /** What the other tills of the store have. Absent: all comes from HQ. */
  readonly storeFiles?: StoreFiles;
  /** Default: this machine. */
  readonly surroundings?: Surroundings;
  /** By which clocks the store's lease is kept. Default: this machine's. */
  readonly moment?: () => Moment;
}

/** Between two looks at the till's certificate and at who was revoked. */
const KEEP_MS = 600_000;

/** How it goes with the release in use. */
export type Health = NonNullable<TillReport["health"]>;
export type Hq = ReturnType<typeof openHq>;

/** An HQ that can't be trusted yet has a `problem` instead of a client. Asks nothing until the client is started. */
export function openHq(setting: HqSetting, parts: HqParts) {
  const { url } = setting;
  const { journal } = parts;
  const { surroundings = thisMachine, moment = thisMoment } = parts;
  const { nowMs, steadyMs, later, random } = surroundings;
  const token = tokensOf(setting.dataDir, setting.place, nowMs);
  const receipts = createReceipts({ hubUrl: url, token });
  const uses = usesAtHq({ hubUrl: url, token });
  const claims = claimsAtHq({ hubUrl: url, token, surroundings });
  let client: SyncClient | undefined;
  let problem: string | undefined;
  let health: Health | undefined;
  try {
    // Of this thread, which speaks with nobody but HQ.
    if (setting.ca !== undefined) setDefaultCACertificates([caOf(setting.ca)]);
    const said = () => (health === undefined ? {} : { health });
    client = clientOf(setting, token, parts, said, () => leases?.asked());
  } catch (error) {
    problem = (error as Error).message;
  }
  const upkeep = createUpkeep({
    http: createHubHttp({ hubUrl: url, token, onAnswer() {}, surroundings }),
    ...{ dataDir: setting.dataDir, place: setting.place, nowMs },
  });
  let notTill: SyncStatus["up"]["problem"] = null;
  const keeping = createLoop(
    async (signal) => {
      notTill = await upkeep(signal).then(() => null, problemOf);
    },
    () => KEEP_MS * (1 + random() / 10),
    later,
  );
  const leases =
    parts.homeLead &&
    createLeaseKeeper({
      ask: leaseAtHq({ hubUrl: url, token, surroundings }),
      lead: parts.homeLead,
      homed: () => parts.replica.homed(setting.place.store),
      ...{ moment, surroundings },
    });
  return {
    client,
    problem,
    goes(now: Health): void {
      health = now;
    },
    grants: {
      async grant({ claim, deadlineMs }: { readonly claim: Claim; readonly deadlineMs: number }) {
        const until = steadyMs() + deadlineMs;
        const [{ claims: unsent }, answer] = await Promise.all([
          journal("unsettled", null, { deadlineMs }).catch(() => ({ claims: 0 })),
          claims.claim(claim, deadlineMs),
        ]);
        if (answer.kind !== "refused" || unsent === 0 || client === undefined) return answer;
        // What this till has not told yet may be in its own way: a coupon that came back, a sale that was cancelled.
        const left = () => Math.max(0, until - steadyMs());
        await Promise.race([client.pushNow(), pause(surroundings, left())]);
        const again = await claims.claim(claim, left());
        return again.kind === "unreachable" ? answer : again;
      },
    },
    start() {
      client?.start();
      keeping.start();
      leases?.start();
    },
    status(): SyncStatus | null {
      const status = client?.status() ?? null;
      // A till that HQ does not know says why it does not, where that is seen here.
      const isOurs = notTill?.code === "unusable";
      if (status === null || (status.up.problem !== null && !isOurs)) return status;
      return { ...status, up: { ...status.up, problem: notTill } };
    },
    async stop() {
      await Promise.all([client?.stop(), keeping.stop(), leases?.stop()]);
    },
    exchange: exchangeAtHq({ url, token, journal, lead: parts.homeLead }),
    async customerUses({
      deadlineMs,
      ...question
    }: UsesQuestion & { readonly deadlineMs: number }): Promise<readonly UseAt[] | undefined> {
      try {
        return await uses(question, AbortSignal.timeout(deadlineMs));
      } catch (error) {
        if (!(error instanceof SyncError)) throw error;
        return undefined;
      }
    },
    async receipt({
      deadlineMs,
      ...question
    }: ReceiptQuestion & { readonly deadlineMs: number }): Promise<HqReceipt> {
      try {
        const held = await receipts(question, AbortSignal.timeout(deadlineMs));
        return held === undefined ? { kind: "unknown" } : { kind: "held", ...held };
      } catch (error) {
        if (!(error instanceof SyncError)) throw error;
        return { kind: "unreachable", message: error.message };
      }
    },
  };
}

function clientOf(
  { url, pollMs }: HqSetting,
  token: TillTokens,
  parts: HqParts,
  health: () => Pick<TillReport, "health">,
  onAsked: () => void,
): SyncClient {
  const { replica, trustedRoot, journal, onEvent, storeFiles, surroundings } = parts;
  return createSyncClient({
    hubUrl: url,
    token,
    pollMs,
    trustedRoot: rootOf(trustedRoot),
    replica,
    outbox: {
      identity: () => journal("identity", null),
      pending: (lane, limit) => journal("pending", { lane, limit }),
      settle: (lane, sequence, hqMs) => journal("settle", { lane, sequence, hqMs }),
      // A long backlog is chained anew: it may take its time.
      renewEpoch: (epoch) => journal("renewEpoch", epoch, { deadlineMs: 120_000 }),
      marks: (which) => journal("marks", which),
      rewind: (lane, row) => journal("rewind", { lane, row }, { deadlineMs: 120_000 }),
      park: (lane, sequence, reason) => journal("park", { lane, sequence, reason }),
    },
    floor: floorIn(journal),
    report: async () => ({ version: VERSION, backlog: await journal("unsettled", null), ...health() }),
    onEvent,
    onAsked,
    ...(storeFiles === undefined ? {} : { storeFiles }),
    ...(surroundings === undefined ? {} : { surroundings }),
  });
}

/** Undone by itself, and told by whoever polls: that HQ is away. */
function problemOf(error: unknown): SyncStatus["up"]["problem"] {
  if (!(error instanceof SyncError)) throw error;
  return error.code === "unreachable" ? null : { code: error.code, message: error.message };
}

function caOf(file: string): string {
  try {
    const text = readFileSync(file, "utf8");
    new X509Certificate(text);
    return text;
  } catch (cause) {
    const why = (cause as Error).message;
    throw new Error(`HQ can't be trusted yet: ${file} ("hq.ca") is no certificate (${why}).`, { cause });
  }
}

function rootOf(file: string): string {
  const untrusted = (what: string, cause: unknown) =>
    new Error(`HQ can't be trusted yet: ${file} ${what}. Copy root/1.json of HQ's releases there.`, {
      cause,
    });
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw untrusted("is missing", cause);
  }
  try {
    openPinnedRoot(Buffer.from(text));
    return text;
  } catch (cause) {
    throw untrusted(`can't be used: ${(cause as Error).message}`, cause);
  }
}
