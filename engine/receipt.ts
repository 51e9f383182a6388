/** What Tillside prints under the POS's receipt: savings, points, messages. Blocks, not bytes; HQ previews with it. */

import type { Cents, Texts } from "./basket.ts";
import type { Effect } from "./effect.ts";

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
  | { readonly kind: "cut" };

/** The words around the benefits, in one language; who prints brings them along. */
export interface SlipWords {
  /** ISO 639-1. A promotion's text that lacks it falls back to English, then to whatever there is. */
  readonly language: string;
  readonly saved: string;
  readonly points: string;
  readonly balance: string;
  /** Between whole euro and cents. */
  readonly decimal: string;
}

export interface SlipOptions {
  /** Above everything. */
  readonly header?: Texts;
  /** Under the header: store, receipt number, date, as the customer reads them. */
  readonly reference?: readonly string[];
  /** The customer's points before this sale, by account: the new balance is printed. */
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
  body.push(...pointsBlocks(result.effects, words, options));
  for (const effect of result.effects) {
    if (effect.kind !== "message" || effect.audience !== "receipt") continue;
    body.push(
      { kind: "space" },
      { kind: "text", text: textIn(effect.text, words.language), align: "center" },
    );
  }
  if (body.length === 0) return [];
  const header = options.header === undefined ? "" : textIn(options.header, words.language);
  const top: ReceiptBlock[] = (options.reference ?? []).map((text) => ({
    kind: "text",
    text,
    align: "center",
  }));
  if (header !== "") top.unshift({ kind: "text", text: header, align: "center", bold: true });
  if (top.length > 0) top.push({ kind: "rule" });
  return [...top, ...body, { kind: "cut" }];
}

function pointsBlocks(effects: readonly Effect[], words: SlipWords, options: SlipOptions): ReceiptBlock[] {
  const earned = new Map<string, number>();
  for (const effect of effects) {
    if (effect.kind !== "points") continue;
    earned.set(effect.account, (earned.get(effect.account) ?? 0) + effect.points);
  }
  const blocks: ReceiptBlock[] = earned.size === 0 ? [] : [{ kind: "rule" }];
  for (const [account, points] of earned) {
    const of = earned.size > 1 ? ` (${account})` : "";
    blocks.push({ kind: "row", left: `${words.points}${of}`, right: `+${points}` });
    const balance = options.balances?.[account];
    if (balance !== undefined) {
      blocks.push({ kind: "row", left: `${words.balance}${of}`, right: String(balance + points) });
    }
  }
  if (options.balanceNote !== undefined && options.balances !== undefined && blocks.length > 0)
    blocks.push({ kind: "text", text: options.balanceNote });
  return blocks;
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
