import type { Group } from "../dialogue.ts";
import { add, begin, cancel, complete, dialogue, PASTA, refused, subtotal, TX } from "./words.ts";

/** The text of a line comes back as it was sent. */
const echoed = (text: string) => [
  begin(),
  add("1", PASTA, "1", { totalCents: 119 }, { text }),
  {
    send: "transaction.resume",
    params: { transactionId: TX },
    gives: { sale: { lines: [{ lineId: "1", text }] } },
  } as const,
  cancel(),
];
const lines = (length: number) =>
  Array.from({ length }, (_, index) => ({ lineId: String(index + 1), ...PASTA, quantity: "1" }));

export const sizes: Group = {
  group: "sizes",
  dialogues: [
    dialogue(
      "letters of the West: è, ß, ñ, €",
      "lettere d'occidente: è, ß, ñ, €",
      echoed("Caffè «Größe» año € 5"),
    ),
    dialogue(
      "letters that an old code page does not have",
      "lettere che una vecchia code page non ha",
      echoed("Ελλάδα Łódź 寿司 ☕ 😀"),
    ),
    dialogue(
      "control characters, also NUL, as JSON escapes them",
      "caratteri di controllo, anche NUL, come li scrive JSON",
      echoed("a\u0000b\u0001\u0002\u0003\u001f\r\n\tz"),
      { needs: { encoding: "json" } },
    ),
    dialogue(
      "quotes, angle brackets, ampersands and backslashes",
      "virgolette, parentesi, & e barre rovesciate",
      echoed(`"<a&b>'\\/{}[]`),
    ),
    dialogue("ids of 64 characters, and of one more", "numeri di 64 caratteri, e di uno in più", [
      begin(),
      add("x".repeat(64), PASTA, "1", { totalCents: 119 }),
      refused("line.void", { transactionId: TX, lineId: "x".repeat(65) }, "bad-parameters", "lineId"),
      cancel(),
    ]),
    dialogue("a receipt of 300 lines", "uno scontrino di 300 righe", [
      begin(),
      {
        send: "line.add",
        params: {
          transactionId: TX,
          line: { lineId: "{n}", article: "9999999999994", unitPriceCents: 10, quantity: "1" },
          // Who can take a difference is spared 300 whole answers.
          answer: { difference: "{tx}#{n}" },
        },
        times: 299,
      },
      add("300", PASTA, "3", { grossCents: 3347, discountCents: 119, totalCents: 3228 }),
      subtotal({ totalCents: 3228 }),
      complete(3228),
    ]),
    dialogue("2,000 lines in one sale, and not one more", "2.000 righe in una vendita, non una di più", [
      begin(),
      {
        send: "line.add",
        params: {
          transactionId: TX,
          line: { lineId: "{n}", article: "9999999999994", unitPriceCents: 1, quantity: "1" },
          answer: { difference: "{tx}#{n}" },
        },
        times: 2000,
      },
      refused(
        "line.add",
        { transactionId: TX, line: { lineId: "2001", ...PASTA, quantity: "1" } },
        "too-many-lines",
      ),
      // The sale itself is as good as any.
      subtotal({ grossCents: 2000, totalCents: 2000 }),
      cancel(),
    ]),
    dialogue("a basket of 1,000 lines in one message", "un carrello di 1.000 righe in un messaggio", [
      {
        send: "transaction.evaluate",
        params: { lines: lines(1000) },
        gives: { grossCents: 119_000, discountCents: 39_827 },
      },
    ]),
    dialogue(
      "a basket of 2,001 lines is too long",
      "un carrello di 2.001 righe è troppo lungo",
      [refused("transaction.evaluate", { lines: lines(2001) }, "bad-parameters", "lines")],
      { needs: { encoding: "json" } },
    ),
  ],
};
