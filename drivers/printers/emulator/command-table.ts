/**
 * The commands of the printer's language: first bytes, name, and how many bytes follow. An entry says nothing about
 * what the command does; `print-head.ts` does that. Those for Kanji are heard and change nothing here.
 * Source: Epson ESC/POS command reference (TM-T88 family), one entry a page; bit layouts also in the Bixolon and
 * Ithaca manuals.
 */

/** Bytes that follow the prefix: a count, or what it takes to count them. `undefined`: not all of them are here yet. */
export type Length = number | ((bytes: Uint8Array, at: number) => number | undefined);

export interface CommandShape {
  readonly name: string;
  readonly length: Length;
}

/** pL pH, then that many bytes. */
const counted: Length = (bytes, at) =>
  at + 2 > bytes.length ? undefined : 2 + bytes[at]! + bytes[at + 1]! * 256;

/** p1 p2 p3 p4, then that many bytes (GS 8 L). */
const countedWide: Length = (bytes, at) =>
  at + 4 > bytes.length
    ? undefined
    : 4 + bytes[at]! + bytes[at + 1]! * 256 + bytes[at + 2]! * 65_536 + bytes[at + 3]! * 16_777_216;

/** Up to and with the NUL that ends a list. */
const untilNul: Length = (bytes, at) => {
  const end = bytes.indexOf(0, at);
  return end < 0 ? undefined : end - at + 1;
};

/** m nL nH after ESC *: modes 32 and 33 carry three bytes a column, the others one. */
const columnImage: Length = (bytes, at) => {
  if (at + 3 > bytes.length) return undefined;
  const columns = bytes[at + 1]! + bytes[at + 2]! * 256;
  return 3 + columns * (bytes[at]! >= 32 ? 3 : 1);
};

/** m xL xH yL yH after GS v 0, then x × y bytes. */
const rasterImage: Length = (bytes, at) => {
  if (at + 5 > bytes.length) return undefined;
  return 5 + (bytes[at + 1]! + bytes[at + 2]! * 256) * (bytes[at + 3]! + bytes[at + 4]! * 256);
};

/** GS k: m of 0 to 6 is function A (data up to a NUL), 65 to 79 function B (a count before the data). */
const barcode: Length = (bytes, at) => {
  if (at + 2 > bytes.length) return undefined;
  if (bytes[at]! >= 65) return 2 + bytes[at + 1]!;
  const end = bytes.indexOf(0, at + 1);
  return end < 0 ? undefined : end - at + 1;
};

/** GS V: m of 65, 66, 97, 98, 103, 104 is followed by the feed. */
const cut: Length = (bytes, at) => (at >= bytes.length ? undefined : bytes[at]! >= 65 ? 2 : 1);

/** DLE DC4: fn 1 and 2 (pulse, power off) carry two bytes, 3 five, 7 one, 8 (clear) seven. */
const realTimeRequest: Length = (bytes, at) => {
  if (at >= bytes.length) return undefined;
  return { 1: 3, 2: 3, 3: 6, 7: 2, 8: 8 }[bytes[at]!] ?? 1;
};

const shape = (name: string, length: Length = 0): CommandShape => ({ name, length });

/** Keyed by the prefix in hexadecimal. Longer prefixes win. */
export const commandTable: Readonly<Record<string, CommandShape>> = {
  "09": shape("tab"),
  "0a": shape("line-feed"),
  "0d": shape("carriage-return"),
  "0c": shape("form-feed"),
  "18": shape("cancel"),
  "1004": shape("real-time-status", 1),
  "1005": shape("real-time-recover", 1),
  "1014": shape("real-time-request", realTimeRequest),
  "1b20": shape("character-space", 1),
  "1b21": shape("print-mode", 1),
  "1b24": shape("absolute-position", 2),
  "1b2a": shape("column-image", columnImage),
  "1b2d": shape("underline", 1),
  "1b32": shape("line-spacing-default"),
  "1b33": shape("line-spacing", 1),
  "1b3d": shape("select-device", 1),
  "1b40": shape("initialise"),
  "1b44": shape("tab-stops", untilNul),
  "1b45": shape("bold", 1),
  "1b47": shape("double-strike", 1),
  "1b4a": shape("feed-dots", 1),
  "1b4d": shape("font", 1),
  "1b52": shape("national-set", 1),
  "1b55": shape("one-direction", 1),
  "1b56": shape("rotate", 1),
  "1b5c": shape("relative-position", 2),
  "1b61": shape("align", 1),
  "1b6333": shape("paper-sensors-signal", 1),
  "1b6334": shape("paper-sensors-stop", 1),
  "1b6335": shape("panel-buttons", 1),
  "1b64": shape("feed-lines", 1),
  "1b69": shape("cut-partly-old"),
  "1b6d": shape("cut-partly-old"),
  "1b70": shape("drawer-pulse", 3),
  "1b72": shape("colour", 1),
  "1b74": shape("code-page", 1),
  "1b7b": shape("upside-down", 1),
  "1c21": shape("kanji-mode", 1),
  "1c26": shape("kanji-on"),
  "1c2841": shape("kanji-font", counted),
  "1c2d": shape("kanji-underline", 1),
  "1c43": shape("kanji-codes", 1),
  "1c53": shape("kanji-space", 2),
  "1c57": shape("kanji-size", 1),
  "1c2e": shape("kanji-off"),
  "1d21": shape("character-size", 1),
  "1d2841": shape("test-print", counted),
  "1d2845": shape("user-settings", counted),
  "1d2848": shape("response-request", counted),
  "1d284b": shape("print-control", counted),
  "1d284c": shape("graphics", counted),
  "1d286b": shape("two-dimensional-code", counted),
  "1d384c": shape("graphics-wide", countedWide),
  "1d42": shape("inverse", 1),
  "1d48": shape("barcode-text-place", 1),
  "1d49": shape("identify", 1),
  "1d4c": shape("left-margin", 2),
  "1d50": shape("motion-units", 2),
  "1d56": shape("cut", cut),
  "1d57": shape("print-width", 2),
  "1d61": shape("automatic-status", 1),
  "1d62": shape("smoothing", 1),
  "1d66": shape("barcode-text-font", 1),
  "1d68": shape("barcode-height", 1),
  "1d6b": shape("barcode", barcode),
  "1d72": shape("status", 1),
  "1d7630": shape("raster-image", rasterImage),
  "1d77": shape("barcode-module-width", 1),
};
