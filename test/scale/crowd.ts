/**
 * A crowd of tills that sell and send what they sold to HQ, each at its own time: when they wait, when they try again and how much
 * they send at once is decided by the functions that tills run. Seeded: the same crowd does the same.
 */

import { pollDelayMs, retryDelayMs } from "../../sync/client/backoff.ts";
import { HubBusy } from "../../sync/client/http.ts";
import { BATCH_EVENTS_MAX } from "../../sync/outbox.ts";
import { SyncError } from "../../sync/protocol.ts";
import { random } from "../bench/random.ts";
import { Happenings } from "./happenings.ts";
import { Hq, type HqSize, type Turning } from "./hubs.ts";
import { type HubCosts, MEASURED } from "./inputs.ts";

export interface CrowdStory extends HqSize {
  readonly tills: number;
  /** Of one till, on average. */
  readonly salesPerHour: number;
  /** So long HQ was away when the story begins. */
  readonly awayHours: number;
  /** Receipts that each till has kept from before: by default what it sold while HQ was away. */
  readonly backlogEach?: number;
  /** How long it goes on; it may end sooner, when nothing of the backlog is left. */
  readonly minutes: number;
  readonly turning?: Turning;
  readonly costs?: HubCosts;
  readonly seed?: number;
}

export interface CrowdOutcome {
  /** Until HQ had all that tills had sold while it was away; undefined: not in the time of the story. */
  readonly drainedMinutes: number | undefined;
  readonly receipts: number;
  readonly requests: number;
  /** Sent away with a time to come again. */
  readonly refused: number;
  /** Answered when the till had stopped waiting. */
  readonly inVain: number;
  /** At one process, at most. */
  readonly mostWaiting: number;
  /** From a sale to HQ's word that it has it; of what was sold in the story's time, by every hundredth till. */
  readonly liveMs: { readonly p50: number; readonly p99: number };
  readonly busy: { readonly hub: number; readonly database: number };
}

/** `agent/config.ts`, `hq.pollSeconds`. */
const POLL_MS = 30_000;
/** `sync/client/http.ts`: ten seconds, and a tenth of that more for every 8 KiB that the answer may have. */
const PATIENCE_MS = 18_000;
/** There and back. */
const LINE_MS = 40;
/** A receipt packed with others of its kind (`npm run test:long -- month`). */
const PACKED_BYTES = 150;
const SAMPLED = 100;

const SALE = 0;
const TIMER = 1;
const READ = 2;
const STORED = 3;
const GAVE_UP = 4;

const unreachable = new SyncError("unreachable", "HQ does not answer");

export function crowd(story: CrowdStory): CrowdOutcome {
  const { tills, hubs, databases, salesPerHour, awayHours, minutes } = story;
  const draw = random(story.seed ?? 1);
  const happenings = new Happenings();
  const costs = story.costs ?? MEASURED;
  const kinds = { readBy: READ, stored: STORED };
  const hq = new Hq(
    happenings,
    { hubs, databases },
    costs,
    story.turning ?? "as shipped",
    kinds,
    PATIENCE_MS,
  );
  const pending = new Int32Array(tills);
  const old = new Int32Array(tills);
  /** The number of the question that each waits for; 0: none. */
  const asking = new Int32Array(tills);
  const failures = new Uint8Array(tills);
  const restUntilMs = new Float64Array(tills);
  const timerMs = new Float64Array(tills);
  const sampled = new Map<number, number[]>();
  const ages: number[] = [];
  const patience = new Patience(happenings);
  let [questions, requests, receipts, oldLeft] = [0, 0, 0, 0];
  let drainedMs: number | undefined;

  const untilSale = () => (-Math.log(1 - draw()) * 3_600_000) / salesPerHour;
  for (let till = 0; till < tills; till += 1) {
    const backlog = story.backlogEach ?? poisson(salesPerHour * awayHours, draw);
    pending[till] = backlog;
    old[till] = backlog;
    oldLeft += backlog;
    if (till % SAMPLED === 0) sampled.set(till, []);
    if (salesPerHour > 0) happenings.at(untilSale(), SALE, till);
    // It has tried in vain for a long time: somewhere in its longest back-off.
    failures[till] = awayHours > 0 ? 10 : 0;
    setTimer(till, awayHours > 0 ? 300_000 * draw() : pollDelayMs(POLL_MS, draw()));
  }
  if (oldLeft === 0) drainedMs = 0;

  const endMs = minutes * 60_000;
  while (happenings.next() && happenings.nowMs < endMs) {
    const { nowMs, what, who } = happenings;
    if (what === SALE) {
      pending[who]! += 1;
      sampled.get(who)?.push(nowMs);
      happenings.at(nowMs + untilSale(), SALE, who);
      push(who);
    } else if (what === TIMER) {
      if (timerMs[who] === nowMs) push(who);
    } else if (what === READ) hq.worked(who);
    else if (what === STORED) answered(who);
    else for (const till of patience.over(asking)) gaveUp(till);
    if (drainedMs !== undefined && awayHours > 0) break;
  }

  ages.sort((a, b) => a - b);
  const { refused, inVain, mostWaiting } = hq;
  const at = (share: number) => Math.round(ages[Math.floor(ages.length * share)] ?? Number.NaN);
  return {
    drainedMinutes: drainedMs === undefined ? undefined : drainedMs / 60_000,
    ...{ receipts, requests, refused, inVain, mostWaiting },
    liveMs: { p50: at(0.5), p99: at(0.99) },
    busy: hq.busy(),
  };

  function setTimer(till: number, inMs: number): void {
    timerMs[till] = happenings.nowMs + inMs;
    happenings.at(timerMs[till]!, TIMER, till);
  }

  function push(till: number): void {
    const { nowMs } = happenings;
    if (asking[till] !== 0 || nowMs < restUntilMs[till]!) return;
    if (pending[till] === 0) {
      setTimer(till, pollDelayMs(POLL_MS, draw()));
      return;
    }
    const count = Math.min(pending[till]!, BATCH_EVENTS_MAX);
    const hub = Math.floor(draw() * hubs);
    requests += 1;
    const bytes = 250 + count * PACKED_BYTES;
    const question = questions + 1;
    const laterMs = hq.take({ till, receipts: count, bytes, sentMs: nowMs, hub, question });
    if (laterMs !== undefined) {
      const askedMs = Math.ceil(laterMs / 1000) * 1000;
      restUntilMs[till] = nowMs + askedMs;
      failures[till] = Math.min(200, failures[till]! + 1);
      setTimer(till, retryDelayMs(POLL_MS, failures[till]!, new HubBusy("", askedMs), draw()));
      return;
    }
    questions = question;
    asking[till] = question;
    patience.begin(till, question);
  }

  function answered(id: number): void {
    const { till, receipts: count, question } = hq.stored(id);
    const { nowMs } = happenings;
    if (asking[till] !== question) return;
    asking[till] = 0;
    failures[till] = 0;
    pending[till]! -= count;
    receipts += count;
    const ofOld = Math.min(count, old[till]!);
    old[till]! -= ofOld;
    oldLeft -= ofOld;
    if (oldLeft === 0) drainedMs ??= nowMs;
    const times = sampled.get(till);
    for (const soldMs of times?.splice(0, count - ofOld) ?? []) ages.push(nowMs + LINE_MS - soldMs);
    push(till);
  }

  function gaveUp(till: number): void {
    asking[till] = 0;
    failures[till] = Math.min(200, failures[till]! + 1);
    setTimer(till, retryDelayMs(POLL_MS, failures[till]!, unreachable, draw()));
  }
}

/** Who has waited as long as a till does. Everybody waits equally long: who asked first gives up first. */
class Patience {
  readonly #happenings: Happenings;
  readonly #asked: { readonly till: number; readonly question: number; readonly untilMs: number }[] = [];
  #first = 0;
  #isSet = false;

  constructor(happenings: Happenings) {
    this.#happenings = happenings;
  }

  begin(till: number, question: number): void {
    this.#asked.push({ till, question, untilMs: this.#happenings.nowMs + PATIENCE_MS });
    if (!this.#isSet) this.#set();
  }

  /** @param asking the question that each till waits for */
  over(asking: Int32Array): readonly number[] {
    const tills: number[] = [];
    for (; this.#first < this.#asked.length; this.#first += 1) {
      const { till, question, untilMs } = this.#asked[this.#first]!;
      const isOver = untilMs <= this.#happenings.nowMs;
      if (asking[till] === question) {
        if (!isOver) break;
        tills.push(till);
      }
    }
    if (this.#first > 10_000) {
      this.#asked.splice(0, this.#first);
      this.#first = 0;
    }
    this.#isSet = false;
    this.#set();
    return tills;
  }

  #set(): void {
    const next = this.#asked[this.#first];
    if (next === undefined) return;
    this.#isSet = true;
    this.#happenings.at(next.untilMs, GAVE_UP, 0);
  }
}

/** How many sales there were where so many are to be expected. */
function poisson(expected: number, draw: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  return Math.max(0, Math.round(expected + Math.sqrt(expected) * normal));
}
