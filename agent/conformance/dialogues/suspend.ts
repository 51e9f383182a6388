import type { Group, SendStep } from "../dialogue.ts";
import {
  absent,
  add,
  begin,
  both,
  COFFEE,
  cancel,
  complete,
  dialogue,
  has,
  PASTA,
  present,
  refused,
  sameAs,
  subtotal,
  TX,
  TX2,
  words,
} from "./words.ts";

const suspend: SendStep = {
  send: "transaction.suspend",
  params: { transactionId: TX },
  gives: { state: "suspended", suspension: { code: words, till: words } },
  save: { code: "suspension.code" },
  do: { en: "Suspend the sale.", it: "Sospendere la vendita." },
};
const resume = (gives: object = {}): SendStep => ({
  send: "transaction.resume",
  params: { suspension: { code: "{code}" } },
  gives: { transactionId: TX, state: "open", ...gives } as SendStep["gives"] & object,
  do: { en: "Resume it by its code.", it: "Riprenderla con il suo codice." },
});

export const suspensions: Group = {
  group: "suspend",
  dialogues: [
    dialogue(
      "a sale waits and goes on",
      "una vendita aspetta e continua",
      [
        begin(),
        add("1", PASTA, "2", { totalCents: 238 }),
        suspend,
        resume({ totalCents: 238, sale: { lines: has({ article: PASTA.article }) } }),
        { ...add("2", PASTA, "1", { totalCents: 238, discountCents: 119 }), only: "pos" },
        cancel(),
      ],
      both,
    ),
    dialogue("it goes on with the very same evaluation", "continua con la stessa identica valutazione", [
      begin(),
      add("1", COFFEE, "2"),
      { ...add("2", PASTA, "3"), save: { before: "" } },
      suspend,
      resume({}),
      { send: "transaction.resume", params: { transactionId: TX }, gives: sameAs("before") },
      cancel(),
    ]),
    dialogue(
      "from the subtotal it goes on at the subtotal, by its id too",
      "dal subtotale riprende al subtotale, anche con il suo numero",
      [
        begin(),
        add("1", PASTA),
        subtotal(),
        suspend,
        {
          send: "transaction.resume",
          params: { transactionId: TX },
          gives: { state: "subtotal", totalCents: 119 },
        },
        cancel(),
      ],
    ),
    dialogue("while it waits its coupon is nobody else's", "mentre aspetta il suo buono non è di altri", [
      begin(),
      add("1", COFFEE),
      present("{coupon}", { outcome: "accepted" }),
      suspend,
      begin({}, TX2),
      present("{coupon}", { outcome: "refused", reason: "reserved-elsewhere" }, {}, TX2),
      cancel({}, TX2),
      resume({ totalCents: 305 }),
      cancel(),
    ]),
    dialogue("while it waits it takes nothing", "mentre aspetta non prende nulla", [
      begin(),
      add("1", PASTA),
      suspend,
      refused("line.add", { transactionId: TX, line: { lineId: "2", ...PASTA, quantity: "1" } }, "suspended"),
      refused("transaction.subtotal", { transactionId: TX }, "suspended"),
      refused("tender.preview", { transactionId: TX, tenders: [] }, "suspended"),
      resume({ totalCents: 119 }),
      cancel(),
    ]),
    dialogue("suspended twice it has one code", "sospesa due volte ha un solo codice", [
      begin(),
      add("1", PASTA),
      suspend,
      { ...suspend, save: {}, gives: { state: "suspended", suspension: { code: "{code}" } } },
      cancel(),
    ]),
    dialogue(
      "a sale that waits is cancelled, and its code is good no more",
      "una vendita sospesa si annulla, e il codice non vale più",
      [
        begin(),
        add("1", PASTA),
        suspend,
        cancel(),
        refused(
          "transaction.resume",
          { suspension: { code: "{code}" } },
          "unknown-transaction",
          "suspension.code",
        ),
      ],
    ),
    dialogue("a sale that waits is paid all the same", "una vendita sospesa si paga lo stesso", [
      begin(),
      add("1", PASTA),
      suspend,
      {
        ...complete(119),
        params: { transactionId: TX, receipt: "{receipt}", applied: "nothing", totalCents: 119 },
      },
    ]),
    dialogue(
      "of a sale that does not wait resume says where it is",
      "di una vendita non sospesa si dice dov'è",
      [
        begin({ operator: "7" }),
        add("1", PASTA, "1", {}, { text: "Spaghetti" }),
        {
          send: "transaction.resume",
          params: { transactionId: TX },
          gives: {
            state: "open",
            revision: { $: "at-least", number: 1 },
            totalCents: 119,
            sale: {
              operator: "7",
              channel: "till",
              currency: "EUR",
              lines: [{ lineId: "1", article: PASTA.article, quantity: "1", text: "Spaghetti" }],
              customer: absent,
              coupons: [],
              tenders: [],
            },
          },
        },
        cancel(),
      ],
    ),
    dialogue("a paid sale answers what it was told", "una vendita pagata risponde ciò che le fu detto", [
      begin(),
      add("1", PASTA),
      { ...complete(119), save: { answer: "" } },
      {
        send: "transaction.resume",
        params: { transactionId: TX },
        gives: { $: "the-saved", name: "answer" },
      },
    ]),
    dialogue("a sale that nobody knows", "una vendita sconosciuta", [
      refused("transaction.resume", { transactionId: TX }, "unknown-transaction", "transactionId"),
      refused(
        "transaction.resume",
        { suspension: { code: "00000000000" } },
        "unknown-transaction",
        "suspension.code",
      ),
    ]),
  ],
};
