/**
 * What a MagTek reader shows and sends. Written from MagTek's manual D99875191 (USB HID swipe reader, report descriptor
 * and card data), without a look at the driver.
 */

const TRACK_BYTES = 110;
const TRACKS = 3;

/** Status, length and data of three tracks, all in one report without a number. */
export const MAGNETIC_DESCRIPTOR = Uint8Array.of(
  ...[0x06, 0x00, 0xff, 0x09, 0x01, 0xa1, 0x01, 0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08],
  ...[
    0x09, 0x20, 0x09, 0x21, 0x09, 0x22, 0x09, 0x28, 0x09, 0x29, 0x09, 0x2a, 0x09, 0x38, 0x95, 0x07, 0x81,
    0x02,
  ],
  ...[0x30, 0x31, 0x32].flatMap((track) => [0x09, track, 0x95, TRACK_BYTES, 0x82, 0x02, 0x01]),
  ...[0x09, 0x20, 0x95, 0x18, 0xb2, 0x02, 0x01, 0xc0],
);
export const MAGNETIC_REPORT_BYTES = 7 + TRACKS * TRACK_BYTES;

/** One swipe; undefined: a track that was there and could not be read. */
export function swipe(...tracks: readonly (string | undefined)[]): Buffer {
  const report = Buffer.alloc(MAGNETIC_REPORT_BYTES);
  for (let n = 0; n < TRACKS; n++) {
    const track = n in tracks ? tracks[n] : "";
    report[n] = track === undefined ? 1 : 0;
    report[3 + n] = track?.length ?? 0;
    report.write(track ?? "", 7 + n * TRACK_BYTES, "latin1");
  }
  return report;
}
