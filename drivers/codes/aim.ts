/**
 * AIM symbology identifiers: three characters, "]", a letter for the symbology, a modifier. A till needs to know two
 * things of them: whether the data are an EAN or UPC number, and whether they are GS1 element strings.
 */
import type { Symbology } from "./code.ts";

interface AimRow {
  /** "]" and letter, then the modifiers that the row is about. */
  readonly letter: string;
  readonly modifiers: string;
  readonly name: string;
  readonly symbology: Symbology;
}

/**
 * Source: ISO/IEC 15424; those that GS1 uses also in GS1 General Specifications, figure 5.1.2-2 "ISO/IEC 15424 symbology
 * identifiers used in the GS1 system". Without modifiers: whatever they are.
 */
const rows: readonly AimRow[] = [
  { letter: "E", modifiers: "0", name: "EAN-13, UPC-A, UPC-E", symbology: "ean-13" },
  { letter: "E", modifiers: "1", name: "two-digit add-on", symbology: "other" },
  { letter: "E", modifiers: "2", name: "five-digit add-on", symbology: "other" },
  { letter: "E", modifiers: "3", name: "EAN-13, UPC-A, UPC-E and add-on", symbology: "ean-13-with-add-on" },
  { letter: "E", modifiers: "4", name: "EAN-8", symbology: "ean-8" },
  { letter: "C", modifiers: "1", name: "GS1-128", symbology: "gs1" },
  { letter: "C", modifiers: "024", name: "Code 128", symbology: "other" },
  // ]e2 and ]e3 stand before what follows an escape in a composite: data of somebody's own.
  { letter: "e", modifiers: "01", name: "GS1 DataBar, GS1 Composite", symbology: "gs1" },
  { letter: "e", modifiers: "23", name: "GS1 Composite, data after an escape", symbology: "other" },
  { letter: "d", modifiers: "25", name: "GS1 DataMatrix", symbology: "gs1" },
  { letter: "d", modifiers: "01346", name: "Data Matrix", symbology: "other" },
  { letter: "Q", modifiers: "34", name: "GS1 QR Code", symbology: "gs1" },
  { letter: "Q", modifiers: "01256", name: "QR Code", symbology: "other" },
  // DotCode is the other way round: 0 and 3 are plain, 1 and 4 begin with FNC1.
  { letter: "J", modifiers: "14", name: "GS1 DotCode", symbology: "gs1" },
  { letter: "J", modifiers: "0235", name: "DotCode", symbology: "other" },
  { letter: "I", modifiers: "01", name: "Interleaved 2 of 5, ITF-14 among them", symbology: "itf" },
  { letter: "I", modifiers: "3", name: "Interleaved 2 of 5, its check digit taken off", symbology: "other" },
  { letter: "A", modifiers: "", name: "Code 39", symbology: "other" },
  { letter: "F", modifiers: "", name: "Codabar", symbology: "other" },
  { letter: "G", modifiers: "", name: "Code 93", symbology: "other" },
  { letter: "L", modifiers: "", name: "PDF417", symbology: "other" },
  { letter: "z", modifiers: "", name: "Aztec Code", symbology: "other" },
];

/** By the whole identifier, and by its letter where the modifiers do not matter. */
const byAim = new Map(
  rows.flatMap((row) => {
    const modifiers = row.modifiers === "" ? [""] : [...row.modifiers];
    return modifiers.map((modifier): [string, AimRow] => [`]${row.letter}${modifier}`, row]);
  }),
);

const rowOf = (aim: string): AimRow | undefined => byAim.get(aim) ?? byAim.get(aim.slice(0, 2));

/** What an identifier says; `undefined` for none at all and for "]X…", the vendor's own: then the text alone decides. */
export function symbologyOf(aim: string | undefined): Symbology | undefined {
  if (aim === undefined || aim.startsWith("]X")) return undefined;
  return rowOf(aim)?.symbology ?? "other";
}

/** The symbology's name, for store IT. `undefined` for an identifier that nobody here knows. */
export const symbologyName = (aim: string): string | undefined => rowOf(aim)?.name;

/** Splits a leading identifier off a label's bytes. Bytes that do not begin with one are returned as they are. */
export function splitAim(bytes: Uint8Array): { readonly aim?: string; readonly bytes: Uint8Array } {
  const [bracket, letter, modifier] = bytes;
  if (bracket !== 0x5d || letter === undefined || modifier === undefined) return { bytes };
  const aim = String.fromCharCode(bracket, letter, modifier);
  return /^\][A-Za-z][0-9A-Za-z]$/.test(aim) ? { aim, bytes: bytes.subarray(3) } : { bytes };
}
