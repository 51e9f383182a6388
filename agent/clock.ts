/** When it is in the shop. The engine takes local date, time and weekday as given; zone and summer time are settled here. */

import type { Weekday } from "../engine/context.ts";

export interface LocalTime {
  /** ISO 8601 with the store's offset: "2026-11-21T10:31:00+01:00". */
  readonly at: string;
  readonly date: string;
  readonly time: string;
  readonly weekday: Weekday;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The moment as the clocks in that zone show it. `zone` is an IANA name. */
export function localTime(moment: Date, zone: string): LocalTime {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
      timeZoneName: "longOffset",
    });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, value]));
  const date = `${part.year}-${part.month}-${part.day}`;
  const time = `${part.hour}:${part.minute}:${part.second}`;
  const offset = part.timeZoneName?.replace(/^GMT$/, "GMT+00:00").replace("GMT", "") ?? "+00:00";
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return { at: `${date}T${time}${offset}`, date, time, weekday: (day === 0 ? 7 : day) as Weekday };
}

/** The machine's own zone. */
export function machineZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
