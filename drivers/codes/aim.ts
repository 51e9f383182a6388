/**
 * AIM symbology identifiers: three characters, "]", a letter for the symbology, a modifier.
 * Source: ISO/IEC 15424; the rows below also in GS1 General Specifications, figure 5.1.2-2.
 */
import type { Symbology } from "./code.ts";

const symbologies: Readonly<Record<string, Symbology>> = {
  "]E0": "ean-13", // also UPC-A and UPC-E, which the scanner should send as 13 digits
  "]E1": "other", // a two-digit add-on alone
  "]E2": "other", // a five-digit add-on alone
  "]E3": "ean-13-with-add-on",
  "]E4": "ean-8",
};

/** What an identifier says; `undefined` for none at all and for "]X…", which means "something of the vendor's". */
export function symbologyOf(aim: string | undefined): Symbology | undefined {
  if (aim === undefined || aim.startsWith("]X")) return undefined;
  return symbologies[aim] ?? "other";
}

/** Splits a leading identifier off a label's bytes. Bytes that do not begin with one are returned as they are. */
export function splitAim(bytes: Uint8Array): { readonly aim?: string; readonly bytes: Uint8Array } {
  const [bracket, letter, modifier] = bytes;
  if (bracket !== 0x5d || letter === undefined || modifier === undefined) return { bytes };
  const aim = String.fromCharCode(bracket, letter, modifier);
  return /^\][A-Za-z][0-9A-Za-z]$/.test(aim) ? { aim, bytes: bytes.subarray(3) } : { bytes };
}
