import { z } from "zod";
import { acknowledgementSchema, BATCH_EVENTS_MAX, encodeBatch } from "../outbox.ts";
import { type Lane, type Outbox, type OutboxEvent, PARKED_KIND, SyncError } from "../protocol.ts";
import type { HubHttp } from "./http.ts";

export interface PushOptions {
  readonly http: HubHttp;
  readonly outbox: Outbox;
  readonly onAcknowledged: (lane: Lane, cursor: number, events: number) => void;
  /** HQ holds other events under this journal's numbers: it goes on under a new epoch. */
  readonly onNewEpoch: (fork: SyncError) => void;
  /** HQ has lost what it had acknowledged: it gets it again. */
  readonly onRewound: (lane: Lane, loss: SyncError) => void;
  readonly onParked: (lane: Lane, refusal: SyncError) => void;
}

export interface Pushed {
  readonly events: number;
}

/** Claims first: they are few, and others wait for them. */
const LANES: readonly Lane[] = ["claims", "sales"];
/** Pushes in which HQ must have refused the very same event before the others go on without it. */
const PARKED_AFTER = 3;
const forkSchema = acknowledgementSchema.extend({
  code: z.literal("fork"),
  message: z.string(),
  forkedAt: z.int(),
});

/** What is known of a lane of which HQ refused a batch: how many events to send, and what became of one alone. */
interface Doubt {
  readonly limit: number;
  readonly hash?: string;
  readonly times: number;
}

/**
 * One push: sends what is pending, a batch of each lane in turn, until HQ holds it all. What isn't acknowledged stays
 * pending; sending twice counts once. A lane that can't go on doesn't hold up the other; its error is thrown at the
 * end. Where HQ tells of a fork, what both hold alike is looked for, the journal opens a new epoch, and everything after
 * that is sent under it, once a push. Throws SyncError: `unreachable`, `refused`, or `fork`.
 */
export function createPush(options: PushOptions): (signal: AbortSignal) => Promise<Pushed> {
  const { http, outbox, onAcknowledged, onNewEpoch, onRewound, onParked } = options;
  const doubts = new Map<Lane, Doubt>();
  /** Lanes that can't go on in this push, and why. */
  const stuck = new Map<Lane, SyncError>();
  const rewound = new Set<Lane>();
  /** Up to where HQ was seen to hold the very same events, in this push. */
  const alike = new Map<Lane, number>();
  /** The first event of a lane that did not fit, where nothing says that those before it do. */
  const doubted = new Map<Lane, number>();
  /** What was acknowledged once is not counted again. */
  const counted = new Map<Lane, number>();

  return async function push(signal) {
    for (const each of [rewound, alike, counted]) each.clear();
    const { epoch } = await outbox.identity();
    let events = await pushLanes(signal);
    for (let by = BATCH_EVENTS_MAX; await goBack(by); by *= 2) events += await pushLanes(signal);
    const fork = [...stuck.values()].find(({ code }) => code === "fork");
    if (fork !== undefined) {
      await outbox.renewEpoch(epoch);
      onNewEpoch(fork);
      counted.clear();
      events += await pushLanes(signal);
    }
    for (const error of stuck.values()) throw error;
    return { events };
  };

  /**
   * An HQ that was restored from its backup may have taken a copy's events in the place of those that it had acknowledged:
   * what is sent anew must begin where both are alike. False: nothing is in doubt.
   */
  async function goBack(by: number): Promise<boolean> {
    const lanes = [...doubted];
    for (const [lane, from] of lanes) {
      const acknowledged = from - 1;
      counted.set(lane, Math.max(acknowledged, counted.get(lane) ?? 0));
      // To 0 only from 1: a journal takes that for an HQ that has nothing of this epoch.
      await outbox.rewind(lane, Math.max(acknowledged > 1 ? 1 : 0, acknowledged - by));
      const [first] = await outbox.pending(lane, 1);
      // Those before it are not kept any more: HQ has acknowledged them, and nobody else can tell.
      if (first !== undefined && first.sequence >= from) doubted.delete(lane);
    }
    return doubted.size > 0;
  }

  async function pushLanes(signal: AbortSignal): Promise<number> {
    let events = 0;
    stuck.clear();
    doubted.clear();
    // A lane that had nothing is asked again while the other goes on: what is used meanwhile doesn't wait for a backlog.
    for (let goesOn = true; goesOn; ) {
      goesOn = false;
      for (const lane of LANES) {
        if (stuck.has(lane)) continue;
        const { settled, more } = await pushBatch(lane, signal);
        events += settled;
        goesOn ||= more;
      }
    }
    return events;
  }

  /** Sends one batch; how many of its events HQ holds now, and whether there may be more to send. */
  async function pushBatch(lane: Lane, signal: AbortSignal): Promise<{ settled: number; more: boolean }> {
    const doubt = doubts.get(lane);
    const pending = await outbox.pending(lane, doubt?.limit ?? BATCH_EVENTS_MAX);
    const [first] = pending;
    if (first === undefined) return { settled: 0, more: false };
    const { refusal, count, fresh } = await send(lane, pending, signal);
    if (refusal === undefined) {
      // Whoever goes back comes upon the same event again: how often it was refused still counts.
      if (doubt !== undefined) doubts.set(lane, { ...doubt, limit: BATCH_EVENTS_MAX });
      return { settled: fresh, more: true };
    }
    if (count > 1) {
      // One of them is to blame: ever fewer, until it stands alone.
      doubts.set(lane, { times: 0, ...doubt, limit: Math.floor(count / 2) });
      return { settled: 0, more: true };
    }
    const times = doubt?.hash === first.hash ? doubt.times + 1 : 1;
    doubts.set(lane, { limit: 1, hash: first.hash, times });
    if (times >= PARKED_AFTER && (await park(lane, first, refusal, signal)))
      return { settled: 0, more: true };
    if (!stuck.has(lane)) stuck.set(lane, refusal);
    return { settled: 0, more: false };
  }

  async function send(lane: Lane, events: readonly OutboxEvent[], signal: AbortSignal) {
    const from = events[0]!.sequence;
    const { bytes, count } = await encodeBatch(await outbox.identity(), lane, events);
    const answer = await http.post("/v1/outbox", bytes, signal);
    if (answer.refusal !== undefined) return { refusal: answer.refusal, count, settled: 0, fresh: 0 };
    const fork = answer.status === 409 ? forkSchema.safeParse(answer.body).data : undefined;
    const cursor = fork?.cursor ?? acknowledgementSchema.safeParse(answer.body).data?.cursor;
    if (cursor === undefined) throw new SyncError("unreachable", "HQ answered a batch without a cursor");

    // No further than what was sent: only that was compared with what HQ holds.
    const sent = Math.min(from + count - 1, fork ? fork.forkedAt - 1 : Number.POSITIVE_INFINITY);
    const held = Math.min(cursor, sent);
    const settled = Math.max(0, held - from + 1);
    const fresh = Math.min(settled, Math.max(0, held - (counted.get(lane) ?? 0)));
    // A note in an event's stead has its hash.
    if (settled > 0) alike.set(lane, held);
    if (settled > 0 && events[0]!.kind !== PARKED_KIND) {
      await outbox.settle(lane, held);
      if (fresh > 0) onAcknowledged(lane, held, fresh);
    }
    if (fork) {
      stuck.set(lane, new SyncError("fork", fork.message));
      if (fork.forkedAt <= from && from > 1 && alike.get(lane) !== from - 1) doubted.set(lane, from);
    } else if (settled === 0) {
      const message = `HQ holds ${lane} only to ${cursor}, yet all before ${from} was acknowledged: was HQ's database restored from an older backup?`;
      const loss = new SyncError("refused", message);
      if (rewound.has(lane)) stuck.set(lane, loss);
      else {
        rewound.add(lane);
        await outbox.rewind(lane, cursor);
        onRewound(lane, loss);
      }
    }
    return { count, settled, fresh };
  }

  /**
   * A note with the event's place and hash keeps the lane gapless: HQ quarantines it, and the events after it fit. An
   * HQ that refuses the note too refuses everything: then nothing is parked.
   */
  async function park(
    lane: Lane,
    event: OutboxEvent,
    refusal: SyncError,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { kind, sequence, body } = event;
    const note = { kind, bytes: Buffer.byteLength(body), reason: refusal.message };
    const answer = await send(lane, [{ ...event, kind: PARKED_KIND, body: JSON.stringify(note) }], signal);
    if (answer.settled !== 1) return false;
    await outbox.park(lane, sequence, refusal.message);
    doubts.delete(lane);
    onParked(lane, refusal);
    return true;
  }
}
