import type { Group } from "../dialogue.ts";
import { add, any, begin, cancel, dialogue, PASTA, present, refused, subtotal, TX } from "./words.ts";

/** The connection goes on, and so does the sale. */
const unharmed = [add("9", PASTA, "1", { totalCents: 119 }), cancel()];
const JSON_ONLY = { needs: { encoding: "json" } } as const;
const XML_ONLY = { needs: { encoding: "xml" } } as const;
const nested = (levels: number): object => (levels === 0 ? {} : { in: nested(levels - 1) });
/** Ten that nobody has used. */
const COUPONS = ["", 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => present(`{coupon${n}}`, any));
const CALL = '<ts:Call xmlns:ts="urn:tillside:pos:1" id="1" method="agent.status"/>';

export const errors: Group = {
  group: "errors",
  dialogues: [
    dialogue("a call that does not exist", "una chiamata che non esiste", [
      begin(),
      refused("transaction.beginn", { transactionId: TX }, "unknown-call"),
      ...unharmed,
    ]),
    dialogue(
      "parameters that are missing, of another kind, or too long",
      "parametri mancanti, di altro tipo o troppo lunghi",
      [
        begin(),
        refused(
          "line.add",
          { line: { lineId: "1", ...PASTA, quantity: "1" } },
          "bad-parameters",
          "transactionId",
        ),
        refused("line.void", { transactionId: TX, lineId: "x".repeat(65) }, "bad-parameters", "lineId"),
        refused("customer.identify", { transactionId: TX, card: "" }, "bad-parameters", "card"),
        refused("transaction.subtotal", { transactionId: TX, loud: true }, "bad-parameters", "loud"),
        ...unharmed,
      ],
    ),
    dialogue(
      "of a call that takes two shapes the wrong field is named too",
      "anche di una chiamata con due forme si indica il campo errato",
      [
        begin(),
        refused(
          "tender.add",
          { transactionId: TX, tenderId: "1", tender: 7, amountCents: 100 },
          "bad-parameters",
          "tender",
        ),
        refused(
          "tender.add",
          { transactionId: TX, tenderId: "1", tender: "cash", amountCents: "one euro" },
          "bad-parameters",
          "amountCents",
        ),
        refused("transaction.resume", { transactionId: 17 }, "bad-parameters", "transactionId"),
        refused("transaction.resume", { suspension: { code: 17 } }, "bad-parameters", "suspension.code"),
        refused("explain", { sale: 17 }, "bad-parameters", "sale"),
        ...unharmed,
      ],
    ),
    dialogue(
      "bytes that are no JSON",
      "byte che non sono JSON",
      [
        begin(),
        { bytes: { message: '{"jsonrpc": "2.0", "id": 1' }, fails: { reason: "not-json" } },
        ...unharmed,
      ],
      JSON_ONLY,
    ),
    dialogue(
      "JSON that is no request: a list, a number, no id",
      "JSON che non è una richiesta: una lista, un numero, senza id",
      [
        begin(),
        { bytes: { message: "[]" }, fails: { reason: "not-a-request" } },
        { bytes: { message: "7" }, fails: { reason: "not-a-request" } },
        {
          bytes: { message: '{"jsonrpc":"2.0","method":"agent.status"}' },
          fails: { reason: "not-a-request" },
        },
        ...unharmed,
      ],
      JSON_ONLY,
    ),
    dialogue(
      "25 levels deep",
      "25 livelli di profondità",
      [begin(), refused("explain", nested(25), "too-deep"), ...unharmed],
      JSON_ONLY,
    ),
    dialogue(
      "bytes that are no XML",
      "byte che non sono XML",
      [begin(), { bytes: { message: "<ts:Call" }, fails: { reason: "not-xml" } }, ...unharmed],
      XML_ONLY,
    ),
    dialogue(
      "a document type, and entities of its own",
      "un DTD, ed entità proprie",
      [
        begin(),
        { bytes: { message: `<!DOCTYPE x [<!ENTITY e "e">]>${CALL}` }, fails: { reason: "doctype" } },
        { bytes: { message: CALL.replace('"agent.status"', '"&e;"') }, fails: { reason: "not-xml" } },
        ...unharmed,
      ],
      XML_ONLY,
    ),
    dialogue(
      "XML that is no call",
      "XML che non è una chiamata",
      [begin(), { bytes: { message: "<Order/>" }, fails: { reason: "not-a-request" } }, ...unharmed],
      XML_ONLY,
    ),
    dialogue(
      "XML of 25 levels",
      "XML di 25 livelli",
      [
        begin(),
        { bytes: { message: `${"<a>".repeat(25)}${"</a>".repeat(25)}` }, fails: { reason: "too-deep" } },
        ...unharmed,
      ],
      XML_ONLY,
    ),
    dialogue(
      "bytes outside the character set",
      "byte fuori dal set di caratteri",
      [begin(), { bytes: { message: [0x22, 0xff, 0xfe, 0x22] }, fails: { reason: "bad-text" } }, ...unharmed],
      { needs: { charset: ["utf-8"] } },
    ),
    dialogue(
      "a byte that Windows-1252 does not have",
      "un byte che Windows-1252 non ha",
      [begin(), { bytes: { message: [0x22, 0x81, 0x22] }, fails: { reason: "bad-text" } }, ...unharmed],
      { needs: { charset: ["windows-1252"] } },
    ),
    dialogue("two calls in one packet", "due chiamate in un pacchetto", [
      begin(),
      {
        bytes: {
          calls: [
            add("1", PASTA, "2", { totalCents: 238 }),
            add("2", PASTA, "1", { discountCents: 119, totalCents: 238 }),
          ],
          cut: "one-packet",
        },
      },
      cancel(),
    ]),
    dialogue("a call that comes byte by byte", "una chiamata che arriva byte per byte", [
      begin(),
      { bytes: { calls: [add("1", PASTA, "1", { totalCents: 119 })], cut: "single-bytes" } },
      cancel(),
    ]),
    dialogue(
      "ten calls at once are answered, each for itself",
      "dieci chiamate insieme hanno ciascuna la sua risposta",
      [
        begin(),
        {
          atOnce: Array.from({ length: 10 }, (_, index) =>
            add(String(index + 1), PASTA, "1", { grossCents: 119 * (index + 1) }),
          ),
        },
        cancel(),
      ],
    ),
    dialogue(
      "a message of more than a megabyte: told, and closed",
      "un messaggio oltre il megabyte: detto, e chiuso",
      [
        begin(),
        { bytes: { hurt: "too-large" }, fails: { reason: "too-large" }, closes: true },
        { connect: "again" },
        ...unharmed,
      ],
    ),
    dialogue(
      "a frame of no bytes: told, and closed",
      "un messaggio di zero byte: detto, e chiuso",
      [
        begin(),
        { bytes: { hurt: "empty" }, fails: { reason: "bad-frame" }, closes: true },
        { connect: "again" },
        ...unharmed,
      ],
      { needs: { framing: "length" } },
    ),
    dialogue(
      "no STX, no bytes between, a wrong checksum: told, and closed",
      "senza STX, senza contenuto, checksum errato: detto, e chiuso",
      (["no-start", "empty", "wrong-checksum"] as const)
        .flatMap((hurt) => [
          { bytes: { hurt }, fails: { reason: "bad-frame" as const }, closes: true as const },
          { connect: "again" as const },
        ])
        .concat([{ send: "agent.status", gives: { version: any } } as never]),
      { needs: { framing: "stx" } },
    ),
    dialogue(
      "a web browser is told what this port is, and closed",
      "a un browser si dice che porta è, e si chiude",
      [
        { connect: "bare" },
        { bytes: { raw: "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" }, says: "Tillside", closes: true },
      ],
    ),
    dialogue(
      "a sale that is busy with sixteen commands takes no other",
      "una vendita occupata da sedici comandi non ne accetta altri",
      [
        begin(),
        { connect: "second" },
        { journal: "locked" },
        // The coupons wait for the journal, and all the rest for them; what is more than sixteen waits in the line.
        ...[COUPONS, Array.from({ length: 14 }, () => subtotal())]
          .flat()
          .map((step) => ({ ...step, unanswered: true as const })),
        { connect: "first" },
        // When this is answered the agent has read what was sent before it.
        { send: "agent.status", gives: { version: any } },
        refused(
          "line.add",
          { transactionId: TX, line: { lineId: "1", ...PASTA, quantity: "1" } },
          "transaction-busy",
        ),
        { journal: "free" },
        // Sent again, as the reason says.
        { ...add("1", PASTA, "1", { totalCents: 119 }), unless: ["transaction-busy"] },
        cancel(),
      ],
      { needs: { ownAgent: true } },
    ),
    dialogue("so is whoever speaks TLS", "così pure a chi parla TLS", [
      { connect: "bare" },
      { bytes: { raw: [0x16, 0x03, 0x01, 0x00, 0x05, 1, 0, 0, 1, 0] }, says: "Tillside", closes: true },
    ]),
  ],
};
