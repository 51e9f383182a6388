import type { Group, SendStep } from "../dialogue.ts";
import {
  absent,
  add,
  any,
  BLOCKED,
  begin,
  both,
  COFFEE,
  cancel,
  complete,
  dialogue,
  GOLD,
  has,
  PASTA,
  present,
  STAFF,
  subtotal,
  TX,
  TX2,
  words,
} from "./words.ts";

const AT = "2026-11-21T10:31:00+01:00";
const three = [{ lineId: "1", ...PASTA, quantity: "3" }];
/** The agent was not there: the POS sold at its own prices, and took nothing off. */
const told = (basket: object, gives: SendStep["gives"] = {}, more: object = {}): SendStep => ({
  send: "transaction.complete",
  params: {
    transactionId: TX,
    receipt: "{receipt}",
    applied: "nothing",
    totalCents: 357,
    basket: { lines: three, at: AT, ...basket },
    ...more,
  },
  gives: { state: "finalised", recorded: true, totalCents: 357, ...(gives as object) },
});

export const late: Group = {
  group: "late",
  dialogues: [
    dialogue(
      "a sale of which the agent knows nothing is told whole, with its points",
      "una vendita sconosciuta all'agente è raccontata intera, con i suoi punti",
      [
        {
          ...told({ card: STAFF }, { late: true, points: [{ account: "points", points: 3, balance: any }] }),
          do: {
            en: "Sell 3 × Spaghetti (8099100000012) at €1.19 with the card 2600000090025, as if the agent were down; then let the POS tell the whole sale.",
            it: "Vendere 3 × Spaghetti (8099100000012) a 1,19 € con la tessera 2600000090025, come se l'agente fosse fermo; poi far raccontare alla cassa tutta la vendita.",
          },
        },
      ],
      both,
    ),
    dialogue("told twice it is one sale", "raccontata due volte è una vendita", [
      { ...told({ card: STAFF }), save: { answer: "" } },
      { ...told({ card: STAFF }), gives: { $: "the-saved", name: "answer" } },
    ]),
    dialogue(
      "a card that is blocked costs the points, not the sale",
      "una tessera bloccata costa i punti, non la vendita",
      [told({ card: BLOCKED }, { cardRefused: "card-blocked", points: [] })],
    ),
    dialogue(
      "a sale that is open here is told whole, and that is what counts",
      "una vendita aperta qui è raccontata intera, e conta quella",
      [
        begin(),
        add("7", COFFEE),
        told({}, { saleId: words }),
        { send: "transaction.resume", params: { transactionId: TX }, gives: { state: "finalised" } },
      ],
    ),
    dialogue(
      "a sale that was cancelled here was paid all the same",
      "una vendita annullata qui è stata pagata lo stesso",
      [begin(), add("1", PASTA), cancel(), told({}, { late: true })],
    ),
    dialogue(
      "a coupon that was used meanwhile is paid all the same",
      "un buono usato nel frattempo è pagato lo stesso",
      [
        begin({}, TX2),
        add("1", COFFEE, "1", {}, {}, TX2),
        present("{coupon}", { outcome: "accepted" }, {}, TX2),
        subtotal({}, {}, TX2),
        complete(305, { recorded: true }, { transactionId: TX2, receipt: "{receipt2}" }),
        told({ coupons: ["{coupon}"] }, { late: true }),
      ].map((step) =>
        step.send === "transaction.complete" &&
        step.params &&
        "receipt" in step.params &&
        step.params.receipt === "{receipt2}"
          ? { ...step, gives: { recorded: true } }
          : step,
      ),
    ),
    dialogue(
      "practice that is told late is practice",
      "l'addestramento raccontato dopo resta addestramento",
      [told({ training: true }, { recorded: false, training: true, saleId: absent })],
    ),
    dialogue("a basket that is wrong names the field", "un carrello errato: il campo è indicato", [
      {
        ...told({ lines: [{ lineId: "1", ...PASTA, quantity: "0.5" }] }),
        gives: {},
        fails: { reason: "bad-parameters", field: "basket.lines.0.quantity" },
      },
      told({ card: GOLD, lines: three }, { points: has({ points: 3 }) }),
    ]),
  ],
};
