/**
 * The number on a voucher. It says all that another till must know to take it without asking anybody, and ends with eight
 * digits that only a till with the chain's key can make. Thirty-eight digits: as pairs in a Code 128 they are 244 modules,
 * which paper of 42 columns still holds.
 *
 *     99 1 000320 4 2546 0030 123456789012 87654321
 *      │ │      │ │    │    │            │        └ made of all the others, the series' name and the key
 *      │ │      │ │    │    │            └ its own; of a personal one the first four are its owner's mark
 *      │ │      │ │    │    └ days that it is good, the first and the last included
 *      │ │      │ │    └ its last day, days since 2020-01-01
 *      │ │      │ └ of the series' name
 *      │ │      └ cents, or thousandths of a per cent
 *      │ └ 0 worth what its promotion says, 1 an amount, 2 a percentage; 5 more: personal
 *      └ a coupon
 *
 * Two vouchers that agree in everything else have one number once in 10^12. Pure.
 */

import { createHash, createHmac } from "node:crypto";
import type { Cents } from "../../engine/basket.ts";
import { milliPercent } from "../../engine/thousandths.ts";

/** What a voucher says of itself. */
export interface VoucherTerms {
  readonly series: string;
  readonly amountCents?: Cents;
  readonly percent?: string;
  /** First and last day, "YYYY-MM-DD", both included. */
  readonly validFrom: string;
  readonly validTo: string;
}

export interface ReadVoucher extends VoucherTerms {
  /** By which `isOwner` knows whose it is. Absent: anybody's. */
  readonly owner?: string;
}

export type VoucherReading =
  | { readonly kind: "voucher"; readonly voucher: ReadVoucher }
  /** None of these series is its, or nobody with the key has made it. */
  | { readonly kind: "not-genuine" }
  /** It has the shape of one, and is of a series that is not among these. */
  | { readonly kind: "no-promotion" };

const PREFIX = "99";
const CODE = /^(99\d{36})([1-9]\d{399,899})?$/;
const SHAPE = /^99(\d)(\d{6})(\d)(\d{4})(\d{4})(\d{12})(\d{8})$/;
const PERSONAL = 5;
const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.UTC(2020, 0, 1);
const MARK_DIGITS = 4;
const OWN_DIGITS = 12;
/** Where worth or days hold such an order themselves, no attempt helps: then it is printed without bars. */
const ATTEMPTS_MAX = 8;

/** The key of vouchers, made from the chain's: whoever learns one of the two by its use knows nothing of the other. */
export function voucherKey(chainKey: Uint8Array): Uint8Array {
  return createHmac("sha256", chainKey).update("tillside vouchers 2").digest();
}

/** Of vouchers from before tills signed them. */
export function earlierVoucherKey(chainKey: Uint8Array): Uint8Array {
  return createHmac("sha256", chainKey).update("tillside vouchers 1").digest();
}

/** What was scanned or typed. */
export interface VoucherCode {
  /** The 38 digits. */
  readonly number: string;
  /** What else its QR code says: `proof.ts` reads it. */
  readonly proof?: string;
}

/** Spaces as on the slip may stand between the digits. Undefined: it is no voucher's. */
export function voucherCode(text: string): VoucherCode | undefined {
  const [, number, proof] = CODE.exec(text.replaceAll(" ", "")) ?? [];
  return number === undefined ? undefined : { number, ...(proof === undefined ? {} : { proof }) };
}

/**
 * @param origin what names the sale and the place of the voucher in it, the same whenever it is asked again: no two
 *   vouchers of the chain have one origin
 * @param ownerId the customer's id, of a personal one
 * @returns undefined where a number can't say it: 10,000.00 and more, a last day beyond 2047
 */
export function voucherNumber(
  key: Uint8Array,
  { series, amountCents, percent, validFrom, validTo }: VoucherTerms,
  origin: readonly string[],
  ownerId?: string,
): string | undefined {
  const kind = (amountCents !== undefined ? 1 : percent !== undefined ? 2 : 0) + (ownerId ? PERSONAL : 0);
  const worth = amountCents ?? (percent === undefined ? 0 : milliPercent(percent));
  const lastDay = dayNumber(validTo);
  const days = lastDay - dayNumber(validFrom) + 1;
  if (worth > 999_999 || lastDay < 0 || lastDay > 9999 || days < 1 || days > 9999) return undefined;
  const head = [PREFIX, kind, padded(worth, 6), seriesDigit(series), padded(lastDay, 4), padded(days, 4)];
  let number = "";
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const own = digitsOf(hmac(key, ["own", ...origin, String(attempt)]), OWN_DIGITS);
    const salt = own.slice(MARK_DIGITS);
    const said = [...head, ownerId ? markOf(ownerId, salt) + salt : own].join("");
    number = said + seal(key, said, series);
    if (!holdsOrder(number)) break;
  }
  return number;
}

/** As bars a pair of digits is sent as a byte, and these pairs are what printers obey wherever they stand. */
function holdsOrder(digits: string): boolean {
  return /^(?:..)*?16(?:04|05|20)/.test(digits);
}

/**
 * Reads a number that `voucherCode` gave.
 * @param series those that a promotion takes
 */
export function readVoucher(key: Uint8Array, digits: string, series: Iterable<string>): VoucherReading {
  const [, kind, worth, ofSeries, last, length, own] = SHAPE.exec(digits)!;
  const said = digits.slice(0, -8);
  let isKnown = false;
  for (const name of series) {
    if (seriesDigit(name) !== ofSeries) continue;
    isKnown = true;
    if (seal(key, said, name) !== digits.slice(-8)) continue;
    const isPersonal = Number(kind) >= PERSONAL;
    const worthKind = Number(kind) % PERSONAL;
    const lastDay = Number(last);
    return {
      kind: "voucher",
      voucher: {
        series: name,
        ...(worthKind === 1 ? { amountCents: Number(worth) } : {}),
        ...(worthKind === 2 ? { percent: percentText(Number(worth)) } : {}),
        validFrom: dayText(lastDay - Number(length) + 1),
        validTo: dayText(lastDay),
        ...(isPersonal ? { owner: own! } : {}),
      },
    };
  }
  return { kind: isKnown ? "not-genuine" : "no-promotion" };
}

/** One customer in ten thousand passes for another. @param owner as `readVoucher` gave it */
export function isOwner(owner: string, customerId: string): boolean {
  return markOf(customerId, owner.slice(MARK_DIGITS)) === owner.slice(0, MARK_DIGITS);
}

/** The customer's id is a keyed hash already: without that key nobody can try out cards. */
function markOf(customerId: string, salt: string): string {
  const hash = createHash("sha256").update(JSON.stringify(["voucher owner", salt, customerId]));
  return digitsOf(hash.digest(), MARK_DIGITS);
}

function seal(key: Uint8Array, said: string, series: string): string {
  return digitsOf(hmac(key, ["seal", said, series]), 8);
}

/** So that one series, or few, need the key to be looked at. */
function seriesDigit(series: string): string {
  return digitsOf(createHash("sha256").update(`voucher series ${series}`).digest(), 1);
}

function hmac(key: Uint8Array, parts: readonly string[]): Buffer {
  return createHmac("sha256", key).update(JSON.stringify(parts)).digest();
}

/** At most 12 of them: eight bytes are so many more that all come out equally often. */
function digitsOf(hash: Buffer, count: number): string {
  return (hash.readBigUInt64BE() % 10n ** BigInt(count)).toString().padStart(count, "0");
}

function padded(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}

/** 12,500 is "12.5". */
function percentText(thousandths: number): string {
  return String(thousandths / 1000);
}

function dayNumber(day: string): number {
  return Math.round((Date.parse(`${day}T00:00:00Z`) - FIRST_DAY_MS) / DAY_MS);
}

function dayText(number: number): string {
  return new Date(FIRST_DAY_MS + number * DAY_MS).toISOString().slice(0, 10);
}
