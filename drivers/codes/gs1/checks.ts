/**
 * What can be wrong with a value of the right length and letters: one function a kind of content, by the name that
 * `application-identifiers.ts` gives it. Source: GS1 General Specifications, sections 3 and 7.9, and the "syntax tests" of
 * GS1's Barcode Syntax Resource, which say the same as programs.
 */
import { hasGs1CheckDigit } from "../check-digit.ts";
import { dayOf, longDayOf } from "./dates.ts";
import { countryLetters, countryNumbers, currencyNumbers } from "./iso.ts";
import { northAmericanCoupon, offerFileCoupon } from "./north-american-coupon.ts";
import { packageTypes } from "./package-types.ts";

/** Pure, and never throws: the value has the part's letters and length, nothing else is sure. */
export type Check = (value: string) => boolean;

const below =
  (limit: number): Check =>
  (value) =>
    Number(value) < limit;
const oneOf =
  (...values: string[]): Check =>
  (value) =>
    values.includes(value);

/** Alphabet of character set 82 in its order, and of the 32 that check characters are taken from. */
const set82 = "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
const set32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const primes = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83];

/**
 * The two check characters of a GMN: values times primes from the right, modulo 1021, five bits each.
 * General Specifications, section 7.9.5 "Check character calculation for GS1 alphanumeric keys".
 */
function hasCheckPair(value: string): boolean {
  const data = value.slice(0, -2);
  if (value.length < 2 || data.length > primes.length) return false;
  let sum = 0;
  for (let at = 0; at < data.length; at++)
    sum += set82.indexOf(data[data.length - 1 - at]!) * (primes[at] ?? 0);
  const rest = sum % 1021;
  return value.endsWith(`${set32[rest >> 5]}${set32[rest & 31]}`);
}

/** ISO 13616: country, two check digits, account; modulo 97 with letters as 10 to 35. */
function isIban(value: string): boolean {
  if (!/^[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}$/.test(value) || !countryLetters.has(value.slice(0, 2))) return false;
  let rest = 0;
  for (const letter of value.slice(4) + value.slice(0, 4)) {
    const digit = Number.parseInt(letter, 36);
    rest = (rest * (digit > 9 ? 100 : 10) + digit) % 97;
  }
  return rest === 1;
}

/** Two digits each: the second of three is "0203". */
function isPieceOfTotal(value: string): boolean {
  const piece = Number(value.slice(0, 2));
  return piece > 0 && piece <= Number(value.slice(2));
}

export const checks = {
  check: hasGs1CheckDigit,
  checkPair: hasCheckPair,
  /** A company prefix begins here or one character later: at least four digits of it. */
  prefix1: (value) => /^[0-9]{4}/.test(value),
  prefix2: (value) => /^.[0-9]{4}/.test(value),
  day: (value) => !value.endsWith("00") && dayOf(value) !== undefined,
  /** Day 00: the month's last. */
  day0: (value) => dayOf(value) !== undefined,
  longDay: (value) => longDayOf(value) !== undefined,
  hour: below(24),
  sixty: below(60),
  hourMinute: (value) => Number(value.slice(0, 2)) < 24 && Number(value.slice(2)) < 60,
  country: (value) => countryNumbers.has(value),
  /** 999: several countries. */
  country999: (value) => value === "999" || countryNumbers.has(value),
  country2: (value) => countryLetters.has(value),
  currency: (value) => currencyNumbers.has(value),
  iban: isIban,
  /** Ten-millionths of a degree, from the pole or the meridian opposite on. */
  latitude: (value) => Number(value) <= 1_800_000_000,
  longitude: (value) => Number(value) <= 3_600_000_000,
  percent: (value) => !/%(?![0-9A-Fa-f]{2})/.test(value),
  hyphen: oneOf("-"),
  yesno: oneOf("0", "1"),
  winding: oneOf("0", "1", "9"),
  sex: oneOf("0", "1", "2", "9"),
  zero: oneOf("0"),
  nonzero: (value) => /[1-9]/.test(value),
  noZeroInFront: (value) => value === "0" || !value.startsWith("0"),
  letters: (value) => /[^0-9]/.test(value),
  /** Character set 64 without the padding. */
  importer: (value) => /^[-0-9A-Z_a-z]$/.test(value),
  pieceOfTotal: isPieceOfTotal,
  sequence: (value) => /^[1-9]\/[1-9]$/.test(value) && value[0]! <= value[2]!,
  /** 01 to 10 are given out, 80 to 99 free for a hospital's own. */
  medium: (value) => (value >= "01" && value <= "10") || value >= "80",
  package: (value) => packageTypes.has(value),
  coupon: (value) => northAmericanCoupon(value) !== undefined,
  offer: (value) => offerFileCoupon(value) !== undefined,
} satisfies Record<string, Check>;
