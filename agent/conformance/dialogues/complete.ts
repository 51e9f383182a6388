import type { Group, SendStep } from "../dialogue.ts";
import {
  absent,
  add,
  any,
  begin,
  both,
  COFFEE,
  cancel,
  complete,
  dialogue,
  GOLD,
  has,
  identify,
  PASTA,
  present,
  refused,
  subtotal,
  TX,
  TX2,
  WATER,
  words,
  wordsWith,
} from "./words.ts";

const rung = [begin(), add("1", PASTA, "3", { totalCents: 238 }), subtotal({ totalCents: 238 })];
const again = (gives: SendStep["gives"]): SendStep => ({
  ...complete(238),
  gives: gives!,
  do: {
    en: "Send the very same completion again, as if its answer had been lost.",
    it: "Inviare di nuovo la stessa chiusura, come se la risposta si fosse persa.",
  },
});
const the = (name: string) => ({ $: "the-saved", name }) as const;
const COUPONS = ["{coupon}", "{coupon1}", "{coupon2}", "{coupon3}", "{coupon4}"];
/** With these words about what was taken off. */
const paid = (totalCents: number, said: object): SendStep => ({
  ...complete(totalCents),
  params: { transactionId: TX, receipt: "{receipt}", totalCents, ...said },
});

export const completions: Group = {
  group: "complete",
  dialogues: [
    dialogue(
      "a sale is paid in cash and recorded",
      "una vendita è pagata in contanti e registrata",
      [
        ...rung,
        complete(238, {
          saleId: words,
          grossCents: 357,
          discountCents: 119,
          coupons: { redeemed: [], freed: [] },
          posDifferenceCents: absent,
        }),
      ],
      both,
    ),
    dialogue(
      "the same completion again has the same answer",
      "la stessa chiusura ha la stessa risposta",
      [
        ...rung,
        { ...complete(238), save: { answer: "" } },
        again(the("answer")),
        { ...again(the("answer")), only: "pos" },
      ],
      both,
    ),
    dialogue(
      "the same completion over another connection has the same answer",
      "la stessa chiusura su un'altra connessione ha la stessa risposta",
      [...rung, { ...complete(238), save: { answer: "" } }, { connect: "second" }, again(the("answer"))],
    ),
    dialogue(
      "other contents under the same id are refused",
      "altri contenuti con lo stesso numero sono rifiutati",
      [
        ...rung,
        complete(238),
        { ...complete(239), gives: {}, fails: { reason: "completed-differently", field: "transactionId" } },
        {
          ...paid(238, { receipt: "another", applied: "all" }),
          gives: {},
          fails: { reason: "completed-differently" },
        },
      ],
    ),
    dialogue("two at once are one", "due insieme sono una", [
      ...rung,
      { atOnce: [{ ...complete(238), save: { answer: "" } }, again(the("answer"))] },
    ]),
    dialogue(
      "what could not be recorded is sent again until it is",
      "ciò che non si è potuto registrare si invia di nuovo finché lo è",
      [
        ...rung,
        { journal: "locked" },
        { ...complete(238), gives: {}, fails: { reason: "not-recorded" } },
        {
          ...refused(
            "line.add",
            { transactionId: TX, line: { lineId: "2", ...PASTA, quantity: "1" } },
            "wrong-state",
          ),
          only: "pos",
        },
        { journal: "free" },
        {
          ...complete(238),
          do: {
            en: "The POS was told that the sale is not recorded: let it send the very same again.",
            it: "La cassa sa che la vendita non è registrata: lasciare che invii di nuovo la stessa.",
          },
        },
      ],
      { both: true, needs: { ownAgent: true } },
    ),
    dialogue(
      "while nobody knows whether it is recorded, only the same completion is taken",
      "finché non si sa se è registrata si accetta solo la stessa chiusura",
      [
        { connect: "till 8" },
        ...rung,
        begin({}, TX2),
        { journal: "locked" },
        // Each keeps the journal for a second, and the completion waits behind them.
        ...COUPONS.map((code): SendStep => ({ ...present(code, any, {}, TX2), unanswered: true })),
        { ...complete(238), gives: {}, fails: { reason: "not-recorded" } },
        refused(
          "line.add",
          { transactionId: TX, line: { lineId: "2", ...PASTA, quantity: "1" } },
          "completion-pending",
        ),
        refused("transaction.cancel", { transactionId: TX }, "completion-pending"),
        {
          send: "transaction.resume",
          params: { transactionId: TX },
          gives: { state: "tendering", totalCents: 238, sale: { completing: true } },
        },
        { journal: "free" },
        { ...complete(238), unless: ["not-recorded"] },
        cancel({}, TX2),
      ],
      { needs: { ownAgent: true } },
    ),
    dialogue(
      "the POS took nothing off, and that is what is recorded",
      "la cassa non ha tolto nulla, e così si registra",
      [
        ...rung,
        paid(357, { applied: "nothing" }),
        {
          send: "transaction.resume",
          params: { transactionId: TX },
          gives: { state: "finalised", discountCents: 0, totalCents: 357 },
        },
      ],
    ),
    dialogue(
      "a total of the POS's own is told as a difference",
      "un totale diverso della cassa è detto come differenza",
      [
        ...rung,
        {
          ...paid(240, { applied: "all" }),
          gives: { recorded: true, totalCents: 238, posDifferenceCents: 2 },
        },
      ],
    ),
    dialogue(
      "shares that do not add up name the field",
      "quote che non tornano: il campo è indicato",
      [
        ...rung,
        {
          ...paid(238, {
            applied: [
              { promotionId: "PASTA-3X2", amountCents: 119, shares: [{ lineId: "1", amountCents: 100 }] },
            ],
          }),
          gives: {},
          fails: { reason: "bad-parameters", field: "applied.0.amountCents" },
        },
        complete(238),
      ],
      { needs: { modifiers: "line" } },
    ),
    dialogue(
      "a share of a line that is not there names the field",
      "una quota di una riga che non c'è: il campo è indicato",
      [
        ...rung,
        {
          ...paid(238, {
            applied: [
              { promotionId: "PASTA-3X2", amountCents: 119, shares: [{ lineId: "9", amountCents: 119 }] },
            ],
          }),
          gives: {},
          fails: { reason: "bad-parameters", field: "applied.0.shares.0.lineId" },
        },
        complete(238),
      ],
      { needs: { modifiers: "line" } },
    ),
    dialogue(
      "a part of what was offered is taken off",
      "si toglie una parte di quanto offerto",
      [
        ...rung,
        paid(257, {
          applied: [
            { promotionId: "PASTA-3X2", amountCents: 100, shares: [{ lineId: "1", amountCents: 100 }] },
          ],
        }),
      ],
      { needs: { modifiers: "line" } },
    ),
    dialogue(
      "one amount off: a part is taken, more than was offered is refused",
      "un solo sconto: una parte si toglie, più dell'offerta si rifiuta",
      [
        ...rung,
        {
          ...paid(237, { discountCents: 120 }),
          gives: {},
          fails: { reason: "bad-parameters", field: "discountCents" },
        },
        paid(257, { discountCents: 100 }),
      ],
      { needs: { modifiers: "transaction" } },
    ),
    dialogue(
      "points and stamps that came of it, to be printed",
      "i punti e i bollini ottenuti, da stampare",
      [
        begin(),
        identify(GOLD),
        add("1", WATER, "2"),
        subtotal(),
        complete(480, {
          points: [{ account: "points", points: 4, balance: any }],
          stamps: [{ account: "water", stamps: 2, balance: any }],
        }),
      ],
    ),
    dialogue(
      "our slip comes as rows of the POS's receipt",
      "il nostro scontrino arriva come righe della cassa",
      [...rung, complete(238, { receiptLines: has(wordsWith("Pasta 3x2")) })],
      { needs: { prints: "pos" } },
    ),
    dialogue("a sale is completed without a subtotal", "una vendita si chiude senza subtotale", [
      begin(),
      add("1", COFFEE, "1", { totalCents: 405 }),
      complete(405),
    ]),
    dialogue("a supervisor's word is taken with the completion", "l'autorizzazione accompagna la chiusura", [
      ...rung,
      complete(238, {}, { operator: "14", override: { supervisor: "S1", reason: "price agreed" } }),
    ]),
    dialogue(
      "a sale is cancelled, and its tenders are told once more",
      "una vendita è annullata, e i pagamenti sono detti ancora",
      [
        ...rung,
        {
          send: "tender.add",
          params: { transactionId: TX, tenderId: "1", tender: "cash", amountCents: 100 },
          only: "pos",
        },
        {
          ...cancel({ tenders: [{ tenderId: "1", tender: "cash", amountCents: 100 }] }),
          save: { answer: "" },
          only: "pos",
        },
        { ...cancel(), gives: the("answer"), only: "pos" },
        { ...cancel(), only: "agent" },
      ],
      both,
    ),
    dialogue("after the end nothing comes", "dopo la fine non viene nulla", [
      ...rung,
      complete(238),
      refused("transaction.cancel", { transactionId: TX }, "wrong-state"),
      refused(
        "line.add",
        { transactionId: TX, line: { lineId: "2", ...PASTA, quantity: "1" } },
        "wrong-state",
      ),
      refused("transaction.subtotal", { transactionId: TX }, "wrong-state"),
      refused("tender.preview", { transactionId: TX, tenders: [] }, "wrong-state"),
    ]),
    dialogue("a sale that nobody began and nobody tells", "una vendita mai iniziata e mai raccontata", [
      {
        ...paid(0, { applied: "nothing" }),
        gives: {},
        fails: { reason: "unknown-transaction", field: "transactionId" },
      },
    ]),
  ],
};
