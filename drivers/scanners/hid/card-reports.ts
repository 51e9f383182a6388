/** Tracks out of the input report of a magnetic card reader: one report a swipe. */
import type { CardLayout, TrackPlace } from "./card-layout.ts";

/**
 * The tracks that could be read; `undefined` for a report that is no swipe of this layout. Never throws.
 * The report is wiped: whatever was on the card is gone with what this function returned.
 */
export function readCardReport(report: Uint8Array, layout: CardLayout): readonly string[] | undefined {
  const tracks = layout.tracks.map((place) => readTrack(report, place));
  report.fill(0);
  return tracks.some((track) => track === undefined)
    ? undefined
    : tracks.filter((track): track is string => track !== undefined && track !== "");
}

/** "" for a track that is not there or could not be read; `undefined` where the report has no room for it. */
function readTrack(report: Uint8Array, { status, length, data, dataMax }: TrackPlace): string | undefined {
  const count = report[length];
  if (count === undefined || count > dataMax || data + count > report.length) return undefined;
  if (status !== undefined && ((report[status] ?? 0) & 1) !== 0) return "";
  return Buffer.from(report.buffer, report.byteOffset + data, count).toString("latin1");
}
