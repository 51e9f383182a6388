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

export interface ReceiptOptions {
  /** ISO 639-1. A text that lacks it falls back to English, then to whatever there is. */
  readonly language: string;
  /** Above everything. */
  readonly header?: Texts;
  /** The customer's points before this sale, by account: the new balance is printed. */
  readonly balances?: Readonly<Record<string, number>>;
  /** Default EUR. */
  readonly currency?: string;
}

/** Nothing to say: no blocks, and nothing should be printed. */
export function receiptBlocks(
  result: { readonly effects: readonly Effect[]; readonly discountCents: Cents },
  options: ReceiptOptions,
): ReceiptBlock[] {
  const words = WORDS[options.language] ?? WORDS.en!;
  const money = (cents: Cents) => moneyText(cents, options);
  const body: ReceiptBlock[] = [];
  for (const effect of result.effects) {
    if (effect.kind !== "price-modifier") continue;
    body.push({
      kind: "row",
      left: textIn(effect.text, options.language),
      right: `-${money(effect.amountCents)}`,
    });
  }
  if (result.discountCents > 0) {
    body.push({ kind: "row", left: words.saved, right: money(result.discountCents), bold: true });
  }
  body.push(...pointsBlocks(result.effects, options, words));
  for (const effect of result.effects) {
    if (effect.kind !== "message" || effect.audience !== "receipt") continue;
    body.push(
      { kind: "space" },
      { kind: "text", text: textIn(effect.text, options.language), align: "center" },
    );
  }
  if (body.length === 0) return [];
  const header = options.header === undefined ? "" : textIn(options.header, options.language);
  const top: ReceiptBlock[] =
    header === "" ? [] : [{ kind: "text", text: header, align: "center", bold: true }, { kind: "rule" }];
  return [...top, ...body, { kind: "cut" }];
}

function pointsBlocks(effects: readonly Effect[], options: ReceiptOptions, words: Words): ReceiptBlock[] {
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
  return blocks;
}

/** In the language asked for, else English, else the first by code unit. */
function textIn(texts: Texts, language: string): string {
  return texts[language] ?? texts.en ?? texts[Object.keys(texts).sort()[0] ?? ""] ?? "";
}

interface Words {
  readonly saved: string;
  readonly points: string;
  readonly balance: string;
  readonly decimal: string;
}

const WORDS: Readonly<Record<string, Words>> = {
  it: { saved: "Hai risparmiato", points: "Punti di oggi", balance: "Saldo punti", decimal: "," },
  en: { saved: "You saved", points: "Points today", balance: "Points balance", decimal: "." },
};

/** "3,20 €" in Italian, "3.20 €" in English: written out, so that every machine prints the same. */
function moneyText(cents: Cents, { language, currency = "EUR" }: ReceiptOptions): string {
  const { decimal } = WORDS[language] ?? WORDS.en!;
  const rest = String(cents % 100).padStart(2, "0");
  return `${(cents - (cents % 100)) / 100}${decimal}${rest} ${currency === "EUR" ? "€" : currency}`;
}
