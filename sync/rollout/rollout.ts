/**
 * A release spreads ring after ring, as long as nothing goes wrong. Each step reads where it stands, looks, and signs a
 * head or writes down why it stopped; whoever is killed in between goes on from there.
 */

import { SyncError } from "../protocol.ts";
import { entryOf, urgentIn, writeHead } from "../publish/head.ts";
import { record } from "../publish/history.ts";
import type { HeadKeys } from "../publish/init-keys.ts";
import { type Previous, readPrevious, requireNotLost } from "../publish/published.ts";
import { joined } from "../release/ring.ts";
import { judge, type Verdict } from "./judge.ts";
import { type AskHub, observed } from "./observe.ts";
import { type RolloutPlan, ringsOf } from "./plan.ts";
import { NO_SALES, type Rollout, readRollout, type Why, writeRollout } from "./state.ts";

/** What a person or the loop needs: the releases folder, the head key, the moment, and a name for the history. */
export interface RolloutHand {
  readonly to: string;
  readonly keys: HeadKeys;
  readonly now: Date;
  readonly by: string;
}

/** A head that was signed so long ago is signed again: it must not expire while a ring soaks. */
const HEAD_OLD_MS = 86_400_000;

/** A release was published for the first ring, or for a later one. */
export function beginRollout(
  to: string,
  begun: {
    readonly release: number;
    readonly before: number;
    readonly plan: RolloutPlan;
    readonly now: Date;
  },
  ring = 0,
): Rollout {
  const { release, before, plan, now } = begun;
  const rollout: Rollout = {
    format: 1,
    release,
    before,
    plan,
    state: "running",
    ring,
    sinceMs: now.getTime(),
    startedMs: now.getTime(),
    sold: { with: NO_SALES, without: NO_SALES, before: NO_SALES },
    tills: {},
  };
  writeRollout(to, rollout);
  return rollout;
}

/** Something else was published to everybody: who was on trial has it too. */
export function endRollout(to: string): void {
  const rollout = readRollout(to);
  if (rollout?.state === "running" || rollout?.state === "halted")
    writeRollout(to, { ...rollout, state: "undone" });
}

export interface Step {
  readonly rollout: Rollout;
  /** Absent of a rollout that does not run. */
  readonly verdict?: Verdict;
}

/** One look at the hub, and what follows from it. Throws SyncError; then nothing has changed. */
export async function stepRollout(hand: RolloutHand, ask: AskHub): Promise<Step> {
  const { rollout: known, previous } = standing(hand);
  if (known.state !== "running") {
    keepHead(hand, previous);
    return { rollout: known };
  }
  const { rollout, facts } = await observed(known, ask, hand.now.getTime());
  const verdict = judge(rollout, facts);
  if (verdict.kind === "stop") return { rollout: stop(hand, rollout, verdict.why), verdict };
  if (verdict.kind === "go-on") return { rollout: widen(hand, previous, rollout), verdict };
  keepHead(hand, previous);
  writeRollout(hand.to, rollout);
  return { rollout, verdict };
}

/** A person stops it: nobody else gets the release until it goes on. Throws SyncError `unusable`. */
export function haltRollout(hand: RolloutHand, reason: string): Rollout {
  const { rollout } = standing(hand, "running");
  return stop(hand, rollout, { kind: "by-hand", by: hand.by, reason });
}

/** Somebody has looked into it: the ring soaks anew, and what went wrong before is forgotten. Throws SyncError `unusable`. */
export function resumeRollout(hand: RolloutHand): Rollout {
  const { rollout } = standing(hand, "halted");
  const { why: _, ...rest } = rollout;
  const nowMs = hand.now.getTime();
  const sold = { ...rollout.sold, with: NO_SALES, without: NO_SALES };
  const again: Rollout = { ...rest, state: "running", sinceMs: nowMs, startedMs: nowMs, sold, tills: {} };
  writeRollout(hand.to, again);
  record(hand.to, { at: hand.now, by: hand.by, what: "rollout", release: rollout.release, did: "resumed" });
  return again;
}

/** What it held before is published again: `undoing` does that, since it takes the release key. Throws SyncError. */
export async function undoRollout<Done>(
  hand: RolloutHand,
  undoing: (release: number) => Promise<Done>,
): Promise<Done> {
  const { rollout } = standing(hand);
  if (rollout.state === "undone")
    throw new SyncError("unusable", `release ${rollout.release} is undone already`);
  const done = await undoing(rollout.before);
  writeRollout(hand.to, { ...rollout, state: "undone" });
  return done;
}

/** The rollout, and what tills are told now. Throws SyncError `unusable` where they don't belong together. */
function standing(
  { to, keys }: Pick<RolloutHand, "to" | "keys">,
  state?: Rollout["state"],
): { rollout: Rollout; previous: Previous } {
  const rollout = readRollout(to);
  if (rollout === undefined)
    throw new SyncError("unusable", `${to} has no rollout: publish with a section "rollout" in config.json`);
  const previous = readPrevious(to, keys);
  requireNotLost(previous, to);
  if (state !== undefined && rollout.state !== state)
    throw new SyncError(
      "unusable",
      `the rollout of release ${rollout.release} is ${rollout.state}, not ${state}`,
    );
  const onTrial = previous.head?.candidate?.release.version;
  const isOpen = rollout.state === "running" || rollout.state === "halted";
  if (isOpen && onTrial !== rollout.release) {
    const now = onTrial === undefined ? "no release is on trial" : `release ${onTrial} is on trial`;
    throw new SyncError(
      "unusable",
      `the rollout of release ${rollout.release} is over, ${now}: it was published past it`,
    );
  }
  return { rollout, previous };
}

function stop({ to, now, by }: RolloutHand, rollout: Rollout, why: Why): Rollout {
  const stopped: Rollout = { ...rollout, state: "halted", why };
  writeRollout(to, stopped);
  record(to, { at: now, by, what: "rollout", release: rollout.release, did: "halted", why });
  return stopped;
}

/** To the next ring, or to all after the last. The head first: what was signed and not written down is signed again. */
function widen(hand: RolloutHand, previous: Previous, rollout: Rollout): Rollout {
  const { to, now, by } = hand;
  const { release, candidate } = previous.head!;
  const ring = ringsOf(rollout.plan)[rollout.ring + 1];
  const trial = ring && {
    release: candidate!.release,
    ring: joined({ stores: ring.stores, permille: ring.permille }, candidate!.ring),
  };
  const { version } = writeHead(hand, previous, {
    release: ring === undefined ? entryOf(to, rollout.release) : release,
    candidate: trial,
    ...urgentIn(previous.head),
  });
  const sinceMs = now.getTime();
  const next: Rollout =
    ring === undefined
      ? { ...rollout, state: "done", sinceMs }
      : { ...rollout, ring: rollout.ring + 1, sinceMs };
  writeRollout(to, next);
  const did = ring === undefined ? "for all" : ring.name;
  record(to, { at: now, by, what: "rollout", release: rollout.release, did, head: version });
  return next;
}

function keepHead(hand: RolloutHand, previous: Previous): void {
  const { head } = previous;
  if (head === undefined || hand.now.getTime() - Date.parse(head.signedAt) < HEAD_OLD_MS) return;
  writeHead(hand, previous, head);
}
