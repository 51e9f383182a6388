import type { Group } from "../dialogue.ts";
import {
  absent,
  add,
  any,
  BLOCKED,
  begin,
  both,
  cancel,
  complete,
  dialogue,
  GOLD,
  has,
  hasNo,
  identify,
  MILK,
  refused,
  STAFF,
  subtotal,
  TX,
  TX2,
  WATER,
  WINE,
  words,
} from "./words.ts";

export const customers: Group = {
  group: "customers",
  dialogues: [
    dialogue(
      "a card: tier, balances and their date",
      "una tessera: livello, saldi e data dei saldi",
      [
        begin(),
        identify(GOLD, {
          customer: {
            id: words,
            tier: "gold",
            staff: false,
            segments: ["family"],
            balances: { points: any },
            balanceAt: words,
          },
        }),
        cancel(),
      ],
      both,
    ),
    dialogue(
      "the members' price comes with the card and goes with it",
      "il prezzo soci arriva con la tessera e se ne va con lei",
      [
        begin(),
        add("1", MILK, "1", { totalCents: 159 }),
        identify(GOLD, { totalCents: 129, effects: has({ promotionId: "MEMBER-MILK", amountCents: 30 }) }),
        {
          send: "customer.forget",
          params: { transactionId: TX },
          gives: { totalCents: 159, effects: hasNo({ promotionId: "MEMBER-MILK" }) },
          do: { en: "Take the card out of the sale again.", it: "Togliere la tessera dalla vendita." },
        },
        cancel(),
      ],
      both,
    ),
    dialogue(
      "a blocked card is refused, and the sale goes on without it",
      "una tessera bloccata è rifiutata e la vendita continua",
      [
        begin(),
        { ...identify(BLOCKED), gives: {}, fails: { reason: "card-blocked", field: "card" } },
        add("1", MILK, "1", { totalCents: 159 }),
        cancel(),
      ],
      both,
    ),
    dialogue("a card that nobody knows", "una tessera sconosciuta", [
      begin(),
      refused("customer.identify", { transactionId: TX, card: "2600000099998" }, "unknown-card", "card"),
      refused("customer.identify", { transactionId: TX, card: "not a card" }, "unknown-card", "card"),
      cancel(),
    ]),
    dialogue("a payment card is no customer's card", "una carta di pagamento non è una tessera", [
      begin(),
      refused("customer.identify", { transactionId: TX, card: "4111111111111111" }, "unknown-card", "card"),
      cancel(),
    ]),
    dialogue("nobody to forget", "nessuno da dimenticare", [
      begin(),
      refused("customer.forget", { transactionId: TX }, "no-customer"),
      cancel(),
    ]),
    dialogue("another card in the middle of the sale", "un'altra tessera a metà vendita", [
      begin(),
      identify(GOLD, { customer: { tier: "gold", staff: false } }),
      identify(STAFF, { customer: { tier: "base", staff: true } }),
      cancel(),
    ]),
    dialogue(
      "points, stamps and a greeting are told with the goods",
      "punti, bollini e un saluto arrivano con la merce",
      [
        begin(),
        identify(GOLD),
        add("1", WINE),
        add("2", WATER, "2", {
          totalCents: 1480,
          effects: has(
            { kind: "points", account: "points", points: 14 },
            { kind: "stamps", account: "water", stamps: 2 },
            { kind: "message", promotionId: "GOLD-HELLO", audience: "customer" },
          ),
        }),
        cancel(),
      ],
    ),
    dialogue(
      "what a sale earns is in the balance of the next one",
      "ciò che una vendita dà è nel saldo della prossima",
      [
        begin(),
        { ...identify(STAFF), save: { before: "customer.balances.points" } },
        add("1", WINE),
        subtotal(),
        complete(1000, {
          points: [{ account: "points", points: 10, balance: { $: "saved-plus", name: "before", plus: 10 } }],
        }),
        begin({}, TX2),
        identify(
          STAFF,
          { customer: { balances: { points: { $: "saved-plus", name: "before", plus: 10 } } } },
          TX2,
        ),
        cancel({}, TX2),
      ],
    ),
    dialogue(
      "a voucher is earned from 15 euro on, with a card",
      "un buono da 15 euro in su, con la tessera",
      [
        begin(),
        add("1", WINE, "2", { effects: hasNo({ kind: "voucher" }) }),
        identify(GOLD, {
          degraded: absent,
          effects: has({
            kind: "voucher",
            series: "NEXT",
            pieces: 1,
            amountCents: 100,
            validFrom: words,
            validTo: words,
          }),
        }),
        cancel(),
      ],
    ),
  ],
};
