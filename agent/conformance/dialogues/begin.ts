import type { Group } from "../dialogue.ts";
import {
  absent,
  add,
  BISCUITS,
  begin,
  both,
  COFFEE,
  cancel,
  complete,
  dialogue,
  has,
  PASTA,
  refused,
  subtotal,
  TX,
} from "./words.ts";

const otherCurrency = { degraded: true, degradedReason: "other-currency" };
const practising = { training: true };

export const beginning: Group = {
  group: "begin",
  dialogues: [
    dialogue(
      "a sale begins with nothing in it, and is cancelled",
      "una vendita inizia vuota e viene annullata",
      [
        {
          ...begin(),
          gives: { transactionId: TX, state: "open", grossCents: 0, totalCents: 0, effects: [] },
        },
        cancel({ tenders: [] }),
      ],
      both,
    ),
    dialogue("an id that is open already", "un numero già aperto", [
      begin(),
      refused("transaction.begin", { transactionId: TX }, "transaction-exists", "transactionId"),
      cancel(),
    ]),
    dialogue("an id of a sale that is recorded", "un numero di una vendita registrata", [
      begin(),
      add("1", PASTA),
      subtotal(),
      complete(119),
      refused("transaction.begin", { transactionId: TX }, "transaction-id-used", "transactionId"),
    ]),
    dialogue(
      "an id of a cancelled sale is free again",
      "il numero di una vendita annullata è di nuovo libero",
      [begin(), cancel(), begin(), add("1", PASTA, "1", { totalCents: 119 }), cancel()],
    ),
    dialogue(
      "a time of another zone is told in the store's",
      "un'ora di un altro fuso è detta in quella del negozio",
      [
        {
          ...begin({ at: "2026-11-21T04:31:00-05:00" }),
          gives: { state: "open", at: "2026-11-21T10:31:00+01:00" },
        },
        cancel(),
      ],
    ),
    dialogue("a time without its offset names the field", "un'ora senza fuso: il campo è indicato", [
      refused("transaction.begin", { transactionId: TX, at: "2026-11-21T10:31:00" }, "bad-parameters", "at"),
    ]),
    dialogue("a currency that is none names the field", "una valuta inesistente: il campo è indicato", [
      refused("transaction.begin", { transactionId: TX, currency: "eur" }, "bad-parameters", "currency"),
    ]),
    dialogue(
      "a sale in another currency than the rules' is sold without promotions",
      "una vendita in un'altra valuta si fa senza promozioni",
      [
        {
          ...begin({ currency: "CHF" }),
          do: { en: "Begin a sale in Swiss francs.", it: "Iniziare una vendita in franchi svizzeri." },
        },
        add("1", PASTA, "3", { discountCents: 0, totalCents: 357, effects: [], ...otherCurrency }),
        subtotal({ totalCents: 357, ...otherCurrency }),
        {
          send: "explain",
          params: { transactionId: TX },
          gives: { explanations: [], ...otherCurrency },
          only: "pos",
        },
        complete(357),
      ],
    ),
    dialogue("what the self-checkout alone gives", "ciò che dà solo la cassa veloce", [
      begin({ channel: "self-checkout" }),
      add("1", BISCUITS, "1", {
        discountCents: 20,
        totalCents: 180,
        effects: has({ kind: "price-modifier", promotionId: "FAST-LANE", amountCents: 20 }),
      }),
      cancel(),
    ]),
    dialogue(
      "practice is answered like a sale and leaves nothing",
      "in addestramento le risposte sono vere e non resta nulla",
      [
        {
          ...begin({ training: true, operator: "7" }),
          gives: { state: "open", ...practising },
          do: {
            en: "Switch the POS to training, sign on an operator and begin a sale.",
            it: "Mettere la cassa in addestramento, con un operatore, e iniziare una vendita.",
          },
        },
        add("1", COFFEE, "1", { totalCents: 405, ...practising }),
        subtotal(practising),
        complete(405, { recorded: false, saleId: absent, ...practising }),
        {
          send: "transaction.resume",
          params: { transactionId: TX },
          gives: { state: "finalised", recorded: false, totalCents: 405, ...practising },
          only: "pos",
        },
        { ...refused("explain", { sale: "{receipt}" }, "unknown-receipt"), only: "pos" },
        { ...begin(), only: "pos" },
        { ...cancel(), only: "pos" },
      ],
      both,
    ),
    dialogue(
      "who is at the till is told with the call that changes it",
      "il cambio di operatore si dice con la chiamata",
      [
        begin({ operator: "7" }),
        {
          send: "line.add",
          params: { transactionId: TX, operator: "14", line: { lineId: "1", ...PASTA, quantity: "1" } },
        },
        { send: "transaction.resume", params: { transactionId: TX }, gives: { sale: { operator: "14" } } },
        cancel(),
      ],
    ),
    dialogue(
      "512 sales may be open, and not one more",
      "512 vendite possono essere aperte, non una di più",
      [
        { send: "transaction.begin", params: { transactionId: "{tx}-{n}" }, times: 512 },
        refused("transaction.begin", { transactionId: TX }, "too-many-transactions"),
        { send: "transaction.cancel", params: { transactionId: "{tx}-{n}" }, times: 512 },
        begin(),
        cancel(),
      ],
      { needs: { ownAgent: true } },
    ),
  ],
};
