/**
 * Payment cards, swiped or scanned or typed by mistake: recognised so that they are dropped before anything
 * can store or log them. Thirteen digits are never taken for a payment card: they are articles.
 */
import { hasLuhnCheckDigit } from "./check-digit.ts";
import { type Family, isDigits, refused } from "./code.ts";

interface IssuerRange {
  readonly scheme: string;
  /** First and last prefix, both included, of the same length. */
  readonly from: string;
  readonly to: string;
  readonly lengths: readonly number[];
}

const long = [16, 17, 18, 19];

/** Issuer ranges by the schemes' published numbering (ISO/IEC 7812-1; the schemes' merchant and BIN guides). */
const issuerRanges: readonly IssuerRange[] = [
  { scheme: "American Express", from: "34", to: "34", lengths: [15] },
  { scheme: "American Express", from: "37", to: "37", lengths: [15] },
  { scheme: "Diners Club", from: "300", to: "305", lengths: [14, ...long] },
  { scheme: "Diners Club", from: "36", to: "36", lengths: [14, ...long] },
  { scheme: "Diners Club", from: "38", to: "39", lengths: [14, ...long] },
  { scheme: "JCB", from: "3528", to: "3589", lengths: long },
  { scheme: "Visa", from: "4", to: "4", lengths: long },
  { scheme: "Mastercard", from: "51", to: "55", lengths: [16] },
  { scheme: "Mastercard", from: "2221", to: "2720", lengths: [16] },
  { scheme: "Mir", from: "2200", to: "2204", lengths: long },
  { scheme: "Maestro", from: "50", to: "50", lengths: long },
  { scheme: "Maestro", from: "56", to: "58", lengths: long },
  { scheme: "Maestro, Discover, UnionPay, RuPay", from: "60", to: "69", lengths: long },
  { scheme: "UnionPay, RuPay", from: "81", to: "82", lengths: long },
];

const inRange = (digits: string, range: IssuerRange): boolean => {
  const start = digits.slice(0, range.from.length);
  return range.lengths.includes(digits.length) && start >= range.from && start <= range.to;
};

const isPaymentCard = (digits: string): boolean =>
  hasLuhnCheckDigit(digits) && issuerRanges.some((range) => inRange(digits, range));

/** Whether a chain's range is so wide that it would take a whole scheme's payment cards for loyalty cards. */
export function couldHidePaymentCards(prefix: string, length: number): boolean {
  if (prefix.length >= 6 || !isDigits(prefix)) return false;
  return issuerRanges.some((range) => {
    const digits = range.from.length;
    const lowest = prefix.padEnd(digits, "0").slice(0, digits);
    const highest = prefix.padEnd(digits, "9").slice(0, digits);
    return range.lengths.includes(length) && highest >= range.from && lowest <= range.to;
  });
}

/** Digits alone, or in groups with one blank or dash between two. */
const digitGroups = /[0-9]+(?:[ -][0-9]+)*/g;
const lengthMax = 19;

/**
 * Whether a payment card's number stands anywhere in a text: alone, in groups, between other words. Web addresses are left
 * alone: their long numbers are somebody's order or page. Linear in the text's length.
 */
export function holdsPaymentCard(text: string): boolean {
  if (/^https?:\/\//i.test(text)) return false;
  for (const [found] of text.matchAll(digitGroups)) {
    const groups = found.split(/[ -]/);
    for (let first = 0; first < groups.length; first++) {
      let digits = "";
      for (let last = first; last < groups.length; last++) {
        digits += groups[last];
        if (digits.length > lengthMax) break;
        if (isPaymentCard(digits)) return true;
      }
    }
  }
  return false;
}

/** The number in a magnetic stripe's track 1 ("%B…^NAME^…") or 2 (";…=…"), or digits in groups ("4111 1111 …"). */
function numberIn(text: string): string | undefined {
  const track = /^%?[A-Z]([0-9 ]{12,23})\^/.exec(text) ?? /^;?([0-9]{12,19})=/.exec(text);
  const digits = (track?.[1] ?? text).replace(/[ -]/g, "");
  return isDigits(digits) ? digits : undefined;
}

export const paymentCard: Family = {
  name: "payment-card",
  read({ text, symbology }) {
    // EAN and UPC labels with an add-on are 15 and 18 digits long, and are no cards.
    if (symbology?.startsWith("ean")) return undefined;
    const number = numberIn(text);
    if (number === undefined || !isPaymentCard(number)) return undefined;
    // More specific than the ranges that the schemes are known by, less than a chain's own range within them.
    const dropped = { specificity: 5, code: refused("payment-card") };
    // Where the symbol has rules of its own, what obeys them is no card: a GLN under (411), a case with its ITF-14.
    return symbology === "gs1" || symbology === "itf" ? dropped : { ...dropped, isFirm: true };
  },
};
