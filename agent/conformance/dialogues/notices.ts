import type { Group, SendStep } from "../dialogue.ts";
import {
  add,
  any,
  begin,
  COFFEE,
  cancel,
  complete,
  dialogue,
  GOLD,
  identify,
  PASTA,
  refused,
  subtotal,
  TX,
  WINE,
  words,
} from "./words.ts";

const scan = (data: string, gives: SendStep["gives"] & object): SendStep => ({
  send: "scan",
  params: { transactionId: TX, data },
  gives,
});
const forwards = { needs: { scanner: "pos-forwards" } } as const;
const ours = { needs: { scanner: "agent", ownAgent: true } } as const;

export const notices: Group = {
  group: "notifications",
  dialogues: [
    dialogue("the customer's display hears of the subtotal", "il display del cliente sente il subtotale", [
      begin(),
      identify(GOLD),
      add("1", WINE),
      subtotal(),
      { hears: "display", params: { transactionId: TX, totalCents: 1000, texts: [words] } },
      cancel(),
    ]),
    dialogue(
      "what could be gained is told while the sale rests",
      "ciò che si può guadagnare si dice mentre la vendita riposa",
      [
        begin({ suggestions: true }),
        add("1", PASTA, "2"),
        {
          hears: "suggestion",
          params: {
            transactionId: TX,
            suggestions: { $: "has", each: [{ promotionId: "PASTA-3X2" }] },
            texts: any,
          },
        },
        add("2", PASTA),
        {
          hears: "suggestion",
          params: { transactionId: TX, suggestions: { $: "has-no", like: { promotionId: "PASTA-3X2" } } },
        },
        cancel(),
      ],
    ),
    dialogue(
      "our scanner reads an article, a card and a coupon for the sale",
      "il nostro lettore legge articolo, tessera e buono per la vendita",
      [
        begin(),
        add("1", COFFEE),
        { scanner: { reads: PASTA.article } },
        { hears: "scan", params: { kind: "gtin", gtin: PASTA.article } },
        { scanner: { reads: GOLD } },
        { hears: "scan", params: { kind: "card", number: GOLD } },
        { scanner: { reads: "{coupon}" } },
        { hears: "scan", params: { kind: "coupon", code: "{coupon}" } },
        cancel(),
      ],
      ours,
    ),
    dialogue(
      "a payment card under our scanner was never there",
      "una carta di pagamento sotto il nostro lettore non c'è mai stata",
      [
        begin(),
        { scanner: { reads: "4111111111111111" } },
        { scanner: { reads: PASTA.article } },
        { hears: "scan", params: { kind: "gtin", gtin: PASTA.article }, first: true },
        cancel(),
      ],
      ours,
    ),
    dialogue(
      "our scanner is gone, and comes back",
      "il nostro lettore sparisce, e ritorna",
      [
        { scanner: "unplugged" },
        { hears: "status", params: { device: "scanner" } },
        { scanner: "plugged" },
        { hears: "status", params: { device: "scanner" } },
      ],
      ours,
    ),
    dialogue(
      "a label that the POS forwards is a card",
      "un'etichetta inoltrata dalla cassa è una tessera",
      [begin(), scan(GOLD, { customer: { tier: "gold" } }), cancel()],
      forwards,
    ),
    dialogue(
      "a label that the POS forwards is a coupon",
      "un'etichetta inoltrata dalla cassa è un buono",
      [
        begin(),
        add("1", COFFEE),
        scan("{coupon}", { coupon: { outcome: "accepted" }, totalCents: 305 }),
        complete(305),
      ],
      forwards,
    ),
    dialogue(
      "a label that the POS forwards is goods to sell, or nothing known",
      "un'etichetta inoltrata dalla cassa è merce, o nulla di noto",
      [
        begin(),
        scan(PASTA.article, { transactionId: TX, code: { kind: "gtin", gtin: PASTA.article } }),
        scan("?", { code: { kind: "unknown" } }),
        cancel(),
      ],
      forwards,
    ),
    dialogue(
      "who owns its scanner forwards nothing",
      "chi ha il suo lettore non inoltra nulla",
      [begin(), refused("scan", { transactionId: TX, data: PASTA.article }, "unknown-call"), cancel()],
      { needs: { scanner: "pos" } },
    ),
  ],
};
