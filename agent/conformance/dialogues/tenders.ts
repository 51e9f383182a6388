import type { Group, Pattern, SendStep } from "../dialogue.ts";
import {
  add,
  any,
  begin,
  both,
  cancel,
  complete,
  dialogue,
  GOLD,
  has,
  hasNo,
  identify,
  PASTA,
  refused,
  SAVER,
  STAFF,
  sameAs,
  subtotal,
  TX,
  TX2,
  WINE,
} from "./words.ts";

const pays = (
  tenderId: string,
  tender: string,
  amountCents: number,
  gives: Pattern,
  en = "",
  it = "",
): SendStep => ({
  send: "tender.add",
  params: { transactionId: TX, tenderId, tender, amountCents },
  gives,
  ...(en === "" ? {} : { do: { en, it } }),
});
const points = (tenderId: string, times: number, transactionId = TX): SendStep => ({
  send: "tender.add",
  params: { transactionId, tenderId, reward: "POINTS-REWARD", times },
});
const wine = [begin(), add("1", WINE, "1", { totalCents: 1000 }), subtotal({ totalCents: 1000 })];

export const tenders: Group = {
  group: "tenders",
  dialogues: [
    dialogue(
      "what if: a preview changes nothing",
      "e se: l'anteprima non cambia nulla",
      [
        begin(),
        add("1", WINE),
        subtotal({ totalCents: 1000 }, { save: { before: "" } }),
        {
          send: "tender.preview",
          params: { transactionId: TX, tenders: [{ tender: "store-card" }] },
          gives: {
            state: "subtotal",
            totalCents: 950,
            tenders: [],
            effects: has({ promotionId: "STORE-CARD", amountCents: 50 }),
          },
          do: {
            en: "Ask what it would cost with the store card.",
            it: "Chiedere quanto costerebbe con la carta del negozio.",
          },
        },
        { send: "transaction.subtotal", params: { transactionId: TX }, gives: sameAs("before"), only: "pos" },
        cancel(),
      ],
      both,
    ),
    dialogue(
      "a tender is confirmed, with what it saves",
      "un pagamento è confermato, con il suo sconto",
      [
        ...wine,
        pays(
          "1",
          "store-card",
          1000,
          {
            state: "tendering",
            totalCents: 950,
            restCents: 0,
            tenders: [{ tender: "store-card", amountCents: 1000 }],
          },
          "Pay all of it with the store card.",
          "Pagare tutto con la carta del negozio.",
        ),
        complete(950, {}, { tenders: [{ kind: "store-card", amountCents: 950 }] }),
      ].map((step) =>
        step.send === "transaction.complete"
          ? { ...step, do: { en: "End the sale.", it: "Chiudere la vendita." } }
          : step,
      ),
      both,
    ),
    dialogue(
      "two tenders, and what the first saves on its part",
      "due pagamenti, e lo sconto del primo sulla sua parte",
      [
        ...wine,
        pays(
          "1",
          "store-card",
          400,
          { state: "tendering", totalCents: 980, restCents: 600 },
          "Pay 4.00 with the store card.",
          "Pagare 4,00 con la carta del negozio.",
        ),
        pays(
          "2",
          "cash",
          600,
          { totalCents: 980, restCents: 0 },
          "Pay the rest, 6.00, in cash.",
          "Pagare il resto, 6,00, in contanti.",
        ),
        cancel({
          tenders: has({ tender: "store-card", amountCents: 400 }, { tender: "cash", amountCents: 600 }),
        }),
      ],
      both,
    ),
    dialogue(
      "a tender is taken back, and the sale is as it was",
      "un pagamento è annullato e la vendita torna com'era",
      [
        ...wine,
        pays(
          "1",
          "store-card",
          1000,
          { state: "tendering", totalCents: 950 },
          "Pay all of it with the store card.",
          "Pagare tutto con la carta del negozio.",
        ),
        {
          send: "tender.void",
          params: { transactionId: TX, tenderId: "1" },
          gives: { state: "subtotal", totalCents: 1000, restCents: 1000, tenders: [] },
          do: { en: "Take the payment back.", it: "Annullare il pagamento." },
        },
        cancel({ tenders: [] }),
      ],
      both,
    ),
    dialogue("points pay for a reward", "i punti pagano un premio", [
      begin(),
      identify(GOLD),
      add("1", WINE),
      subtotal(),
      {
        ...points("1", 2),
        gives: {
          state: "tendering",
          totalCents: 800,
          restCents: 800,
          tenders: [{ tenderId: "1", reward: "POINTS-REWARD", times: 2 }],
          effects: has({ kind: "reward", account: "points", points: 100, times: 2 }),
        },
      },
      cancel({ tenders: [any] }),
    ]),
    dialogue("points that are not there pay for nothing", "i punti che non ci sono non pagano", [
      begin(),
      identify(STAFF),
      add("1", WINE),
      subtotal(),
      { ...points("1", 1000), fails: { reason: "reward-not-given", field: "reward" } },
      cancel({ tenders: [] }),
    ]),
    dialogue(
      "points that another sale holds pay for nothing until it lets them go",
      "i punti impegnati in un'altra vendita non pagano finché non sono liberi",
      [
        begin(),
        identify(SAVER),
        add("1", WINE),
        subtotal(),
        { ...points("1", 1), gives: { restCents: 900 } },
        begin({}, TX2),
        identify(SAVER, {}, TX2),
        add("1", WINE, "1", {}, {}, TX2),
        subtotal({}, {}, TX2),
        {
          ...points("1", 1, TX2),
          fails: { reason: "points-not-granted", field: "reward" },
        },
        cancel({ tenders: [any] }),
        { ...points("1", 1, TX2), gives: { restCents: 900 }, unless: ["points-not-granted"] },
        cancel({}, TX2),
      ],
    ),
    dialogue("a reward is chosen, and given back", "un premio è scelto, e restituito", [
      begin(),
      identify(GOLD),
      add("1", WINE),
      {
        send: "reward.choose",
        params: { transactionId: TX, rewards: [{ promotionId: "POINTS-REWARD", times: 1 }] },
        gives: { totalCents: 900, effects: has({ kind: "reward", points: 50 }) },
      },
      {
        send: "reward.choose",
        params: { transactionId: TX, rewards: [] },
        gives: { totalCents: 1000, effects: hasNo({ kind: "reward" }) },
      },
      cancel(),
    ]),
    dialogue(
      "while a tender is confirmed the basket stays as it is",
      "con un pagamento confermato la spesa resta com'è",
      [
        ...wine,
        pays("1", "cash", 500, { restCents: 500 }),
        refused(
          "line.add",
          { transactionId: TX, line: { lineId: "2", ...PASTA, quantity: "1" } },
          "tenders-confirmed",
        ),
        refused("customer.identify", { transactionId: TX, card: GOLD }, "tenders-confirmed"),
        refused("transaction.subtotal", { transactionId: TX }, "tenders-confirmed"),
        refused("transaction.suspend", { transactionId: TX }, "tenders-confirmed"),
        refused("reward.choose", { transactionId: TX, rewards: [] }, "tenders-confirmed"),
        cancel({ tenders: [{ tenderId: "1", tender: "cash", amountCents: 500 }] }),
      ],
    ),
    dialogue("more than is due may be given, and nothing after that", "si può dare di più, e poi più nulla", [
      ...wine,
      pays("1", "cash", 2000, { restCents: 0 }),
      refused(
        "tender.add",
        { transactionId: TX, tenderId: "2", tender: "cash", amountCents: 1 },
        "nothing-left",
      ),
      cancel(),
    ]),
    dialogue("tender ids that are taken, or unknown", "numeri di pagamento già usati o sconosciuti", [
      ...wine,
      refused("tender.void", { transactionId: TX, tenderId: "1" }, "unknown-tender"),
      pays("1", "cash", 100, { restCents: 900 }),
      refused(
        "tender.add",
        { transactionId: TX, tenderId: "1", tender: "cash", amountCents: 100 },
        "tender-exists",
        "tenderId",
      ),
      refused("tender.void", { transactionId: TX, tenderId: "9" }, "unknown-tender", "tenderId"),
      cancel(),
    ]),
    dialogue("nothing is paid before the subtotal", "nessun pagamento prima del subtotale", [
      begin(),
      add("1", WINE),
      refused(
        "tender.add",
        { transactionId: TX, tenderId: "1", tender: "cash", amountCents: 1000 },
        "wrong-state",
      ),
      cancel(),
    ]),
    dialogue("twenty tenders, and not one more", "venti pagamenti, non uno di più", [
      ...wine,
      {
        send: "tender.add",
        params: { transactionId: TX, tenderId: "{n}", tender: "cash", amountCents: 10 },
        times: 20,
        gives: { restCents: 800 },
      },
      refused(
        "tender.add",
        { transactionId: TX, tenderId: "21", tender: "cash", amountCents: 10 },
        "too-many-tenders",
      ),
      cancel(),
    ]),
  ],
};
