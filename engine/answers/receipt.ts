/**
 * What Tillside prints under the POS's receipt: savings, points and stamps, messages, vouchers. Blocks, not bytes; HQ
 * previews with it.
 */

import type { Cents, Texts } from "../basket.ts";
import type { Effect } from "../effect.ts";

/** The shape of `drivers/device.ts`; the compiler checks in the agent that they fit. */
export type ReceiptBlock =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly align?: "left" | "center";
      readonly bold?: boolean;
      readonly large?: boolean;
    }
  | { readonly kind: "row"; readonly left: string; readonly right: string; readonly bold?: boolean }
  | { readonly kind: "rule" }
  | { readonly kind: "space" }
  | { readonly kind: "barcode"; readonly symbology: "ean13" | "code128"; readonly value: string }
  | { readonly kind: "qr"; readonly value: string }
  | ({ readonly kind: "number" } & VoucherNumber)
  | { readonly kind: "cut" };

/** As it is printed. */
export interface VoucherNumber {
  readonly digits: string;
  /** What its QR code holds; absent: the digits themselves. */
  readonly qr?: string;
}

/** The words around the benefits, in one language; who prints brings them along. */
export interface SlipWords {
  /** ISO 639-1. A promotion's text that lacks it falls back to English, then to whatever there is. */
  readonly language: string;
  readonly saved: string;
  readonly points: string;
  readonly pointsUsed: string;
  readonly balance: string;
  readonly stamps: string;
  readonly stampsUsed: string;
  readonly stampsBalance: string;
  /** Above what a coupon for a later visit is worth. */
  readonly voucher: string;
  /** Right behind a number: "% off". */
  readonly percentOff: string;
  readonly validFrom: string;
  readonly validTo: string;
  /** Only who earned it may use it. */
  readonly personal: string;
  /** Between whole euro and cents. */
  readonly decimal: string;
}

export interface SlipOptions {
  /** Above everything. */
  readonly header?: Texts;
  /** Under the header: store, receipt number, date, as the customer reads them. */
  readonly reference?: readonly string[];
  /**
   * By promotion: the numbers of the vouchers that the till issued, in their order. One without a number is not printed:
   * nobody could take it. Absent: none has been issued, all are shown as they would be.
   */
  readonly voucherNumbers?: Readonly<Record<string, readonly (VoucherNumber | undefined)[]>>;
  /** The customer's points and stamps before this sale, by account: the new balance is printed. */
  readonly balances?: Readonly<Record<string, number>>;
  /** Under the balances: of when they are. */
  readonly balanceNote?: string;
  /** Default EUR. */
  readonly currency?: string;
}

/** Nothing to say: no blocks, and nothing should be printed. */
export function receiptBlocks(
  result: { readonly effects: readonly Effect[]; readonly discountCents: Cents },
  words: SlipWords,
  options: SlipOptions = {},
): ReceiptBlock[] {
  const money = (cents: Cents) => moneyText(cents, words, options.currency);
  const body: ReceiptBlock[] = [];
  for (const effect of result.effects) {
    if (effect.kind !== "price-modifier") continue;
    body.push({
      kind: "row",
      left: textIn(effect.text, words.language),
      right: `-${money(effect.amountCents)}`,
    });
  }
  if (result.discountCents > 0) {
    body.push({ kind: "row", left: words.saved, right: money(result.discountCents), bold: true });
  }
  body.push(...accountBlocks(result.effects, words, options));
  for (const effect of result.effects) {
    if (effect.kind !== "message" || effect.audience !== "receipt") continue;
    body.push(
      { kind: "space" },
      { kind: "text", text: textIn(effect.text, words.language), align: "center" },
    );
  }
  body.push(...voucherBlocks(result.effects, words, options));
  if (body.length === 0) return [];
  const header = options.header === undefined ? "" : textIn(options.header, words.language);
  const top: ReceiptBlock[] = (options.reference ?? []).map((text) => ({
    kind: "text",
    text,
    align: "center",
  }));
  if (header !== "") top.unshift({ kind: "text", text: header, align: "center", bold: true });
  if (top.length > 0) top.push({ kind: "rule" });
  // Where nothing was saved, the rule above the points would follow the one under the header.
  if (top.length > 0 && body[0]?.kind === "rule") body.shift();
  return [...top, ...body, { kind: "cut" }];
}

/** What came to an account, what was used of it, and what is there now. */
function accountBlocks(effects: readonly Effect[], words: SlipWords, options: SlipOptions): ReceiptBlock[] {
  const points = new Map<string, Movement>();
  const stamps = new Map<string, Movement>();
  for (const effect of effects) {
    if (effect.kind === "points") move(points, effect.account, effect.points);
    else if (effect.kind === "reward") move(points, effect.account, -effect.points);
    else if (effect.kind === "stamps") move(stamps, effect.account, effect.stamps);
  }
  const rows = [
    ...accountRows(points, { came: words.points, used: words.pointsUsed, now: words.balance }, options),
    ...accountRows(stamps, { came: words.stamps, used: words.stampsUsed, now: words.stampsBalance }, options),
  ];
  if (rows.length === 0) return [];
  const note = options.balances === undefined ? undefined : options.balanceNote;
  return [{ kind: "rule" }, ...rows, ...(note === undefined ? [] : [{ kind: "text", text: note } as const])];
}

interface Movement {
  came: number;
  used: number;
}

function move(movements: Map<string, Movement>, account: string, amount: number): void {
  const known = movements.get(account) ?? { came: 0, used: 0 };
  movements.set(account, known);
  if (amount > 0) known.came += amount;
  else known.used -= amount;
}

function accountRows(
  movements: ReadonlyMap<string, Movement>,
  words: { readonly came: string; readonly used: string; readonly now: string },
  { balances }: SlipOptions,
): ReceiptBlock[] {
  return [...movements].flatMap(([account, { came, used }]) => {
    const of = movements.size > 1 ? ` (${account})` : "";
    const row = (left: string, right: string): ReceiptBlock => ({ kind: "row", left: left + of, right });
    const before = balances?.[account];
    return [
      ...(came > 0 || used === 0 ? [row(words.came, `+${came}`)] : []),
      ...(used > 0 ? [row(words.used, `-${used}`)] : []),
      ...(before === undefined ? [] : [row(words.now, String(before + came - used))]),
    ];
  });
}

/** Each voucher by itself, so that it can be torn off and handed over. */
function voucherBlocks(effects: readonly Effect[], words: SlipWords, options: SlipOptions): ReceiptBlock[] {
  const blocks: ReceiptBlock[] = [];
  const printed = new Map<string, number>();
  for (const effect of effects) {
    if (effect.kind !== "voucher") continue;
    const numbers = options.voucherNumbers && (options.voucherNumbers[effect.promotionId] ?? []);
    for (let piece = 0; piece < effect.pieces; piece++) {
      const at = printed.get(effect.promotionId) ?? 0;
      printed.set(effect.promotionId, at + 1);
      const number = numbers?.[at];
      if (numbers !== undefined && number === undefined) continue;
      blocks.push(...voucherHead(effect, words, options));
      if (number !== undefined) blocks.push({ kind: "number", ...number });
    }
  }
  return blocks;
}

function voucherHead(
  voucher: Extract<Effect, { kind: "voucher" }>,
  words: SlipWords,
  { currency }: SlipOptions,
): ReceiptBlock[] {
  const { amountCents, percent, validFrom, validTo, personal, text } = voucher;
  const worth =
    amountCents !== undefined
      ? moneyText(amountCents, words, currency)
      : percent !== undefined
        ? `${percent.replace(".", words.decimal)}${words.percentOff}`
        : undefined;
  const line = (text: string, more: { bold?: true; large?: true } = {}): ReceiptBlock => ({
    kind: "text",
    text,
    align: "center",
    ...more,
  });
  return [
    { kind: "rule" },
    line(words.voucher, { bold: true }),
    ...(worth === undefined ? [] : [line(worth, { bold: true, large: true })]),
    line(textIn(text, words.language)),
    line(`${words.validFrom} ${dayText(validFrom)} ${words.validTo} ${dayText(validTo)}`),
    ...(personal ? [line(words.personal)] : []),
  ];
}

/** "2026-12-05" as stores write it: "05/12/2026". */
function dayText(date: string): string {
  return date.split("-").reverse().join("/");
}

/** In the language asked for, else English, else the first by code unit. */
function textIn(texts: Texts, language: string): string {
  return texts[language] ?? texts.en ?? texts[Object.keys(texts).sort()[0] ?? ""] ?? "";
}

/** "3,20 €" in Italian, "3.20 €" in English: written out, so that every machine prints the same. */
function moneyText(cents: Cents, { decimal }: SlipWords, currency = "EUR"): string {
  const rest = String(cents % 100).padStart(2, "0");
  return `${(cents - (cents % 100)) / 100}${decimal}${rest} ${currency === "EUR" ? "€" : currency}`;
}
