/** Tells a sale as it happens, in words and columns that a shopkeeper follows: who says what, and what it changes. */

import { styleText } from "node:util";
import type { Texts } from "../../engine/basket.ts";
import type { CouponOutcome, Evaluation, Suggestion } from "../../engine/effect.ts";
import { type DemoText, demoTexts } from "../texts/demo.ts";
import { inLanguage, type Language, moneyIn } from "../texts/language.ts";
import { probeText } from "../texts/suggestion.ts";
import { pointsByAccount, stampsByAccount } from "./play/compare.ts";
import type { PlayedStep } from "./play/play.ts";
import type { PosLine } from "./play/pos.ts";
import type { PriceFile } from "./play/price-file.ts";

/** Columns of the words and of the amounts. */
const whoWidth = 10;
const whatWidth = 52;
const amountWidth = 10;

export interface Narrator {
  heading(text: string): void;
  /** One line: who, what, how much. */
  line(who: DemoText, what: string, amount?: string): void;
  step(played: PlayedStep): void;
  /** A printed receipt, in a frame. */
  receipt(text: string): void;
}

/**
 * Colours only where standard output is a terminal.
 * @param prices names articles that are not in the sale
 * @param print takes a line
 */
export function narrator(language: Language, prices: PriceFile, print: (line: string) => void): Narrator {
  const say = demoTexts(language);
  const money = moneyIn(language);
  const words = (texts: Texts) => inLanguage(texts, language);
  let before = new Map<string, number>();
  /** What stands on each line of this sale, voided ones too. */
  const names = new Map<string, string>();

  const line = (who: DemoText, what: string, amount = "") => {
    const colour = who === "us" ? "green" : who === "hq" ? "cyan" : "gray";
    const left = styleText(colour, say(who).padEnd(whoWidth));
    print(
      `  ${left} ${what.padEnd(amount === "" ? 0 : whatWidth)}${amount.padStart(amount === "" ? 0 : amountWidth)}`,
    );
  };

  return {
    heading(text) {
      before = new Map();
      print("");
      print(
        styleText(
          "bold",
          `━━ ${text} ${"━".repeat(Math.max(2, whoWidth + whatWidth + amountWidth - text.length - 2))}`,
        ),
      );
    },
    line,
    step({ step, reply, error, evaluation, lines }) {
      const last = lines.at(-1);
      for (const posLine of lines) names.set(posLine.lineId, sold(posLine));
      if (error !== undefined) {
        line("us", `${say("refused")}: ${error.message}`);
        return;
      }
      switch (step.step) {
        case "begin":
          before = new Map();
          names.clear();
          return;
        case "void":
          line("cashier", `${say("voided")}: ${names.get(step.lineId) ?? step.lineId}`);
          break;
        case "scan":
        case "add":
        case "follow-suggestion":
          if (step.step === "follow-suggestion") line("cashier", say("followed"));
          if (reply !== undefined && "customer" in reply) tellCustomer(reply.customer);
          else if (reply !== undefined && "coupon" in reply)
            tellCoupon(reply.coupon as CouponOutcome & { text?: string });
          else if (last !== undefined)
            line(step.step === "scan" ? "scanner" : "cashier", sold(last), money(last.amountCents));
          break;
        case "subtotal":
          tellChanges(evaluation);
          for (const suggestion of (reply?.suggestions ?? []) as Suggestion[]) tellSuggestion(suggestion);
          if (evaluation !== undefined) tellTotal(evaluation);
          return;
        case "complete":
          line("us", say("recorded"));
          return;
        case "identify":
        case "coupon":
        case "withdraw":
        case "cancel":
          break;
        default:
          step satisfies never;
      }
      tellChanges(evaluation);
    },
    receipt(text) {
      const rows = text
        .replace(/^\s*\n/, "")
        .trimEnd()
        .split("\n");
      const width = Math.max(...rows.map((row) => row.length));
      line("printer", say("printed"));
      const indent = " ".repeat(whoWidth + 3);
      print(`${indent}╭${"─".repeat(width + 2)}╮`);
      for (const row of rows) print(`${indent}│ ${row.padEnd(width)} │`);
      print(`${indent}╰${"┄".repeat(width + 2)}╯`);
    },
  };

  function tellCustomer(customer: unknown): void {
    const { tier = "", balances = {} } = (customer ?? {}) as {
      tier?: string;
      balances?: Record<string, number>;
    };
    // The chain has one account of points; the others are stamp cards.
    const { points = 0, ...cards } = balances;
    const stamps = Object.values(cards).map((count) => `, ${say("stamps")} ${count}`);
    line(
      "scanner",
      `${say("card")}: ${say("tier")} ${tier || "–"}, ${say("balance")} ${points}${stamps.join("")}`,
    );
  }

  function tellCoupon(coupon: CouponOutcome & { text?: string }): void {
    line("scanner", `${say("coupon")} ${coupon.series}`);
    const why = coupon.outcome === "refused" ? `: ${coupon.text ?? coupon.reason}` : "";
    line("us", `${say("coupon")} ${coupon.series} ${say(coupon.outcome)}${why}`);
  }

  function tellSuggestion({ text, probes, gainCents }: Suggestion): void {
    const names = Object.fromEntries(
      probes.flatMap(({ article = "" }) => {
        const name = prices.get(article)?.text;
        return name === undefined ? [] : [[article, name]];
      }),
    );
    for (const probe of probes) {
      const what = `${say("advice")}: ${say("add")} ${probeText(probe, language, names)}`;
      line("us", probe.article === undefined ? what : `${what}, ${money(probe.unitPriceCents)}`);
    }
    line("us", `   ${words(text)}`, `−${money(gainCents)}`);
  }

  /** What Tillside gives now and did not give, or gave otherwise, before. */
  function tellChanges(evaluation: Evaluation | undefined): void {
    const now = new Map<string, number>();
    const texts = new Map<string, string>();
    for (const effect of evaluation?.effects ?? []) {
      if (effect.kind !== "price-modifier") continue;
      now.set(effect.promotionId, (now.get(effect.promotionId) ?? 0) + effect.amountCents);
      texts.set(effect.promotionId, words(effect.text));
    }
    for (const [promotionId, cents] of now)
      if (before.get(promotionId) !== cents) {
        const text = texts.get(promotionId) ?? promotionId;
        line("us", before.has(promotionId) ? `${text}, ${say("now")}` : text, `−${money(cents)}`);
      }
    before = now;
  }

  function tellTotal(evaluation: Evaluation): void {
    const sum = (amounts: readonly number[]) => amounts.reduce((all, amount) => all + amount, 0);
    const points = sum(Object.values(pointsByAccount(evaluation)));
    const stamps = sum(Object.values(stampsByAccount(evaluation)));
    const gained = [
      ...(points > 0 ? [`, ${points} ${say("points")}`] : []),
      ...(stamps > 0 ? [`, ${stamps} ${say(stamps === 1 ? "stamp" : "stamps")}`] : []),
    ].join("");
    const instead =
      evaluation.discountCents > 0 ? ` ${say("insteadOf")} ${money(evaluation.grossCents)}` : "";
    line("cashier", styleText("bold", `${say("total")} ${money(evaluation.totalCents)}`) + instead + gained);
  }
}

/** "2 × Passata", or "0.76 kg Banane" for what is weighed. */
function sold({ quantity, text }: PosLine): string {
  if (quantity === "1") return text;
  if (!quantity.includes(".")) return `${quantity} × ${text}`;
  return `${quantity} kg ${text.replace(/ \(kg\)$/, "")}`;
}
