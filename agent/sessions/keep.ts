/**
 * The answering thread's side of keeping: each step of a sale is sent to the disk at the same moment as its evaluation
 * is asked for, and the answer waits for both. No sale waits longer than its call may take, and none fails: a step that
 * is not on the disk in time is told, `kept: false`, and the next one brings the whole session.
 */

import type { Log } from "../log.ts";
import type { Deadlines } from "../pos/profile.ts";
import type { Command } from "../session/allowed.ts";
import type { Session } from "../session/session.ts";
import type { CallError } from "../workers/call.ts";
import type { SessionsCalls } from "../workers/sessions.ts";
import type { Handover, KeptSteps } from "./kept-steps.ts";
import { mustBeSure, type Step } from "./step.ts";

/** One sale's. */
export interface Keeping {
  /** How many steps were taken, kept or not. */
  readonly revision: number;
  /**
   * The sale has taken this command, and is now this session. Does not wait.
   * @param sinceMs when the call's turn came, as `performance.now()`
   */
  took(command: Command, session: Session, evaluations: number, sinceMs: number): void;
  /** Whether all that was taken is on the disk; undefined: nothing has been taken since the last time. */
  settled(): Promise<boolean> | undefined;
  /** Whether all that was taken is on the disk; what is not is written again, as this session. In the sale's turn. */
  mended(session: Session, evaluations: number): Promise<boolean>;
  /** The sale is over: paid, cancelled, or gone to another till. Does not wait. */
  end(): void;
}

export interface Keeper {
  /** Of a sale that begins here, or comes from another till. */
  begun(session: Session, evaluations: number): Keeping;
  /** Of a sale that was kept before this agent began. */
  known(kept: Pick<KeptSteps, "transactionId" | "revision">): Keeping;
  /** Forgets sales without making anybody wait; a busy disk is asked again. */
  forget(transactionIds: readonly string[]): void;
  /** It is over, whatever the disk still says. */
  forgets(transactionId: string): boolean;
  /** Why the last step was not kept; undefined when it was. */
  trouble(): string | undefined;
}

const FORGET_AGAIN_MS = 2000;

export function createKeeper(sessions: SessionsCalls["call"], deadlines: Deadlines, log: Log): Keeper {
  let trouble: string | undefined;
  const forgetting = new Set<string>();
  let again: NodeJS.Timeout | undefined;

  return {
    begun(session, evaluations) {
      forgetting.delete(session.transactionId);
      const keeping = keepingOf(session.transactionId, 0, true);
      keeping.took({ kind: "whole", session }, session, evaluations, performance.now());
      return keeping;
    },
    known: ({ transactionId, revision }) => keepingOf(transactionId, revision, false),
    forget,
    forgets: (transactionId) => forgetting.has(transactionId),
    trouble: () => trouble,
  };

  function keepingOf(transactionId: string, kept: number, hole: boolean) {
    let revision = kept;
    /** The last step that is known to be on the disk, and all before it with it. */
    let written = kept;
    /** The disk does not have all steps: a whole session must come before the next. */
    let holed = hole;
    let completing = false;
    let ended = false;
    let pending: Promise<boolean> | undefined;

    return {
      get revision() {
        return revision;
      },
      took(step: Step, session: Session, evaluations: number, sinceMs: number): void {
        const { kind } = step;
        if (kind === "recorded" && session.training) {
          // Nobody else knows that practice is over: whoever is told so is told when nothing is kept of it.
          pending = cancelled(sinceMs + deadlineOf(step)).then(() => true);
          return;
        }
        // What became of a completion the journal knows, and the last one is as good as the first. A sale that has left
        // is kept no longer, when it hears of it.
        if (kind === "recorded" || kind === "not-recorded" || kind === "hand-over") return;
        if (kind === "complete" && completing) return;
        completing = kind === "complete";
        revision += 1;
        const until = sinceMs + deadlineOf(step);
        const going = kind === "cancel" ? cancelled(until) : append(step, session, evaluations, until);
        // A completion is answered by the journal alone.
        if (!completing) pending = going;
      },
      settled() {
        const settled = pending;
        pending = undefined;
        return settled;
      },
      async mended(session: Session, evaluations: number): Promise<boolean> {
        if (written >= revision) return true;
        revision += 1;
        return append(
          { kind: "whole", session },
          session,
          evaluations,
          performance.now() + deadlines.lookUpMs,
        );
      },
      end() {
        if (!ended) forget([transactionId]);
        ended = true;
      },
    };

    async function append(
      step: Step,
      session: Session,
      evaluations: number,
      until: number,
    ): Promise<boolean> {
      const whole = holed || step.kind === "whole";
      holed = false;
      const at = revision;
      const json = JSON.stringify(whole ? { kind: "whole", session } : step);
      const sure = mustBeSure(step);
      const handover = whole ? arrivalOf(session) : undefined;
      try {
        await sessions(
          "append",
          { transactionId, revision: at, evaluations, json, whole, sure, ...(handover && { handover }) },
          {
            deadlineMs: leftMs(until),
            late: (outcome) => {
              if ("error" in outcome) holed = true;
              else written = Math.max(written, at);
            },
          },
        );
        written = Math.max(written, at);
        trouble = undefined;
        return true;
      } catch (error) {
        const { code, message } = error as CallError;
        // Late is on its way still.
        if (code !== "late") holed = true;
        if (code === "gap" && at === revision) return append(step, session, evaluations, until);
        if (trouble === undefined) log.warning("not-kept", { transactionId, message });
        trouble = message;
        return false;
      }
    }

    async function cancelled(until: number): Promise<boolean> {
      ended = true;
      forgetting.add(transactionId);
      try {
        await sessions("forget", [transactionId], { deadlineMs: leftMs(until) });
        forgetting.delete(transactionId);
        return true;
      } catch {
        forget([transactionId]);
        return false;
      }
    }
  }

  function forget(transactionIds: readonly string[]): void {
    for (const transactionId of transactionIds) forgetting.add(transactionId);
    if (transactionIds.length > 0) void forgetThem();
  }

  async function forgetThem(): Promise<void> {
    const now = [...forgetting];
    try {
      await sessions("forget", now);
      for (const transactionId of now) forgetting.delete(transactionId);
    } catch {
      // One alarm for all: every sale that ends tries at once, and a disk may be dead for days.
      if (again !== undefined) return;
      again = setTimeout(() => {
        again = undefined;
        void forgetThem();
      }, FORGET_AGAIN_MS).unref();
    }
  }

  function deadlineOf(step: Step): number {
    const { kind } = step;
    if (kind === "whole" && step.session.shared?.claimed !== undefined) return deadlines.lookUpMs;
    if (kind === "whole" || kind.startsWith("line.") || kind === "cancel") return deadlines.lineMs;
    if (kind === "subtotal" || kind.startsWith("tender.") || kind === "rewards" || kind === "allowances")
      return deadlines.subtotalMs;
    return kind === "complete" ? deadlines.completeMs : deadlines.lookUpMs;
  }
}

/** Whoever asks for it by its code again is answered with it. */
function arrivalOf({ transactionId, shared }: Session): Handover | undefined {
  if (shared?.claimed === undefined) return undefined;
  const { key, round, claimed } = shared;
  return { key, round, way: "in", ...claimed, transactionId };
}

function leftMs(until: number): number {
  return Math.max(1, until - performance.now());
}
