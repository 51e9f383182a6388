import { z } from "zod";
import { heldAnswerSchema, heldTo, markOf } from "../held.ts";
import { acknowledgementSchema, BATCH_EVENTS_MAX, encodeBatch } from "../outbox.ts";
import { type Lane, type Mark, type Outbox, type OutboxEvent, PARKED_KIND, SyncError } from "../protocol.ts";
import { HubBusy, type HubHttp } from "./http.ts";
import type { Surroundings } from "./surroundings.ts";

export interface PushOptions {
  readonly http: HubHttp;
  readonly outbox: Outbox;
  readonly onAcknowledged: (lane: Lane, cursor: number, events: number) => void;
  /** HQ holds other events under this journal's numbers: it goes on under a new epoch. */
  readonly onNewEpoch: (fork: SyncError) => void;
  /** HQ has lost what it had acknowledged: it gets it again. */
  readonly onRewound: (lane: Lane, loss: SyncError) => void;
  readonly onParked: (lane: Lane, refusal: SyncError) => void;
  readonly surroundings: Pick<Surroundings, "steadyMs">;
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

/** HQ asked to be left alone with this lane. */
interface Rest {
  readonly untilMs: number;
  readonly message: string;
}

export interface Push {
  /**
   * Sends what is pending, a batch of each lane in turn, until HQ holds it all. What isn't acknowledged stays pending;
   * sending twice counts once. A lane that can't go on doesn't hold up the other; its error is thrown at the end. One that
   * HQ was too busy for rests as long as HQ has asked, whoever asks for a push meanwhile. Where HQ may have gone back,
   * every lane is compared with what it holds (`held.ts`); where it holds something else, the journal opens a new epoch
   * then, and everything after that is sent under it, once a push. Throws SyncError: `unreachable`,
   * `refused`, or `fork`.
   */
  (signal: AbortSignal): Promise<Pushed>;
  /** HQ may have gone back: the next push compares, also where nothing is pending. */
  doubt(): void;
}

export function createPush(options: PushOptions): Push {
  const { http, outbox, onAcknowledged, onNewEpoch, onRewound, onParked, surroundings } = options;
  const doubts = new Map<Lane, Doubt>();
  const rests = new Map<Lane, Rest>();
  /** Lanes that can't go on in this push, and why. */
  const stuck = new Map<Lane, SyncError>();
  let isDoubted = false;

  async function push(signal: AbortSignal): Promise<Pushed> {
    let events = await pushLanes(signal);
    if (isDoubted || forked() !== undefined) {
      const hasGoneBack = await compare(signal);
      isDoubted = false;
      if (hasGoneBack) events += await pushLanes(signal);
    }
    const fork = forked();
    if (fork !== undefined) {
      const { epoch } = await outbox.identity();
      await outbox.renewEpoch(epoch);
      onNewEpoch(fork);
      events += await pushLanes(signal);
    }
    for (const error of stuck.values()) throw error;
    return { events };
  }
  return Object.assign(push, {
    doubt() {
      isDoubted = true;
    },
  });

  /** A lane in which HQ does not go on from what it had acknowledged. */
  function forked(): SyncError | undefined {
    return [...stuck.values()].find(({ code }) => code === "fork");
  }

  /** Every lane stands where HQ holds the same, afterwards. Whether one had to go back for that. */
  async function compare(signal: AbortSignal): Promise<boolean> {
    const marks = await outbox.marks("all");
    const isHeld = await ask(marks, signal);
    let hasGoneBack = false;
    for (const lane of LANES) {
      const mine = marks
        .map((mark, at) => ({ ...mark, isHeld: isHeld[at] === true }))
        .filter((mark) => mark.lane === lane);
      const last = mine.at(-1);
      const row = heldTo(mine);
      if (last === undefined || row === last.row) continue;
      await outbox.rewind(lane, row);
      hasGoneBack = true;
      const message = `HQ does not hold ${lane} ${last.sequence} any more, which it had acknowledged: was its database restored from an older backup?`;
      onRewound(lane, new SyncError("refused", message));
    }
    return hasGoneBack;
  }

  async function ask(marks: readonly Mark[], signal: AbortSignal): Promise<readonly boolean[]> {
    if (marks.length === 0) return [];
    const question = Buffer.from(JSON.stringify({ marks: marks.map(markOf) }));
    const { refusal, body } = await http.post("/v1/outbox/held", question, signal);
    if (refusal !== undefined) throw refusal;
    const { held } = heldAnswerSchema.safeParse(body).data ?? {};
    if (held?.length !== marks.length)
      throw new SyncError("unreachable", "HQ did not say what it still holds of this till");
    return held;
  }

  async function pushLanes(signal: AbortSignal): Promise<number> {
    let events = 0;
    stuck.clear();
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
    const leftMs = (rests.get(lane)?.untilMs ?? 0) - surroundings.steadyMs();
    if (leftMs > 0) {
      stuck.set(lane, new HubBusy(rests.get(lane)!.message, leftMs));
      return { settled: 0, more: false };
    }
    const doubt = doubts.get(lane);
    const pending = await outbox.pending(lane, doubt?.limit ?? BATCH_EVENTS_MAX);
    const [first] = pending;
    if (first === undefined) return { settled: 0, more: false };
    const { refusal, count, settled } = await send(lane, pending, signal);
    if (refusal === undefined) {
      // Whoever goes back comes upon the same event again: how often it was refused still counts.
      if (doubt !== undefined) doubts.set(lane, { ...doubt, limit: BATCH_EVENTS_MAX });
      return { settled, more: true };
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
    const answer = await http.post("/v1/outbox", bytes, signal).catch((error: unknown) => {
      if (error instanceof HubBusy) {
        rests.set(lane, { untilMs: surroundings.steadyMs() + error.retryAfterMs, message: error.message });
        stuck.set(lane, error);
      }
      throw error;
    });
    if (answer.refusal !== undefined) return { refusal: answer.refusal, count, settled: 0 };
    const fork = answer.status === 409 ? forkSchema.safeParse(answer.body).data : undefined;
    const taken = fork ?? acknowledgementSchema.safeParse(answer.body).data;
    if (taken === undefined) throw new SyncError("unreachable", "HQ answered a batch without a cursor");

    // No further than what was sent: only that was compared with what HQ holds.
    const sent = Math.min(from + count - 1, fork ? fork.forkedAt - 1 : Number.POSITIVE_INFINITY);
    const held = Math.min(taken.cursor, sent);
    const settled = Math.max(0, held - from + 1);
    // A note in an event's stead has its hash.
    if (settled > 0 && events[0]!.kind !== PARKED_KIND) {
      await outbox.settle(lane, held, taken.nowMs);
      onAcknowledged(lane, held, settled);
    }
    if (fork) stuck.set(lane, new SyncError("fork", fork.message));
    else if (settled === 0) {
      const message = `HQ holds ${lane} only to ${taken.cursor}, yet all before ${from} was acknowledged: was its database restored from an older backup?`;
      stuck.set(lane, new SyncError("fork", message));
    }
    return { count, settled };
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
