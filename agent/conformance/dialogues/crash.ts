import type { Group, SendStep } from "../dialogue.ts";
import {
  add,
  begin,
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
  sameAs,
  subtotal,
  TX,
  TX2,
  words,
} from "./words.ts";

const resume = (gives: SendStep["gives"] & object): SendStep => ({
  send: "transaction.resume",
  params: { transactionId: TX },
  gives,
  do: { en: "Let the POS ask where the sale is.", it: "Far chiedere alla cassa dov'è la vendita." },
});
const own = { needs: { ownAgent: true } } as const;
const kill = { crash: "agent" } as const;

export const crashes: Group = {
  group: "crash",
  dialogues: [
    dialogue(
      "the POS is gone in the middle of a sale, and comes back to it",
      "la cassa sparisce a metà vendita, e la ritrova",
      [
        begin(),
        add("1", PASTA, "2", { totalCents: 238 }),
        { crash: "pos" },
        { connect: "again" },
        {
          ...resume({ state: "open", totalCents: 238, sale: { lines: has({ article: PASTA.article }) } }),
          do: {
            en: "End the POS in the middle of the sale, start it again and let it go on: it asks where the sale is.",
            it: "Terminare la cassa a metà vendita, riavviarla e lasciarla continuare: chiede dov'è la vendita.",
          },
        },
        cancel(),
      ],
      { both: true },
    ),
    dialogue(
      "the agent is killed after a line, and goes on with the same evaluation",
      "l'agente è ucciso dopo una riga, e continua con la stessa valutazione",
      [
        begin(),
        identify(GOLD),
        add("1", PASTA, "3"),
        present("{coupon}", { outcome: "parked" }),
        { ...add("2", COFFEE, "1", { totalCents: 543 }), save: { before: "" } },
        kill,
        resume(sameAs("before")),
        // Its coupon is its own still.
        begin({}, TX2),
        present("{coupon}", { outcome: "refused", reason: "reserved-elsewhere" }, {}, TX2),
        cancel({}, TX2),
        add("3", COFFEE, "1", { totalCents: 948 }),
        cancel(),
      ],
      own,
    ),
    dialogue(
      "the agent is killed while customers pay: subtotal and tenders stand",
      "l'agente è ucciso mentre si paga: subtotale e pagamenti restano",
      [
        begin(),
        add("1", PASTA, "3"),
        subtotal(),
        begin({}, TX2),
        add("1", PASTA, "1", {}, {}, TX2),
        subtotal({}, {}, TX2),
        {
          send: "tender.add",
          params: { transactionId: TX2, tenderId: "1", tender: "cash", amountCents: 100 },
          gives: { restCents: 19 },
        },
        kill,
        resume({ state: "subtotal", totalCents: 238 }),
        complete(238),
        {
          send: "transaction.resume",
          params: { transactionId: TX2 },
          gives: {
            state: "tendering",
            sale: { tenders: [{ tenderId: "1", tender: "cash", amountCents: 100 }] },
          },
        },
        cancel({ tenders: [{ tenderId: "1", tender: "cash", amountCents: 100 }] }, TX2),
      ],
      own,
    ),
    dialogue(
      "the agent is killed before it answers a completion, which is sent again",
      "l'agente è ucciso prima di rispondere a una chiusura, che si invia di nuovo",
      [
        begin(),
        add("1", PASTA, "3"),
        subtotal(),
        { ...complete(238), unanswered: true },
        kill,
        { ...complete(238, { saleId: words }), save: { answer: "" } },
        { ...complete(238), gives: { $: "the-saved", name: "answer" } },
      ],
      own,
    ),
    dialogue(
      "a suspended sale waits on, a cancelled one stays cancelled",
      "una vendita sospesa continua ad aspettare, una annullata lo resta",
      [
        begin(),
        add("1", PASTA),
        { send: "transaction.suspend", params: { transactionId: TX }, save: { code: "suspension.code" } },
        begin({}, TX2),
        cancel({}, TX2),
        kill,
        refused("transaction.resume", { transactionId: TX2 }, "unknown-transaction"),
        {
          send: "transaction.resume",
          params: { suspension: { code: "{code}" } },
          gives: { transactionId: TX, state: "open", totalCents: 119 },
        },
        // No resume is needed: the next call finds a sale.
        add("2", PASTA, "2", { discountCents: 119, totalCents: 238 }),
        cancel(),
      ],
      own,
    ),
  ],
};
