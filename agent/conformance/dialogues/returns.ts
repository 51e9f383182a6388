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
  HAM,
  has,
  identify,
  PASTA,
  present,
  refused,
  STAFF,
  subtotal,
  TX2,
  WINE,
  words,
} from "./words.ts";

const ID = "{return}";
const asked = (more: object) => ({ returnId: ID, receipt: "{receipt}", ...more });
const asks = (more: object, gives: SendStep["gives"] & object): SendStep => ({
  send: "transaction.return",
  params: asked({ commit: false, ...more }),
  gives: { recorded: false, ...gives } as SendStep["gives"] & object,
});
const books = (paidOutCents: number, more: object = {}, gives: object = {}): SendStep => ({
  send: "transaction.return",
  params: asked({ commit: true, paidOutCents, ...more }),
  gives: { recorded: true, refundCents: paidOutCents, ...gives } as SendStep["gives"] & object,
});
const no = (more: object, reason: NonNullable<SendStep["fails"]>["reason"], field?: string) =>
  refused("transaction.return", asked(more), reason, field);
const sold = [
  begin(),
  add("1", PASTA, "3"),
  add("2", COFFEE, "1", { totalCents: 643 }),
  subtotal(),
  complete(643),
];
const paidFor = { lineId: "1", vatRate: "4", unitsPaidCents: [119, 119] };
const override = { supervisor: "S1", reason: "receipt of another chain's till" };

export const returns: Group = {
  group: "returns",
  dialogues: [
    dialogue(
      "a whole sale comes back",
      "torna tutta la vendita",
      [
        ...sold,
        {
          ...asks(
            {},
            {
              returned: "whole",
              refundCents: 643,
              withheldCents: 0,
              vat: has({ vatRate: "4", amountCents: 238 }),
            },
          ),
          do: {
            en: "Take the whole sale back by its receipt: let the POS ask first what comes back.",
            it: "Rendere tutta la vendita con lo scontrino: la cassa chieda prima quanto torna.",
          },
        },
        {
          ...books(643, {}, { returned: "whole", paidOutCents: 643 }),
          do: { en: "Pay the 6.43 out.", it: "Restituire 6,43." },
        },
      ],
      both,
    ),
    dialogue(
      "of three for two, the one that comes back is the one that was free",
      "del tre per due torna quello gratis",
      [
        ...sold,
        asks(
          { goods: [{ lineId: "1", quantity: "1" }] },
          { returned: "part", refundCents: 0, withheld: has({ promotionId: "PASTA-3X2", amountCents: any }) },
        ),
        books(0, { goods: [{ lineId: "1", quantity: "1" }] }, { returned: "part" }),
      ],
    ),
    dialogue("what has come back does not come back again", "ciò che è tornato non torna di nuovo", [
      ...sold,
      books(405, { goods: [{ lineId: "2" }] }, { returned: "part" }),
      {
        send: "transaction.return",
        params: { returnId: "{return}-2", receipt: "{receipt}", commit: false, goods: [{ lineId: "2" }] },
        fails: { reason: "more-than-kept" },
      },
      {
        send: "transaction.return",
        params: { returnId: "{return}-2", receipt: "{receipt}", commit: true, paidOutCents: 238 },
        gives: { refundCents: 238, returned: "whole" },
      },
    ]),
    dialogue(
      "a return in training leaves the sale as it was",
      "un reso in addestramento lascia la vendita com'era",
      [
        ...sold,
        books(643, { training: true }, { recorded: false, training: true, returned: "whole" }),
        books(643, {}, { returned: "whole" }),
      ],
    ),
    dialogue("more than was sold, and parts of a piece", "più di quanto venduto, e parti di un pezzo", [
      ...sold,
      no({ commit: false, goods: [{ lineId: "1", quantity: "4" }] }, "more-than-kept", "goods.0"),
      no({ commit: false, goods: [{ lineId: "1", quantity: "0.5" }] }, "not-a-quantity", "goods.0"),
      no({ commit: false, goods: [{ lineId: "9" }] }, "unknown-line", "goods.0"),
    ]),
    dialogue("a part of what was weighed", "una parte di ciò che fu pesato", [
      begin(),
      add("1", HAM, "1.000", { totalCents: 1990 }),
      complete(1990),
      asks({ goods: [{ lineId: "1", quantity: "0.5" }] }, { returned: "part", refundCents: 995 }),
    ]),
    dialogue("the points of the sale are taken back", "i punti della vendita tornano indietro", [
      begin(),
      { ...identify(STAFF), save: { before: "customer.balances.points" } },
      add("1", WINE),
      subtotal(),
      complete(1000),
      books(1000, {}, { balances: has({ unit: "points", account: "points", taken: 10, givenBack: 0 }) }),
      begin({}, TX2),
      identify(STAFF, { customer: { balances: { points: "{before}" } } }, TX2),
      cancel({}, TX2),
    ]),
    dialogue("a used coupon is good again", "un buono usato vale di nuovo", [
      begin(),
      add("1", COFFEE),
      present("{coupon}", { outcome: "accepted" }, { save: { id: "coupon.couponId" } }),
      subtotal(),
      complete(305),
      books(305, {}, { couponsRestored: ["{id}"] }),
      begin({}, TX2),
      present("{coupon}", { outcome: "parked" }, {}, TX2),
      cancel({}, TX2),
    ]),
    dialogue("the same return again has the same answer", "lo stesso reso ha la stessa risposta", [
      ...sold,
      { ...books(643), save: { answer: "" } },
      { ...books(643), gives: { $: "the-saved", name: "answer" } },
      no({ commit: true, paidOutCents: 600 }, "returned-differently", "returnId"),
    ]),
    dialogue("another amount was paid out, and that is told", "fu restituito un altro importo, e si dice", [
      ...sold,
      {
        send: "transaction.return",
        params: asked({ commit: true, paidOutCents: 640 }),
        gives: { recorded: true, refundCents: 643, paidOutCents: 640, posDifferenceCents: -3 },
      },
    ]),
    dialogue(
      "the amount that was paid out goes with commit, and only with it",
      "l'importo restituito va con commit, e solo con esso",
      [
        no({ commit: true }, "bad-parameters", "paidOutCents"),
        no({ commit: false, paidOutCents: 1 }, "bad-parameters", "paidOutCents"),
      ],
    ),
    dialogue("a receipt that nobody knows", "uno scontrino sconosciuto", [
      no({ commit: false }, "unknown-receipt", "receipt"),
      no({ commit: false, unknown: [paidFor] }, "override-needed", "override"),
    ]),
    dialogue(
      "while HQ is away nobody can say whether another store knows a receipt",
      "senza la sede nessuno sa se un altro negozio conosce lo scontrino",
      [
        { connect: "till 9" },
        { hq: "away" },
        no({ commit: false, store: "9999" }, "hq-unreachable", "receipt"),
        {
          ...asks(
            { store: "9999", unknown: [paidFor], override },
            { withoutSale: true, unconfirmed: true, refundCents: 238 },
          ),
        },
        { hq: "back" },
        {
          ...no({ commit: false, store: "9999" }, "unknown-receipt", "receipt"),
          unless: ["hq-unreachable"],
        },
      ],
      { needs: { ownAgent: true } },
    ),
    dialogue(
      "it comes back by what was paid, on a supervisor's word",
      "torna per quanto pagato, con l'autorizzazione",
      [
        {
          ...asks({ unknown: [paidFor], override }, { withoutSale: true, refundCents: 238, saleId: absent }),
        },
        books(
          238,
          { unknown: [paidFor], override },
          { withoutSale: true, lines: [{ lineId: "1", amountCents: 238, vatRate: words }] },
        ),
      ],
    ),
  ],
};
