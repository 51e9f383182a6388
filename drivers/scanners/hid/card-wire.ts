/** For tests: what a magnetic card reader sends for a swipe, and a reader's descriptor. */
import { type CardLayout, magtekLayout } from "./card-layout.ts";

/** One report. `undefined` for a track that could not be read. */
export function cardReport(
  tracks: readonly (string | undefined)[],
  layout: CardLayout = magtekLayout,
  bytes = 337,
): Uint8Array {
  const report = new Uint8Array(bytes);
  if (layout.reportId !== 0) report[0] = layout.reportId;
  for (const [index, place] of layout.tracks.entries()) {
    const track = tracks[index];
    if (track === undefined && place.status !== undefined) report[place.status] = 1;
    report[place.length] = track?.length ?? 0;
    report.set(Buffer.from(track ?? "", "latin1"), place.data);
  }
  return report;
}

/** Of a reader with 110 bytes a track. Source: MagTek D99875191, section 4, "Report descriptor". */
export const magtekDescriptor: Uint8Array = Buffer.from(
  "0600ff0901a1011500 26ff007508 0920092109220928 0929092a09389507 8102 0930956e820201 0931956e820201 0932956e820201 09209518b20201 c0".replaceAll(
    " ",
    "",
  ),
  "hex",
);
