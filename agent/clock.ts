/** When it is in the shop. The engine takes local date, time and weekday as given; zone and summer time are settled here. */

import type { Weekday } from "../engine/context.ts";

export interface LocalTime {
  /** ISO 8601 with the store's offset: "2026-11-21T10:31:00+01:00". */
  readonly at: string;
  readonly date: string;
  readonly time: string;
  readonly weekday: Weekday;
}

const QUARTER_MS = 15 * 60_000;
const formats = new Map<string, Intl.DateTimeFormat>();
/** By zone: the offset that was found last. Zones change theirs on the quarter hour, so it holds for the whole one. */
const offsets = new Map<string, { readonly quarter: number; readonly minutes: number }>();

/** The moment as the clocks in that zone show it. `zone` is an IANA name. */
export function localTime(moment: Date, zone: string): LocalTime {
  const minutes = offsetMinutes(moment, zone);
  const local = new Date(moment.getTime() + minutes * 60_000);
  const shown = local.toISOString();
  const size = Math.abs(minutes);
  const offset = `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  const day = local.getUTCDay();
  return {
    at: `${shown.slice(0, 19)}${offset}`,
    date: shown.slice(0, 10),
    time: shown.slice(11, 19),
    weekday: (day === 0 ? 7 : day) as Weekday,
  };
}

/** Asking Intl costs more than evaluating a small basket, and this runs on the thread that answers. */
function offsetMinutes(moment: Date, zone: string): number {
  const quarter = Math.floor(moment.getTime() / QUARTER_MS);
  const known = offsets.get(zone);
  if (known?.quarter === quarter) return known.minutes;
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeZoneName: "longOffset" });
    formats.set(zone, format);
  }
  const name = format.formatToParts(moment).find(({ type }) => type === "timeZoneName")?.value ?? "GMT";
  const [, sign = "+", hours = "0", rest = "0"] = /^GMT(?:([+-])(\d\d):(\d\d))?/.exec(name) ?? [];
  const minutes = (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(rest));
  offsets.set(zone, { quarter, minutes });
  return minutes;
}

const two = (value: number) => String(value).padStart(2, "0");

/** The machine's own zone. */
export function machineZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
