/** What is on a till's disk, part by part, and what is wrong with it. Changes nothing; an agent may be running. */

import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { showJobs } from "../../drivers/printers/spool/by-hand.ts";
import { readTillFiles } from "../../sync/enrol/till-files.ts";
import { SyncError } from "../../sync/protocol.ts";
import { openPinnedRoot } from "../../sync/release/envelope.ts";
import { loadChainKey } from "../../sync/release/token.ts";
import type { AgentConfig } from "../config.ts";
import { sessionsLayout } from "../sessions/layout.ts";
import { freeBytesOf, LOW_BYTES } from "../store/free-room.ts";
import { damaged, openStoreReader, StoreError } from "../store/open.ts";
import { reachedRelease } from "../store/reached.ts";
import { inspectReplica } from "../store/replica.ts";
import { verifyJournal } from "../store/verify.ts";

export interface Finding {
  readonly part:
    | "disk"
    | "journal"
    | "replica"
    | "open sales"
    | "slips"
    | "enrolment"
    | "HQ's root"
    | "chain key";
  /** `broken` is a thing that `tillside repair` mends, or that needs a person: `todo` says which. */
  readonly state: "well" | "broken";
  /** In English. */
  readonly what: string;
  /** What a person does. Absent of what is well, and of what is mended without one. */
  readonly todo?: string;
}

/** @param nowMs for the certificate's time */
export async function look(config: AgentConfig, nowMs: number): Promise<readonly Finding[]> {
  const { dataDir, paths, hq } = config;
  const findings = [
    diskOf(dataDir),
    journalIn(paths.journal),
    replicaIn(config),
    openSalesIn(paths.sessions),
    await slipsIn(join(dataDir, "spool")),
  ];
  if (hq === undefined) return findings;
  return [...findings, enrolmentIn(config, nowMs), rootIn(paths.trustedRoot), chainKeyIn(paths.chainKey)];
}

const well = (part: Finding["part"], what: string): Finding => ({ part, state: "well", what });
const broken = (part: Finding["part"], what: string, todo?: string): Finding => ({
  part,
  state: "broken",
  what,
  ...(todo === undefined ? {} : { todo }),
});

/** @param freeBytes of the disk that holds a folder */
export function diskOf(folder: string, freeBytes = freeBytesOf): Finding {
  try {
    const free = freeBytes(folder);
    const megabytes = `${Math.floor(free / 1e6)} MB free`;
    if (free >= LOW_BYTES) return well("disk", megabytes);
    return broken("disk", `${megabytes}: too little.`, `Make room on the disk of ${folder} now.`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      return well("disk", "no folder yet: the agent's first start makes it");
    return broken("disk", wordsOf(error), `See that ${folder} can be read.`);
  }
}

const KEEP_JOURNAL =
  "Nothing here touches it: copy the file, and tell HQ before anything else is done with it.";

function journalIn(path: string): Finding {
  if (!existsSync(path)) return well("journal", "none yet: the agent's first start makes it");
  try {
    const { sales, events, broken: row } = verifyJournal(path);
    const held = `${sales} sales, ${events.sales} + ${events.claims} events`;
    if (row === undefined) return well("journal", `whole: ${held}`);
    return broken("journal", `${path} is broken at ${row.table} ${row.row}: it ${row.what}.`, KEEP_JOURNAL);
  } catch (error) {
    return broken("journal", wordsOf(error), KEEP_JOURNAL);
  }
}

function replicaIn({ paths, store }: AgentConfig): Finding {
  if (!existsSync(paths.replica)) return well("replica", "none yet: HQ's next answer fills one");
  try {
    const release = inspectReplica(paths.replica, store, reachedRelease(paths.journal));
    return well("replica", release === 0 ? "empty: HQ's next answer fills it" : `whole: release ${release}`);
  } catch (error) {
    if (error instanceof StoreError && error.code === "corrupt") return broken("replica", error.message);
    return broken(
      "replica",
      wordsOf(error),
      "Nothing was changed: see that the file can be read, and look again.",
    );
  }
}

/** Sales that were not paid yet: the agent sets a damaged file aside by itself, when it starts. */
function openSalesIn(path: string): Finding {
  const part = "open sales";
  if (!existsSync(path)) return well(part, "none yet");
  try {
    const db = openStoreReader(path, sessionsLayout);
    try {
      const check = db.pragma("integrity_check(1)", { simple: true });
      if (check !== "ok") throw damaged(path, new Error(String(check)));
      const sales = db.prepare("SELECT count(DISTINCT transaction_id) FROM step").pluck().get();
      return well(part, `whole: ${sales}`);
    } finally {
      db.close();
    }
  } catch (error) {
    return broken(
      part,
      wordsOf(error),
      "Restart the agent when no sale is open: it sets the file aside. What was paid is in the journal.",
    );
  }
}

async function slipsIn(folder: string): Promise<Finding> {
  const jobs = existsSync(folder) ? await showJobs(folder) : [];
  const corrupt = jobs.filter(({ state }) => state === "corrupt").map(({ id }) => id);
  if (corrupt.length === 0) return well("slips", jobs.length === 0 ? "none waits" : `${jobs.length} wait`);
  return broken(
    "slips",
    `the file of slip ${corrupt.join(", ")} is damaged.`,
    `Nothing of it can be printed: tillside slips --drop ${corrupt[0]}`,
  );
}

const ENROL = "Enrol this till again: tillside enroll.";

function enrolmentIn({ dataDir, ...place }: AgentConfig, nowMs: number): Finding {
  try {
    const { certificate, store, till } = readTillFiles(dataDir);
    if (store !== place.store || till !== place.till)
      return broken(
        "enrolment",
        `this PC is enrolled as till ${store}/${till}, the configuration says ${place.store}/${place.till}.`,
        'Put "store" and "till" right in the configuration, or enrol this PC as the other till: tillside enroll.',
      );
    const { validTo, validFromDate, validToDate } = new X509Certificate(certificate);
    if (nowMs >= validFromDate.getTime() && nowMs < validToDate.getTime())
      return well("enrolment", `till ${store}/${till}, certificate to ${validTo}`);
    return broken(
      "enrolment",
      `the certificate is not of this time (it ends ${validTo}).`,
      "Look at this PC's clock. Where it is right: HQ renews the certificate at its next answer.",
    );
  } catch (error) {
    return broken("enrolment", wordsOf(error), ENROL);
  }
}

function rootIn(file: string): Finding {
  try {
    return well("HQ's root", `whole: root ${openPinnedRoot(readFileSync(file)).version}`);
  } catch (error) {
    return broken("HQ's root", `${file} can't be used: ${wordsOf(error)}`, ENROL);
  }
}

function chainKeyIn(file: string): Finding {
  try {
    loadChainKey(file);
    return well("chain key", "there");
  } catch (error) {
    return broken("chain key", wordsOf(error), ENROL);
  }
}

/** Of what the world does to files; a fault of ours passes. */
function wordsOf(error: unknown): string {
  const isTheWorlds =
    error instanceof StoreError || error instanceof SyncError || (error instanceof Error && "code" in error);
  if (!isTheWorlds) throw error;
  return error.message;
}
