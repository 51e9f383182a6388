import type { Group } from "../dialogue.ts";
import {
  absent,
  add,
  any,
  begin,
  COFFEE,
  cancel,
  change,
  complete,
  dialogue,
  GOLD,
  has,
  hasNo,
  MILK,
  PASTA,
  refused,
  sameAs,
  subtotal,
  TX,
  WINE_COUPON,
  words,
} from "./words.ts";

const line = (lineId: string, what: object, quantity = "1") => ({ lineId, ...what, quantity });
const less = (from: string) => ({ answer: { difference: from } });
const HERE = "{evaluation}";
const at = { save: { evaluation: "evaluationId" } };

export const evaluating: Group = {
  group: "evaluate",
  dialogues: [
    dialogue(
      "a whole basket is evaluated like the same sale step by step",
      "un carrello intero vale come la stessa vendita passo a passo",
      [
        begin({ at: "2026-11-21T10:31:00+01:00" }),
        add("1", PASTA, "3"),
        add("2", COFFEE),
        { ...add("3", MILK), save: { stepwise: "" } },
        {
          send: "transaction.evaluate",
          params: {
            at: "2026-11-21T10:31:00+01:00",
            lines: [line("1", PASTA, "3"), line("2", COFFEE), line("3", MILK)],
          },
          gives: sameAs("stepwise"),
        },
        cancel(),
      ],
    ),
    dialogue("with a card, coupons and tenders", "con tessera, buoni e pagamenti", [
      {
        send: "transaction.evaluate",
        params: {
          lines: [line("1", MILK), line("2", { article: "8099100000111", unitPriceCents: 1000 })],
          card: GOLD,
          coupons: [WINE_COUPON],
          tenders: [{ tender: "store-card" }],
        },
        gives: {
          grossCents: 1159,
          discountCents: 276,
          totalCents: 883,
          coupons: has({ outcome: "accepted", series: "WINE2" }),
        },
      },
    ]),
    dialogue("with suggestions, where they are asked for", "con i suggerimenti, se richiesti", [
      {
        send: "transaction.evaluate",
        params: { lines: [line("1", PASTA, "2")] },
        gives: { suggestions: absent },
      },
      {
        send: "transaction.evaluate",
        params: { lines: [line("1", PASTA, "2")], suggestions: true },
        gives: { suggestions: has({ promotionId: "PASTA-3X2", gainCents: 119 }) },
      },
    ]),
    dialogue("nothing is kept of it, and nothing reserved", "non resta nulla, e nulla è impegnato", [
      {
        send: "transaction.evaluate",
        params: { lines: [line("1", COFFEE)], coupons: ["{coupon}"] },
        gives: { totalCents: 305 },
      },
      begin(),
      {
        send: "coupon.present",
        params: { transactionId: TX, code: "{coupon}" },
        gives: { coupon: { outcome: "parked" } },
      },
      cancel(),
    ]),
    dialogue("what is wrong with a basket names the line", "errori nel carrello: la riga è indicata", [
      refused(
        "transaction.evaluate",
        { lines: [line("1", PASTA), line("2", PASTA, "0")] },
        "bad-parameters",
        "lines.1.quantity",
      ),
      refused(
        "transaction.evaluate",
        { lines: [line("1", PASTA), line("1", MILK)] },
        "bad-parameters",
        "lines.1.lineId",
      ),
      refused("transaction.evaluate", { lines: [], card: "nobody" }, "unknown-card", "card"),
    ]),
    dialogue(
      "differences make the same evaluation as whole answers",
      "le differenze danno la stessa valutazione delle risposte intere",
      [
        begin(),
        { ...add("1", PASTA, "2"), ...at },
        ...["2", "3", "4", "5"].map((lineId) => ({
          send: "line.add" as const,
          params: { transactionId: TX, line: line(lineId, lineId === "3" ? COFFEE : PASTA), ...less(HERE) },
          gives: { state: "open", effects: absent, difference: { from: HERE, totalCents: any } },
          ...at,
        })),
        {
          send: "customer.identify",
          params: { transactionId: TX, card: GOLD, ...less(HERE) },
          gives: { customer: any, effects: absent, difference: { from: HERE } },
          ...at,
        },
        {
          send: "line.void",
          params: { transactionId: TX, lineId: "2", ...less(HERE) },
          gives: { effects: absent, difference: { from: HERE } },
          ...at,
        },
        { send: "transaction.resume", params: { transactionId: TX }, gives: sameAs("whole") },
        cancel(),
      ],
      { needs: { modifiers: "line" } },
    ),
    dialogue(
      "a difference from another evaluation than the last is told whole",
      "una differenza da una valutazione che non è l'ultima è detta intera",
      [
        begin(),
        add("1", PASTA),
        add("2", PASTA),
        {
          send: "line.add",
          params: { transactionId: TX, line: line("3", PASTA), ...less("{tx}#1") },
          gives: { difference: absent, totalCents: 238 },
        },
        cancel(),
      ],
    ),
  ],
};

export const explaining: Group = {
  group: "explain",
  dialogues: [
    dialogue("why a promotion applies to an open sale", "perché una promozione vale per una vendita aperta", [
      begin(),
      add("1", PASTA, "3"),
      {
        send: "explain",
        params: { transactionId: TX },
        gives: { explanations: has({ promotionId: "PASTA-3X2", applied: true, amountCents: 119 }) },
      },
      cancel(),
    ]),
    dialogue("why one does not", "perché una non vale", [
      begin(),
      add("1", PASTA, "2"),
      {
        send: "explain",
        params: { transactionId: TX },
        gives: { explanations: has({ promotionId: "PASTA-3X2", applied: false, amountCents: 0 }) },
      },
      change("1", PASTA, "3", {}, { en: "", it: "" }),
      {
        send: "explain",
        params: { transactionId: TX },
        gives: { explanations: hasNo({ promotionId: "PASTA-3X2", applied: false }) },
      },
      cancel(),
    ]),
    dialogue("why one applied to a receipt of the past", "perché una valse per uno scontrino passato", [
      begin(),
      add("1", PASTA, "3"),
      subtotal(),
      complete(238),
      {
        send: "explain",
        params: { sale: "{receipt}" },
        gives: { explanations: has({ promotionId: "PASTA-3X2", applied: true, amountCents: 119 }) },
      },
    ]),
    dialogue("nothing to explain", "niente da spiegare", [
      refused("explain", { sale: "{receipt}" }, "unknown-receipt", "sale"),
      refused("explain", { transactionId: TX }, "unknown-transaction", "transactionId"),
      refused("explain", {}, "bad-parameters"),
    ]),
    dialogue("how the agent is", "come sta l'agente", [
      {
        send: "agent.status",
        gives: { version: words, store: words, till: words, problems: any, release: any },
      },
    ]),
  ],
};
