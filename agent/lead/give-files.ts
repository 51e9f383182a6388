/** What this till answers the others of its store who ask for HQ's files. */

import type { FileName } from "../../sync/client/store-files.ts";
import type { Clocks } from "../../sync/client/surroundings.ts";
import type { KeptFiles } from "./kept-files.ts";
import { FILE_PART_BYTES, type FileAnswer, type FileAsk } from "./said.ts";

export interface GivingParts {
  readonly kept: KeptFiles;
  readonly clocks: Clocks;
  /** Somebody waits for what this till does not have: it looks at HQ now. */
  wanted(): void;
}

export interface Giving {
  answer(ask: FileAsk): Promise<FileAnswer>;
  /** As `StoreFiles.pulling`. */
  pulling(now: "begun" | readonly FileName[] | "over"): void;
  /** Bytes that were given. */
  givenBytes(): number;
}

/** Nobody makes this till ask HQ more often. */
const WANTED_MS = 3000;
/** A pull that was cut off with its thread is not waited for longer. */
const PULL_MAX_MS = 600_000;
const NAMES_MAX = 1000;

export function createGiving({ kept, clocks, wanted }: GivingParts): Giving {
  const { steadyMs } = clocks;
  let pull: { readonly sinceMs: number; readonly plan?: ReadonlySet<FileName> } | undefined;
  /** When the last one that is over began. */
  let lookedMs = Number.NEGATIVE_INFINITY;
  let wantedMs = Number.NEGATIVE_INFINITY;
  let givenBytes = 0;
  /** Since when somebody waits, by name. */
  const asked = new Map<FileName, number>();
  /** Once in this life: a disk may have changed what was right when it was written. */
  const checks = new Map<FileName, Promise<void>>();

  return {
    async answer(ask) {
      const { name, offset } = ask;
      if (name === "head" && !isNews(ask)) return { kind: "none" };
      await checked(name);
      const part = kept.part(name, offset, FILE_PART_BYTES);
      if (part !== undefined) {
        if (ask.above === undefined) givenBytes += part.bytes.length;
        return { kind: "part", total: part.total, base64: Buffer.from(part.bytes).toString("base64") };
      }
      checks.delete(name);
      return { kind: ask.patient && isComing(name) ? "wait" : "none" };
    },
    pulling(now) {
      if (now === "begun") pull = { sinceMs: steadyMs() };
      else if (pull !== undefined && now === "over") {
        lookedMs = pull.sinceMs;
        pull = undefined;
      } else if (pull !== undefined) pull = { ...pull, plan: new Set(now) };
    },
    givenBytes: () => givenBytes,
  };

  function checked(name: FileName): Promise<void> {
    const known = checks.get(name);
    if (known !== undefined) return known;
    if (checks.size >= NAMES_MAX) checks.clear();
    const check = kept.check(name);
    checks.set(name, check);
    return check;
  }

  /** Until this till has looked at HQ since it was asked. */
  function isComing(name: FileName): boolean {
    if (asked.size >= NAMES_MAX) asked.clear();
    const nowMs = steadyMs();
    const askedMs = asked.get(name) ?? nowMs;
    asked.set(name, askedMs);
    if (pull !== undefined && nowMs - pull.sinceMs < PULL_MAX_MS)
      return pull.sinceMs < askedMs || (pull.plan?.has(name) ?? true);
    if (lookedMs >= askedMs) {
      asked.delete(name);
      return false;
    }
    if (nowMs - wantedMs >= WANTED_MS) {
      wantedMs = nowMs;
      wanted();
    }
    return true;
  }

  /** A head that whoever asks does not have, and may still believe. */
  function isNews({ above }: FileAsk): boolean {
    const head = above && kept.read("head");
    if (head === undefined) return false;
    try {
      const { version, expiresAt } = JSON.parse(Buffer.from(head).toString("utf8")).signed;
      const isNewer = version > above!.head || kept.newestRoot() > above!.root;
      return isNewer && Date.parse(expiresAt) > clocks.nowMs();
    } catch {
      return false;
    }
  }
}
