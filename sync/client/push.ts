import { z } from "zod";
import { acknowledgementSchema, BATCH_EVENTS_MAX, encodeBatch } from "../outbox.ts";
import { type Lane, type Outbox, SyncError } from "../protocol.ts";
import type { HubHttp } from "./http.ts";

export interface PushOptions {
  readonly http: HubHttp;
  readonly outbox: Outbox;
  readonly onAcknowledged: (lane: Lane, cursor: number, events: number) => void;
}

export interface Pushed {
  readonly events: number;
}

/** Claims first: they are few, and others wait for them. */
const LANES: readonly Lane[] = ["claims", "sales"];
const forkSchema = acknowledgementSchema.extend({
  code: z.literal("fork"),
  message: z.string(),
  forkedAt: z.int(),
});

/** A lane that can't go on. A fork lasts until the journal has another epoch; the rest is tried at every push. */
interface Stuck {
  readonly error: SyncError;
  readonly forkedEpoch?: string;
}

/**
 * One push: sends what is pending, a batch of each lane in turn, until HQ holds it all. What isn't acknowledged stays
 * pending; sending twice counts once. A lane that can't go on doesn't hold up the other; its error is thrown at the
 * end. Throws SyncError: `unreachable`, `refused`, or `fork` when HQ holds other events under the same numbers.
 */
export function createPush({
  http,
  outbox,
  onAcknowledged,
}: PushOptions): (signal: AbortSignal) => Promise<Pushed> {
  const stuck = new Map<Lane, Stuck>();

  return async function push(signal) {
    const { epoch } = await outbox.identity();
    for (const lane of LANES) if (stuck.get(lane)?.forkedEpoch !== epoch) stuck.delete(lane);
    let events = 0;
    for (let moved = true; moved; ) {
      moved = false;
      for (const lane of LANES) {
        if (stuck.has(lane)) continue;
        const count = await pushBatch(lane, signal);
        events += count;
        moved ||= count > 0;
      }
    }
    for (const { error } of stuck.values()) throw error;
    return { events };
  };

  /** Sends one batch; how many of its events HQ holds now. */
  async function pushBatch(lane: Lane, signal: AbortSignal): Promise<number> {
    const pending = await outbox.pending(lane, BATCH_EVENTS_MAX);
    const first = pending[0]?.sequence;
    if (first === undefined) return 0;
    const identity = await outbox.identity();
    const { bytes, count } = await encodeBatch(identity, lane, pending);
    const answer = await http.post("/v1/outbox", bytes, signal);
    const fork = answer.status === 409 ? forkSchema.safeParse(answer.body).data : undefined;
    const cursor = fork?.cursor ?? acknowledgementSchema.safeParse(answer.body).data?.cursor;
    if (cursor === undefined) throw new SyncError("unreachable", "HQ answered a batch without a cursor");

    // No further than what was sent: only that was compared with what HQ holds.
    const sent = Math.min(first + count - 1, fork ? fork.forkedAt - 1 : Number.POSITIVE_INFINITY);
    const held = Math.min(cursor, sent);
    const settled = Math.max(0, held - first + 1);
    if (settled > 0) {
      await outbox.settle(lane, held);
      onAcknowledged(lane, held, settled);
    }
    if (fork) {
      stuck.set(lane, { error: new SyncError("fork", fork.message), forkedEpoch: identity.epoch });
    } else if (settled === 0) {
      const message = `HQ holds ${lane} only to ${cursor}, yet all before ${first} was acknowledged: was HQ's database restored from an older backup?`;
      stuck.set(lane, { error: new SyncError("refused", message) });
    }
    return settled;
  }
}
