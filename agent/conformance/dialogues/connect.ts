import type { Group, SendStep } from "../dialogue.ts";
import { absent, add, any, begin, cancel, dialogue, PASTA, refused, TX, words } from "./words.ts";

const hello = (more: object = {}): SendStep => ({
  send: "hello",
  params: { nonce: "{nonce}", role: "pos", profile: "{profile}", version: "{version}", ...more },
  gives: { nonce: words, proof: words },
});
const confirm: SendStep = {
  send: "hello.confirm",
  params: { proof: "{proof}" },
  gives: {
    agent: words,
    contract: "{version}",
    store: words,
    till: words,
    release: any,
    abilities: { $: "the-saved", name: "abilities" },
  },
};
const bare = { connect: "bare" } as const;

export const connect: Group = {
  group: "connect",
  dialogues: [
    dialogue(
      "hello and hello.confirm: each side proves that it knows the secret",
      "hello e hello.confirm: ciascuna parte prova di conoscere il segreto",
      [
        bare,
        {
          ...hello(),
          do: { en: "Connect the POS to the agent.", it: "Collegare la cassa all'agente." },
        },
        confirm,
      ],
      { both: true },
    ),
    dialogue(
      "a wrong proof is refused, and the connection is closed",
      "una prova errata è rifiutata e la connessione chiusa",
      [bare, hello(), refused("hello.confirm", { proof: "{wrongProof}" }, "wrong-proof"), { closes: true }],
    ),
    dialogue(
      "a proof is good for the hello that came before it, and for no other",
      "una prova vale per l'hello che la precede e per nessun altro",
      [bare, refused("hello.confirm", { proof: "00" }, "hello-first"), hello(), confirm],
    ),
    dialogue(
      "once both have proven themselves, hello is over",
      "dopo le prove di entrambi hello non serve più",
      [bare, hello(), confirm, refused("hello", { nonce: "{nonce}" }, "unknown-call")],
    ),
    dialogue("nothing is answered before hello", "nessuna risposta prima di hello", [
      bare,
      refused("transaction.begin", { transactionId: TX }, "hello-first"),
      refused("agent.status", {}, "hello-first"),
      hello(),
      confirm,
    ]),
    dialogue("another version of the contract", "un'altra versione del contratto", [
      bare,
      { ...hello({ version: "0" }), gives: {}, fails: { reason: "wrong-version" } },
    ]),
    dialogue("another profile than the port speaks", "un profilo diverso da quello della porta", [
      bare,
      { ...hello({ profile: "nobody-s" }), gives: {}, fails: { reason: "wrong-profile" } },
    ]),
    dialogue("a nonce that is too short to prove anything", "un nonce troppo corto per provare qualcosa", [
      bare,
      { ...hello({ nonce: "00" }), gives: {}, fails: { reason: "bad-parameters", field: "nonce" } },
    ]),
    dialogue("a role that does not exist", "un ruolo che non esiste", [
      bare,
      { ...hello({ role: "cashier" }), gives: {}, fails: { reason: "bad-parameters", field: "role" } },
    ]),
    dialogue("who says nothing for two seconds is closed", "chi tace per due secondi viene chiuso", [
      bare,
      { bytes: { raw: [] }, fails: { reason: "too-slow" }, closes: true },
    ]),
    dialogue("who only watches may ask, and sells nothing", "chi guarda soltanto può chiedere, non vendere", [
      { connect: "monitor" },
      { send: "agent.status", gives: { version: words, problems: any } },
      {
        send: "transaction.evaluate",
        params: { lines: [{ lineId: "1", ...PASTA, quantity: "3" }] },
        gives: { totalCents: 238 },
      },
      refused("transaction.begin", { transactionId: TX }, "not-for-this-role"),
      refused("customer.identify", { transactionId: TX, card: "1" }, "not-for-this-role"),
    ]),
    dialogue("errors are told in Italian to whoever asks for it", "gli errori in italiano a chi lo chiede", [
      { connect: "second", language: "it" },
      refused("line.void", { transactionId: TX, lineId: "1" }, "unknown-transaction"),
    ]),
    dialogue("errors are told in English to whoever asks for it", "gli errori in inglese a chi lo chiede", [
      { connect: "second", language: "en" },
      refused("line.void", { transactionId: TX, lineId: "1" }, "unknown-transaction"),
    ]),
    dialogue(
      "a second connection goes on with the sale of the first",
      "una seconda connessione continua la vendita della prima",
      [
        begin(),
        add("1", PASTA),
        { connect: "second" },
        add("2", PASTA, "2", { totalCents: 238, degraded: absent }),
        { connect: "first" },
        cancel(),
      ],
    ),
  ],
};
