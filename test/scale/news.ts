/**
 * How long a release is on its way to a crowd of tills: hub processes tell one listener after the other, tills look at a head
 * that an edge of a CDN may still have from before, and look again by the functions that they run. Seeded.
 */

import { pollDelayMs } from "../../sync/client/backoff.ts";
import { HINT_JITTER_MS, LOOK_AGAIN_MS, LOOKS_AGAIN } from "../../sync/client/client.ts";
import { random } from "../bench/random.ts";
import { type HubCosts, MEASURED } from "./inputs.ts";

export interface NewsStory {
  readonly tills: number;
  /** Processes that tell of it; 0: tills find out by looking. */
  readonly hubs: number;
  /** Of the CDN; each has its own copy of the head, from its own moment. */
  readonly edges: number;
  readonly edgeKeepsMs: number;
  /** Whether who came too early on a hint looks again, as tills do, or waits for the next poll. */
  readonly looksAgain?: boolean;
  readonly costs?: HubCosts;
  readonly seed?: number;
}

export interface NewsOutcome {
  /** From the signed head to active; seconds. */
  readonly activeSeconds: { readonly p50: number; readonly p99: number; readonly last: number };
  readonly looks: number;
  /** In the fullest second. */
  readonly mostLooksASecond: number;
}

const POLL_MS = 30_000;
const LINE_MS = 40;
/** 50 KB over a line of 2 Mbit/s, and what checking and activating a day's changes takes. */
const FETCHED_MS = 200 + 100;

export function news(story: NewsStory): NewsOutcome {
  const { tills, hubs, edges, edgeKeepsMs, looksAgain = true, costs = MEASURED } = story;
  const draw = random(story.seed ?? 1);
  const freshMs = Float64Array.from({ length: edges }, () => edgeKeepsMs * draw());
  const activeMs = new Float64Array(tills);
  const perSecond: number[] = [];
  let looks = 0;
  for (let till = 0; till < tills; till += 1) {
    const fresh = freshMs[till % edges]!;
    const hintedMs = (Math.ceil((till + 1) / hubs) * costs.hintUs) / 1000 + HINT_JITTER_MS * draw();
    // It last looked some time before, and not at the same moment as the others.
    const ownMs = pollDelayMs(POLL_MS, draw()) * draw();
    let atMs = hubs === 0 ? ownMs : Math.min(ownMs, hintedMs);
    let left = hubs > 0 && looksAgain ? LOOKS_AGAIN : 0;
    let isHinted = hubs > 0 && atMs === hintedMs;
    for (;;) {
      looks += 1;
      const second = Math.floor(atMs / 1000);
      perSecond[second] = (perSecond[second] ?? 0) + 1;
      if (atMs >= fresh) break;
      const untilPollMs = pollDelayMs(POLL_MS, draw());
      if (!isHinted && hubs > 0 && hintedMs > atMs) {
        isHinted = true;
        atMs = hintedMs;
      } else if (left > 0) {
        left -= 1;
        atMs += pollDelayMs(LOOK_AGAIN_MS, draw());
      } else atMs += untilPollMs;
    }
    activeMs[till] = atMs + LINE_MS + FETCHED_MS;
  }
  activeMs.sort();
  const seconds = (share: number) => Math.round(activeMs[Math.ceil(tills * share) - 1]! / 100) / 10;
  return {
    activeSeconds: { p50: seconds(0.5), p99: seconds(0.99), last: seconds(1) },
    looks,
    mostLooksASecond: Math.max(...Array.from(perSecond, (count = 0) => count)),
  };
}
