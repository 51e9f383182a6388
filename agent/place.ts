/** Where and when a sale begins: the till's own place, and the store's clock as HQ's configuration says. */

import type { Channel } from "../engine/context.ts";
import { localTime, machineZone } from "./clock.ts";
import type { Begun } from "./session/session.ts";
import type { Releases } from "./workers/releases.ts";

export interface Place {
  /** @param at ISO 8601 with offset; absent: now, by the agent's clock */
  begunAt(at: string | undefined, channel: Channel): Begun;
  /** IANA zone of the store. */
  zone(): string;
  /** When the business day ends that it is now, by the agent's clock: milliseconds since 1970. */
  dayEndsMs(nowMs: number): number;
}

/** Nobody shops between one day and the next. */
const DAY_ENDS_MINUTES = 4 * 60;

export interface PlaceParts {
  readonly store: string;
  readonly till: string;
  /** Until the release says it. */
  readonly timeZone: string | undefined;
  readonly releases: Releases;
}

export function createPlace({ store, till, timeZone, releases }: PlaceParts): Place {
  const setting = () =>
    (releases.current()?.store ?? {}) as { timeZone?: string; storeGroups?: readonly string[] };
  const zone = () => setting().timeZone ?? timeZone ?? machineZone();
  return {
    zone,
    dayEndsMs(nowMs) {
      const [hours = 0, minutes = 0] = localTime(new Date(nowMs), zone()).time.split(":").map(Number);
      const left = (DAY_ENDS_MINUTES - hours * 60 - minutes + 1440) % 1440 || 1440;
      return nowMs + left * 60_000;
    },
    begunAt(at, channel) {
      const moment = at === undefined ? new Date() : new Date(at);
      const { storeGroups = [] } = setting();
      return { ...localTime(moment, zone()), store, storeGroups, till, channel };
    },
  };
}
