import type { Group } from "../dialogue.ts";
import {
  absent,
  add,
  BISCUITS,
  begin,
  both,
  cancel,
  change,
  dialogue,
  GOLD,
  has,
  hasNo,
  identify,
  MUG,
  PASTA,
  sameAs,
  subtotal,
  TEA,
  TX,
  voidLine,
  WATER,
  WINE,
  wordsWith,
} from "./words.ts";

const gift = { kind: "gift", promotionId: "TEA-MUG", articles: [MUG.article], pieces: 1 };
const mug = (lineId: string, gives: object, more: object = {}) => ({
  ...add(lineId, MUG, "1", gives as never, more),
  do: {
    en: `Let the POS add the mug (${MUG.article}) that it is asked for, or scan it where it can't.`,
    it: `Lasciare che la cassa aggiunga la tazza richiesta (${MUG.article}), o leggerla se non può.`,
  },
});
const pasta = (pieces: number) => ({ article: PASTA.article, pieces, unitPriceCents: 119 });

export const subtotals: Group = {
  group: "subtotal",
  dialogues: [
    dialogue(
      "what could be gained still is suggested, and comes when it is followed",
      "ciò che si può ancora guadagnare è suggerito, e arriva se si segue",
      [
        begin(),
        add("1", PASTA, "2", { totalCents: 238 }),
        subtotal({
          suggestions: has({ promotionId: "PASTA-3X2", gainCents: 119, spendCents: 0, probes: [pasta(1)] }),
        }),
        {
          ...add("2", PASTA, "1", { state: "open", discountCents: 119, totalCents: 238 }),
          do: {
            en: "Ring up the one more that is suggested.",
            it: "Passare il pezzo in più che è suggerito.",
          },
        },
        cancel(),
      ],
      both,
    ),
    dialogue(
      "nothing is suggested where nothing can be gained",
      "nessun suggerimento dove non c'è da guadagnare",
      [
        begin(),
        add("1", PASTA, "3"),
        subtotal({ suggestions: hasNo({ promotionId: "PASTA-3X2" }) }),
        cancel(),
      ],
    ),
    dialogue(
      "words for the cashier and for the customer",
      "parole per il cassiere e per il cliente",
      [
        begin(),
        identify(GOLD),
        add("1", WINE),
        subtotal({ texts: { customer: has(wordsWith("")), cashier: has(wordsWith("")) } }),
        cancel(),
      ],
      both,
    ),
    dialogue(
      "they are English for whoever asked for English",
      "sono in inglese per chi ha chiesto l'inglese",
      [
        { connect: "second", language: "en" },
        begin(),
        identify(GOLD),
        add("1", WINE),
        subtotal({
          texts: { customer: ["Thank you for your loyalty"], cashier: has("Alcohol: ask for a document") },
        }),
        cancel(),
      ],
    ),
    dialogue(
      "they are Italian for whoever asked for Italian",
      "sono in italiano per chi ha chiesto l'italiano",
      [
        { connect: "second", language: "it" },
        begin(),
        identify(GOLD),
        add("1", WINE),
        subtotal({
          texts: {
            customer: ["Grazie della tua fedeltà: qui c'è il tuo € di più"],
            cashier: has("Alcolici: chiedere un documento"),
          },
        }),
        cancel(),
      ],
    ),
    dialogue(
      "a gift is asked for, and is free once it is there",
      "un omaggio è chiesto, ed è gratis quando c'è",
      [
        begin(),
        add("1", TEA, "2", { effects: has({ ...gift, how: "asked" }) }),
        subtotal({ texts: { cashier: has(wordsWith("Tazza")) } }),
        mug(
          "2",
          { discountCents: 500, totalCents: 600, effects: hasNo({ kind: "gift" }) },
          { giftOf: "TEA-MUG" },
        ),
        cancel(),
      ],
      { both: true, needs: { giftLine: true } },
    ),
    dialogue(
      "a gift that the POS can't add is scanned by the cashier",
      "un omaggio che la cassa non può aggiungere lo legge il cassiere",
      [
        begin(),
        add("1", TEA, "2", { effects: has({ ...gift, how: "scanned" }) }),
        subtotal({ texts: { cashier: has(wordsWith("Tazza")) } }),
        mug("2", { discountCents: 500, totalCents: 600, effects: hasNo({ kind: "gift" }) }),
        cancel(),
      ],
      { both: true, needs: { giftLine: false } },
    ),
    dialogue(
      "a gift goes when its condition falls",
      "l'omaggio se ne va quando cade la condizione",
      [
        begin(),
        add("1", TEA, "2"),
        mug("2", { totalCents: 600 }, { giftOf: "TEA-MUG" }),
        change(
          "1",
          TEA,
          "1",
          {
            totalCents: 800,
            effects: has({ kind: "gift-withdrawn", promotionId: "TEA-MUG", lineIds: ["2"] }),
          },
          { en: "", it: "" },
        ),
        voidLine("2", { totalCents: 300, effects: hasNo({ kind: "gift-withdrawn" }) }),
        cancel(),
      ],
      { needs: { giftLine: true } },
    ),
    dialogue("a gift to choose from", "un omaggio da scegliere", [
      begin(),
      add("1", BISCUITS, "4", {
        effects: has({
          kind: "gift",
          promotionId: "BISCUIT-CHOICE",
          how: "chosen",
          articles: [WATER.article, MUG.article],
        }),
      }),
      add("2", WATER, "1", { discountCents: 240, totalCents: 800 }),
      cancel(),
    ]),
    dialogue("a sum that is reached takes money off the whole", "una soglia raggiunta toglie dal totale", [
      begin(),
      add("1", WINE, "4", { discountCents: 200, totalCents: 3800 }),
      subtotal({ effects: has({ promotionId: "FROM-40", level: "transaction", amountCents: 200 }) }),
      cancel(),
    ]),
    dialogue("goods after the subtotal open the sale again", "la merce dopo il subtotale riapre la vendita", [
      begin(),
      add("1", PASTA),
      subtotal(),
      add("2", PASTA, "1", { state: "open", totalCents: 238 }),
      cancel(),
    ]),
    dialogue("a subtotal twice is the same twice", "due subtotali uguali", [
      begin(),
      add("1", PASTA, "3"),
      add("2", WINE, "2"),
      subtotal({ degraded: absent }, { save: { first: "" } }),
      { send: "transaction.subtotal", params: { transactionId: TX }, gives: sameAs("first") },
      cancel(),
    ]),
  ],
};
