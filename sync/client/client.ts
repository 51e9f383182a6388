/** The till's side of sync: pulls releases down, pushes the outbox up, each on its own, and says what happens. */
import type { TillTokens } from "../enrol/token.ts";
import { markOf } from "../held.ts";
import {
  type Lane,
  type Outbox,
  type Replica,
  SyncError,
  type SyncFault,
  type VersionFloor,
} from "../protocol.ts";
import type { TillReport } from "../till-report.ts";
import { pollDelayMs, retryDelayMs } from "./backoff.ts";
import { type ClockEvent, watchClock } from "./clock.ts";
import type { FilesTally } from "./files.ts";
import { listenForHints } from "./hints.ts";
import { createHubHttp, HubBusy, type HubHttp } from "./http.ts";
import { createLoop } from "./loop.ts";
import { createPull, type Pulled } from "./pull.ts";
import { createPush, type Pushed } from "./push.ts";
import { createReporter } from "./report.ts";
import type { StoreFiles } from "./store-files.ts";
import { type Surroundings, thisMachine } from "./surroundings.ts";

export type Way = "down" | "up";

/** Plain data: may cross threads. The same trouble is told once, until it changes or ends. */
export type SyncEvent =
  | { readonly kind: "reached"; readonly way: Way }
  | { readonly kind: "unreachable"; readonly way: Way; readonly code: SyncFault; readonly message: string }
  /** HQ was reached, but what it said is not accepted: `expired`, `rollback`, `bad-signature`, `fork` … */
  | { readonly kind: "rejected"; readonly way: Way; readonly code: SyncFault; readonly message: string }
  | { readonly kind: "activated"; readonly release: number; readonly channels: readonly string[] }
  /** Promotions that headquarters has switched off: all of them, with the reasons. */
  | { readonly kind: "switched-off"; readonly promotions: Readonly<Record<string, string>> }
  | { readonly kind: "acknowledged"; readonly lane: Lane; readonly cursor: number; readonly events: number }
  /** HQ held other events under this journal's numbers (a cloned or restored disk): it goes on under a new epoch. */
  | { readonly kind: "new-epoch"; readonly code: SyncFault; readonly message: string }
  /** HQ held less than it had acknowledged (a restored backup): it gets again what this till still has. */
  | { readonly kind: "rewound"; readonly lane: Lane; readonly code: SyncFault; readonly message: string }
  /** HQ refuses this one event for ever: it stays in the journal, and the lane goes on. */
  | { readonly kind: "parked"; readonly lane: Lane; readonly code: SyncFault; readonly message: string }
  /** Another till of the store gave what must not be believed, under the name that it would have from HQ. */
  | {
      readonly kind: "till-refused";
      readonly till: string;
      readonly code: SyncFault;
      readonly message: string;
    }
  | ClockEvent;

export interface SyncClientOptions {
  readonly hubUrl: string;
  /** Who this till is, signed by its key. */
  readonly token: TillTokens;
  readonly replica: Replica;
  readonly outbox: Outbox;
  readonly floor: VersionFloor;
  /** The root file pinned at installation, as text. */
  readonly trustedRoot: string | Uint8Array;
  /** Between two polls, at most; also the first step of the back-off. */
  readonly pollMs: number;
  readonly onEvent: (event: SyncEvent) => void;
  /** HQ asks this till's store for something that is homed there. */
  readonly onAsked?: () => void;
  /** What this till says of itself; absent: nothing. What HQ's newest word came to is added here. */
  readonly report?: () => Promise<Pick<TillReport, "version" | "backlog" | "health">>;
  /** What is left out is this machine's. */
  readonly surroundings?: Partial<Surroundings>;
  /** How long a short answer of HQ may take. Default ten seconds. */
  readonly answerMs?: number;
  /** What the other tills of the store have of HQ's files. Absent: all comes from HQ. */
  readonly storeFiles?: StoreFiles;
}

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: SyncFault; readonly message: string };

export interface WayStatus {
  /** Whether HQ answered the last time it was asked; null before the first. */
  readonly reached: boolean | null;
  readonly lastReachedMs: number | null;
  readonly problem: { readonly code: SyncFault; readonly message: string } | null;
}

/** Another till of the store, and what it gave last that must not be believed. */
export interface RefusedTill {
  readonly till: string;
  readonly code: SyncFault;
  readonly message: string;
}

export interface SyncStatus {
  readonly down: WayStatus & {
    readonly release: number | null;
    /** Since the start. */
    readonly files: FilesTally;
    /** Those that have given nothing good since. */
    readonly refusedTills: readonly RefusedTill[];
  };
  readonly up: WayStatus & { readonly acknowledged: Readonly<Partial<Record<Lane, number>>> };
  /** How far this machine's clock is ahead of HQ's, below 0 behind; null: HQ has not said what time it is. */
  readonly clockOffMs: number | null;
}

export interface SyncClient {
  /** Begins at once, and then at every poll. */
  start(): void;
  /** Resolves when neither way is under way any more; requests are cut off, an activation is finished. */
  stop(): Promise<void>;
  /** HQ is told how this till is, without waiting for the next time. Never rejects. */
  reportNow(): Promise<void>;
  /** HQ is told that this till is switched off: that it is silent from now on is no fault. Never rejects. */
  sayGoodbye(withinMs: number): Promise<void>;
  /** Never reject: what failed is in the outcome (and was an event). */
  pullNow(): Promise<Outcome<Pulled>>;
  pushNow(): Promise<Outcome<Pushed>>;
  status(): SyncStatus;
}

export const HINT_JITTER_MS = 500;
/** What lies between may show the old head for some seconds more after a hint (a CDN's edge ten): it is looked again, so often. */
export const LOOK_AGAIN_MS = 5_000;
export const LOOKS_AGAIN = 6;

/** Throws SyncError at once if `trustedRoot` is no root. Opens nothing before `start`, `pullNow` or `pushNow`. */
export function createSyncClient(options: SyncClientOptions): SyncClient {
  const { hubUrl, token, replica, outbox, floor, trustedRoot, pollMs, onEvent, answerMs } = options;
  const surroundings: Surroundings = { ...thisMachine, ...options.surroundings };
  const { nowMs, later, random } = surroundings;
  let inStore: string | undefined;
  /** Asked once: an epoch may change, the till's place doesn't. */
  const store = async () => {
    inStore ??= (await outbox.identity()).store;
    return inStore;
  };
  let release: number | null = null;
  let headVersion = 0;
  /** The newest that HQ has hinted at, and how often it is still looked for before its time. */
  let hintedVersion = 0;
  let looksAgain = 0;
  const clock = watchClock(nowMs, onEvent);
  const acknowledged: Partial<Record<Lane, number>> = {};
  let filesTally = (): FilesTally => ({ hqBytes: 0, keptBytes: 0, tillsBytes: {} });
  /** With what they had given until then, by till. */
  const refusedTills = new Map<string, { readonly refused: RefusedTill; readonly goodBytes: number }>();
  const goodBytesOf = (till: string) => filesTally().tillsBytes[till] ?? 0;

  const down = createWay("down", lookMs, (http) => {
    const activated = (number: number, channels: readonly string[]) => {
      release = number;
      onEvent({ kind: "activated", release: number, channels });
    };
    const pull = createPull({
      ...{ http, replica, floor, trustedRoot, store, surroundings, storeFiles: options.storeFiles },
      onRefused(till, { code, message }) {
        const refused = { till, code, message };
        refusedTills.set(till, { refused, goodBytes: goodBytesOf(till) });
        onEvent({ kind: "till-refused", ...refused });
      },
      onSwitchedOff: (promotions) => onEvent({ kind: "switched-off", promotions }),
      onActivated: activated,
    });
    filesTally = pull.tally;
    return async (signal) => {
      const pulled = await pull(signal);
      if (pulled.kind === "nothing-published") return pulled;
      headVersion = pulled.head.version;
      if (pulled.kind === "activated") activated(pulled.release, pulled.channels);
      else release = pulled.release;
      clock.signed(Date.parse(pulled.head.signedAt));
      return pulled;
    };
  });
  let doubtHq = () => {};
  const up = createWay(
    "up",
    () => pollDelayMs(pollMs, random()),
    (http) => {
      const push = createPush({
        ...{ http, outbox, surroundings },
        onAcknowledged(lane, cursor, events) {
          acknowledged[lane] = cursor;
          onEvent({ kind: "acknowledged", lane, cursor, events });
        },
        onNewEpoch: ({ code, message }) => onEvent({ kind: "new-epoch", code, message }),
        onRewound: (lane, { code, message }) => onEvent({ kind: "rewound", lane, code, message }),
        onParked: (lane, { code, message }) => onEvent({ kind: "parked", lane, code, message }),
      });
      doubtHq = push.doubt;
      return push;
    },
  );

  const { report } = options;
  /** Whom HQ does not know any more has nothing to send at most times, and hears of it all the same. */
  let stranger: WayStatus["problem"] = null;
  const reporterOf = (more: Pick<TillReport, "ended">) =>
    report &&
    createReporter(
      createHubHttp({ hubUrl, token, onAnswer: () => {}, surroundings }),
      async () => {
        const { problem } = down.status();
        return {
          format: 1,
          release: await replica.activeRelease(),
          // That HQ was away for a moment is no news to HQ.
          ...(problem === null || problem.code === "unreachable"
            ? {}
            : { problem: { ...problem, message: problem.message.slice(0, 500) } }),
          ...(await report()),
          marks: (await outbox.marks("newest")).map(markOf),
          clockMs: nowMs(),
          ...more,
        };
      },
      () => {
        doubtHq();
        void up.loop.runNow();
      },
      clock.said,
      (refusal) => {
        stranger = refusal === undefined ? null : { code: refusal.code, message: refusal.message };
      },
    );
  const reporter = reporterOf({});
  const reporting =
    reporter && createLoop(reporter, (ok) => pollDelayMs(ok ? pollMs : 4 * pollMs, random()), later);
  let unlisten = () => {};
  let forgetHint: (() => void) | undefined;
  /** Hints of what is here already are none, and a thousand tills don't ask in the same moment. */
  function hinted(version: number): void {
    if (version > hintedVersion) {
      hintedVersion = version;
      looksAgain = LOOKS_AGAIN;
    }
    if (version <= headVersion || forgetHint !== undefined) return;
    const look = () => {
      forgetHint = undefined;
      void down.loop.runNow();
    };
    forgetHint = later(look, random() * HINT_JITTER_MS, "idle");
  }

  return {
    start() {
      down.loop.start();
      up.loop.start();
      reporting?.start();
      const { onAsked } = options;
      unlisten = listenForHints({ hubUrl, token, onReached: isBack, onHint: hinted, onAsked, surroundings });
    },
    async stop() {
      unlisten();
      forgetHint?.();
      await Promise.all([down.loop.stop(), up.loop.stop(), reporting?.stop()]);
    },
    async reportNow() {
      await reporting?.runNow();
    },
    async sayGoodbye(withinMs) {
      await reporting?.stop();
      await reporterOf({ ended: true })?.(AbortSignal.timeout(withinMs));
    },
    pullNow: down.loop.runNow,
    pushNow: up.loop.runNow,
    status: () => ({
      down: {
        ...down.status(),
        release,
        files: filesTally(),
        refusedTills: [...refusedTills.values()]
          .filter(({ refused, goodBytes }) => goodBytesOf(refused.till) === goodBytes)
          .map(({ refused }) => refused),
      },
      up: upStatus(),
      clockOffMs: clock.offMs(),
    }),
  };

  function upStatus(): SyncStatus["up"] {
    const status = up.status();
    return { ...status, problem: status.problem ?? stranger, acknowledged: { ...acknowledged } };
  }

  /** Until its next look for a head, where the last went well. */
  function lookMs(): number {
    if (headVersion >= hintedVersion || looksAgain === 0) return pollDelayMs(pollMs, random());
    looksAgain -= 1;
    return pollDelayMs(Math.min(pollMs, LOOK_AGAIN_MS), random());
  }

  /** One way's loop and what is known of it: the boundary where faults become outcomes and events. */
  function createWay<T>(
    way: Way,
    restMs: () => number,
    build: (http: HubHttp) => (signal: AbortSignal) => Promise<T>,
  ) {
    let status: WayStatus = { reached: null, lastReachedMs: null, problem: null };
    let failures = 0;
    let lastError: unknown;

    const onAnswer = (): void => {
      const before = status.reached;
      status = { ...status, reached: true, lastReachedMs: nowMs() };
      if (before === true) return;
      onEvent({ kind: "reached", way });
      isBack();
    };
    const once = build(
      createHubHttp({
        hubUrl,
        token,
        onAnswer,
        surroundings,
        ...(answerMs === undefined ? {} : { answerMs }),
      }),
    );

    async function attempt(signal: AbortSignal, isItsTime: boolean): Promise<Outcome<T>> {
      try {
        const value = await once(signal);
        failures = 0;
        status = { ...status, problem: null };
        return { ok: true, value };
      } catch (error) {
        const code = error instanceof SyncError ? error.code : "unusable";
        const message = error instanceof Error ? error.message : String(error);
        if (!signal.aborted) failed(error, isItsTime, { code, message });
        return { ok: false, code, message };
      }
    }

    function failed(error: unknown, isItsTime: boolean, problem: NonNullable<WayStatus["problem"]>): void {
      // Every sale asks for a push: a busy till would be told to wait longest.
      failures = isItsTime ? failures + 1 : Math.max(1, failures);
      lastError = error;
      const before = status.problem;
      const kind = problem.code === "unreachable" ? "unreachable" : "rejected";
      status = { ...status, problem, reached: kind === "unreachable" ? false : status.reached };
      if (problem.code !== before?.code || problem.message !== before.message)
        onEvent({ kind, way, ...problem });
    }

    const loop = createLoop(
      attempt,
      ({ ok }) => (ok ? restMs() : retryDelayMs(pollMs, failures, lastError, random())),
      later,
    );
    /** Where it waits for a line that is back. What HQ asked to wait is kept. */
    function wake(): void {
      if (status.reached === false && !(lastError instanceof HubBusy)) void loop.runNow();
    }
    return { loop, status: () => status, wake };
  }

  /** HQ is heard one way: the others have no reason to wait. */
  function isBack(): void {
    for (const { wake } of [up, down]) wake();
  }
}
