/**
 * Gives the protocol its clock and its disk: what has come in since the last writing is one step and one durable
 * transaction, then it is sent and answered. A disk that fails ends this life of the node; a later one opens the file anew.
 */

import type { ClaimAnswer, ClaimCall } from "../../sync/claims/claims.ts";
import { type Clocks, every } from "../../sync/client/surroundings.ts";
import { isReady } from "../../sync/lead/leading.ts";
import { type Node, openNode, votersOf } from "../../sync/lead/node.ts";
import { step } from "../../sync/lead/step.ts";
import { LEASE, TICK_MS } from "../../sync/lead/ticks.ts";
import { type Event, type List, type Message, type NotLead, tillOf } from "../../sync/lead/words.ts";
import type { LeadStore } from "./store.ts";

export interface RunnerParts {
  readonly till: string;
  /** Throws while the file can't be used. */
  open(): LeadStore;
  send(till: string, message: Message): void;
  /** The disk failed, or the file can't be opened; undefined: it can again. */
  trouble(error: Error | undefined): void;
  readonly clocks: Clocks;
}

export interface Runner {
  /** Undefined: this till's file can't be used now. */
  ask(till: string, call: ClaimCall): Promise<ClaimAnswer | NotLead | undefined>;
  hear(message: Message): void;
  list(list: List): void;
  takeOver(): void;
  standing(): Standing;
  close(): void;
}

/** How this till stands with the others. */
export interface Standing {
  readonly role: "lead" | "follower" | "candidate" | "out-of-use";
  /** Who leads, as far as it knows. */
  readonly lead: string | undefined;
  /** Whether claims are answered there, if this till leads; whether it was heard lately, if another does. */
  readonly ready: boolean;
  readonly voters: readonly string[];
  /** Of those who hold copies, heard lately; only the lead knows. */
  readonly reached: readonly string[];
  /** Entries that are decided here. */
  readonly decided: number;
  /** Which history they belong to. */
  readonly line: number;
}

const REOPEN_MS = 2000;
const SWEEP_MS = 60 * 60_000;

export function startRunner({ till, open, send, trouble, clocks }: RunnerParts): Runner {
  const { nowMs, steadyMs } = clocks;
  let store: LeadStore | undefined;
  let node: Node | undefined;
  let listed: List | undefined;
  let events: Event[] = [];
  let scheduled = false;
  let lastId = 0;
  let failedAt = Number.NEGATIVE_INFINITY;
  const waiting = new Map<number, (answer: ClaimAnswer | NotLead | undefined) => void>();
  let tickedAt = steadyMs();

  const stopTicking = every(clocks, tick, TICK_MS / 2);
  const stopSweeping = every(clocks, () => happen({ kind: "sweep", atMs: nowMs() }), SWEEP_MS);
  reopen();

  return {
    ask(asker, call) {
      if (node === undefined) return Promise.resolve(undefined);
      lastId += 1;
      const id = lastId;
      const answered = new Promise<ClaimAnswer | NotLead | undefined>((resolve) => waiting.set(id, resolve));
      happen({ kind: "ask", id, till: asker, call, atMs: nowMs() });
      return answered;
    },
    hear: (message) => happen({ kind: "message", message }),
    list(list) {
      listed = list;
      happen({ kind: "list", list });
    },
    takeOver: () => happen({ kind: "take-over" }),
    standing: () => standingOf(node),
    close() {
      stopTicking();
      stopSweeping();
      end();
    },
  };

  function tick(): void {
    const count = Math.floor((steadyMs() - tickedAt) / TICK_MS);
    tickedAt += count * TICK_MS;
    if (node === undefined && steadyMs() - failedAt > REOPEN_MS) reopen();
    // Before what waits in the queue: a machine that slept must know how long.
    if (count > 0) happen({ kind: "ticks", count });
  }

  function happen(event: Event): void {
    if (node === undefined) return;
    events.push(event);
    if (scheduled) return;
    scheduled = true;
    setImmediate(work);
  }

  function work(): void {
    scheduled = false;
    const now = events;
    events = [];
    if (node === undefined || store === undefined || now.length === 0) return;
    try {
      const out = step(node, now);
      if (out.keep.length > 0) store.keep(out.keep);
      for (const { to, message } of out.send) send(to, message);
      for (const { id, answer } of out.answers) settle(id, answer);
    } catch (error) {
      failed(error as Error);
    }
  }

  function reopen(): void {
    try {
      store = open();
      node = openNode(till, store.kept());
      trouble(undefined);
      if (listed !== undefined) happen({ kind: "list", list: listed });
    } catch (error) {
      failed(error as Error);
    }
  }

  function failed(error: Error): void {
    failedAt = steadyMs();
    end();
    trouble(error);
  }

  function end(): void {
    try {
      store?.close();
    } catch {
      // It is not used any more.
    }
    store = undefined;
    node = undefined;
    events = [];
    for (const id of [...waiting.keys()]) settle(id, undefined);
  }

  function settle(id: number, answer: ClaimAnswer | NotLead | undefined): void {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  }
}

function standingOf(node: Node | undefined): Standing {
  if (node === undefined)
    return {
      role: "out-of-use",
      lead: undefined,
      ready: false,
      voters: [],
      reached: [],
      decided: 0,
      line: 0,
    };
  const { role, till, now, heardAt, book } = node;
  const voters = votersOf(node).map(tillOf);
  const { index: decided, line } = book.page();
  if (role.kind === "lead") {
    const reached = [...role.peers].filter(([, peer]) => peer.heard >= now - LEASE).map(([name]) => name);
    return { role: "lead", lead: till, ready: isReady(node, role), voters, reached, decided, line };
  }
  const lead = role.kind === "follower" ? role.lead : undefined;
  const ready = lead !== undefined && now - heardAt <= LEASE;
  return { role: role.kind, lead, ready, voters, reached: [], decided, line };
}
