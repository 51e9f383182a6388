import type { Group } from "../dialogue.ts";
import {
  add,
  begin,
  both,
  CIGARETTES,
  COFFEE,
  cancel,
  change,
  DEPOSIT,
  dialogue,
  GIFT_CARD,
  HAM,
  has,
  MILK,
  PASTA,
  refused,
  TX,
  voidLine,
} from "./words.ts";

const bad = (line: object, field: string) =>
  refused(
    "line.add",
    { transactionId: TX, line: { lineId: "1", ...line } },
    "bad-parameters",
    `line.${field}`,
  );
const override = { supervisor: "S1", reason: "wrong article" };
const PRIVATE_LABEL = { article: "9999999999994", unitPriceCents: 100 };

export const lines: Group = {
  group: "lines",
  dialogues: [
    dialogue(
      "one piece",
      "un pezzo",
      [begin(), add("1", PASTA, "1", { grossCents: 119, discountCents: 0, totalCents: 119 }), cancel()],
      both,
    ),
    dialogue(
      "three for two",
      "tre per due",
      [
        begin(),
        add("1", PASTA, "3", {
          grossCents: 357,
          discountCents: 119,
          totalCents: 238,
          effects: has({
            kind: "price-modifier",
            promotionId: "PASTA-3X2",
            text: { it: "Pasta 3x2", en: "Pasta 3 for 2" },
            amountCents: 119,
          }),
        }),
        cancel(),
      ],
      both,
    ),
    dialogue(
      "what a set saves lies on all its units",
      "il risparmio di un gruppo si divide su tutti i pezzi",
      [
        begin(),
        add("1", PASTA, "2"),
        add("2", PASTA, "1", {
          effects: has({
            promotionId: "PASTA-3X2",
            shares: [
              { lineId: "1", amountCents: 80, unitsCents: [40, 40] },
              { lineId: "2", amountCents: 39, unitsCents: [39] },
            ],
          }),
        }),
        cancel(),
      ],
      { needs: { modifiers: "line" } },
    ),
    dialogue(
      "one amount off the whole, by VAT rate, and no shares",
      "un solo sconto sul totale, per aliquota IVA, senza quote",
      [
        begin(),
        add("1", PASTA, "3"),
        add("2", COFFEE, "1", {
          discountCents: 164,
          modifiers: has({ vatRate: "4", amountCents: 119 }, { vatRate: "22", amountCents: 45 }),
        }),
        cancel(),
      ],
      { needs: { modifiers: "transaction" } },
    ),
    dialogue(
      "goods by weight",
      "merce a peso",
      [begin(), add("1", HAM, "0.454", { totalCents: 903, lines: [{ grossCents: 903 }] }), cancel()],
      both,
    ),
    dialogue(
      "another quantity of a line",
      "cambio di quantità di una riga",
      [
        begin(),
        add("1", COFFEE, "1", { totalCents: 405 }),
        change(
          "1",
          COFFEE,
          "2",
          { totalCents: 810 },
          {
            en: "Change the quantity of the coffee to 2.",
            it: "Cambiare la quantità del caffè in 2.",
          },
        ),
        cancel(),
      ],
      both,
    ),
    dialogue(
      "another price of a line",
      "cambio di prezzo di una riga",
      [
        begin(),
        add("1", MILK, "1", { totalCents: 159 }),
        change(
          "1",
          { ...MILK, unitPriceCents: 100 },
          "1",
          { grossCents: 100, totalCents: 100 },
          {
            en: "Change the price of the milk to 1.00.",
            it: "Cambiare il prezzo del latte in 1,00.",
          },
        ),
        cancel(),
      ],
      both,
    ),
    dialogue(
      "a line is voided",
      "storno di una riga",
      [
        begin(),
        add("1", PASTA),
        add("2", MILK, "1", { totalCents: 278 }),
        voidLine(
          "2",
          { totalCents: 119, lines: [{ lineId: "1", netCents: 119 }] },
          { en: "Void the milk.", it: "Stornare il latte." },
        ),
        cancel(),
      ],
      both,
    ),
    dialogue(
      "a supervisor's word is taken with a change",
      "l'autorizzazione del responsabile accompagna la modifica",
      [
        begin(),
        add("1", PASTA),
        {
          send: "line.void",
          params: {
            transactionId: TX,
            lineId: "1",
            operator: "14",
            override,
          },
          gives: { state: "open", totalCents: 0 },
        },
        cancel(),
      ],
    ),
    dialogue("500 of a supervisor's words, and not one more", "500 autorizzazioni, non una di più", [
      begin(),
      add("1", PASTA),
      {
        send: "line.change",
        params: { transactionId: TX, line: { lineId: "1", ...PASTA, quantity: "1" }, override },
        times: 500,
      },
      refused(
        "line.change",
        { transactionId: TX, line: { lineId: "1", ...PASTA, quantity: "1" }, override },
        "too-many-overrides",
      ),
      cancel(),
    ]),
    dialogue("a line that is not there", "una riga che non c'è", [
      begin(),
      refused("line.void", { transactionId: TX, lineId: "9" }, "unknown-line", "lineId"),
      refused(
        "line.change",
        { transactionId: TX, line: { lineId: "9", ...PASTA, quantity: "1" } },
        "unknown-line",
        "lineId",
      ),
      cancel(),
    ]),
    dialogue("a line id that is taken", "un numero di riga già usato", [
      begin(),
      add("1", PASTA),
      refused(
        "line.add",
        { transactionId: TX, line: { lineId: "1", ...MILK, quantity: "1" } },
        "line-exists",
        "line.lineId",
      ),
      add("2", MILK, "1", { totalCents: 278 }),
      cancel(),
    ]),
    dialogue("a sale that nobody began", "una vendita che nessuno ha iniziato", [
      refused(
        "line.add",
        { transactionId: TX, line: { lineId: "1", ...PASTA, quantity: "1" } },
        "unknown-transaction",
        "transactionId",
      ),
    ]),
    dialogue("the POS's own amount of a line stands", "l'importo di riga della cassa vale", [
      begin(),
      add("1", MILK, "2", { grossCents: 300, totalCents: 300 }, { extendedCents: 300 }),
      cancel(),
    ]),
    dialogue("a price finer than a cent", "un prezzo più fine del centesimo", [
      begin(),
      {
        send: "line.add",
        params: {
          transactionId: TX,
          line: { lineId: "1", article: "9999999999994", unitPrice: "0.1234", quantity: "100" },
        },
        gives: { grossCents: 1234 },
      },
      cancel(),
    ]),
    dialogue("a deposit is outside all promotions", "una cauzione è fuori da ogni promozione", [
      begin(),
      add("1", COFFEE),
      add("2", DEPOSIT, "1", {
        discountCents: 45,
        totalCents: 430,
        lines: [
          { lineId: "1", discountCents: 45 },
          { lineId: "2", discountCents: 0, netCents: 25 },
        ],
      }),
      cancel(),
    ]),
    dialogue(
      "gift cards and cigarettes cost what they cost",
      "carte regalo e sigarette costano quanto costano",
      [
        begin(),
        add("1", GIFT_CARD),
        add("2", CIGARETTES, "4", { grossCents: 4900, discountCents: 0 }),
        cancel(),
      ],
    ),
    dialogue("a price without its tax", "un prezzo IVA esclusa", [
      begin(),
      add("1", COFFEE, "1", { totalCents: 405 }),
      add(
        "2",
        COFFEE,
        "1",
        {
          totalCents: 810,
          vat: has(
            { vatRate: "22", grossCents: 450, discountCents: 45, netCents: 405 },
            { vatRate: "22", taxExcluded: true, grossCents: 450, discountCents: 45, netCents: 405 },
          ),
        },
        { taxExcluded: true },
      ),
      cancel(),
    ]),
    dialogue("goods given back in the middle of a sale", "un reso dentro una vendita", [
      begin(),
      add("1", COFFEE),
      add(
        "2",
        PASTA,
        "1",
        { grossCents: 331, discountCents: 45, totalCents: 286 },
        { flags: ["return"], extendedCents: -119 },
      ),
      cancel(),
    ]),
    dialogue(
      "the POS may say that a line takes no discount",
      "la cassa può dire che una riga non prende sconti",
      [
        begin(),
        add("1", COFFEE, "1", { discountCents: 0, totalCents: 450 }, { flags: ["not-discountable"] }),
        cancel(),
      ],
    ),
    dialogue(
      "an article that nobody knows is sold all the same",
      "un articolo sconosciuto si vende lo stesso",
      [begin(), add("1", PRIVATE_LABEL, "1", { totalCents: 100, effects: [] }), cancel()],
    ),
    dialogue(
      "what the POS says of an article goes before the article master",
      "ciò che dice la cassa viene prima dell'anagrafica",
      [
        begin(),
        add(
          "1",
          PRIVATE_LABEL,
          "1",
          { totalCents: 90, effects: has({ promotionId: "BELCANTO-10" }) },
          { brand: "Belcanto" },
        ),
        cancel(),
      ],
    ),
    dialogue(
      "bad quantities name the field, and the sale is unharmed",
      "quantità errate: il campo è indicato, la vendita resta",
      [
        begin(),
        bad({ ...HAM, quantity: "0.4545" }, "quantity"),
        bad({ ...PASTA, quantity: "0.5" }, "quantity"),
        bad({ ...PASTA, quantity: "0" }, "quantity"),
        bad({ ...PASTA, quantity: "-1" }, "quantity"),
        bad({ ...PASTA, quantity: "10001" }, "quantity"),
        bad({ ...PASTA, quantity: "two" }, "quantity"),
        add("1", PASTA, "1", { totalCents: 119 }),
        cancel(),
      ],
    ),
    dialogue(
      "bad amounts name the field, and the sale is unharmed",
      "importi errati: il campo è indicato, la vendita resta",
      [
        begin(),
        bad({ article: PASTA.article, quantity: "1" }, "unitPriceCents"),
        bad({ ...PASTA, unitPriceCents: 1.5, quantity: "1" }, "unitPriceCents"),
        bad({ ...PASTA, quantity: "1", extendedCents: -119 }, "extendedCents"),
        add("1", PASTA, "1", { totalCents: 119 }),
        cancel(),
      ],
    ),
  ],
};
