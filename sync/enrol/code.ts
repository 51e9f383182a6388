/**
 * The one-time code with which a till is enrolled: 19 characters of chance (95 bits) and one that tells of typing errors,
 * `7K3M-QF9T-0XWA-B2HD-5NRE`. Letters that look like digits are not used, and read as those.
 *
 * The code itself never crosses the line: of it come a name, by which HQ finds it, and a key, with which both sides prove
 * that they have it.
 */

import { createHmac, hkdfSync } from "node:crypto";

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CHANCE = 19;
const GROUP = 4;

/** As HQ makes it: of its secret and a serial number, so that its database holds neither the code nor its key. */
export function codeOf(secret: string, serial: string): string {
  const bytes = createHmac("sha256", secret).update(`enrolment code:${serial}`).digest();
  const values = [...bytes.subarray(0, CHANCE)].map((byte) => byte % ALPHABET.length);
  return shown([...values, checkOf(values)]);
}

/**
 * What a person typed, as it is written: upper case, in groups. Undefined where a character is missing, wrong or changed
 * places with its neighbour.
 */
export function readCode(typed: string): string | undefined {
  const text = typed
    .toUpperCase()
    .replace(/[\s.-]/g, "")
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  const values = [...text].map((character) => ALPHABET.indexOf(character));
  if (values.length !== CHANCE + 1 || values.includes(-1)) return undefined;
  return checkOf(values.slice(0, CHANCE)) === values[CHANCE] ? shown(values) : undefined;
}

export interface CodeParts {
  /** Hex: HQ's row is found by it. */
  readonly name: string;
  /** Only who has the code has it. */
  readonly key: Uint8Array;
}

/** @param code as `codeOf` or `readCode` gave it */
export function partsOf(code: string): CodeParts {
  const part = (what: string) => new Uint8Array(hkdfSync("sha256", code, "tillside enrolment", what, 32));
  return { name: Buffer.from(part("name")).toString("hex"), key: part("key") };
}

function shown(values: readonly number[]): string {
  const text = values.map((value) => ALPHABET[value]).join("");
  return (text.match(new RegExp(`.{${GROUP}}`, "g")) ?? []).join("-");
}

/**
 * Each place counts with another power of x in the field of 32 elements: one wrong character, and two that changed
 * places, always show.
 */
function checkOf(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum = timesX(sum ^ value);
  return sum;
}

/** Modulo x⁵ + x² + 1. */
function timesX(value: number): number {
  const doubled = value << 1;
  return doubled & 0b10_0000 ? doubled ^ 0b10_0101 : doubled;
}
