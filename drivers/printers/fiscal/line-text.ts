/** From a campaign's text to characters that may stand in a fiscal printer's line, and are never a command there. */
import { printable } from "../printable.ts";
import type { FiscalModel } from "./models.ts";

/** Stands for what has no other stand-in. */
const unknown = "*";

/** Italian writes the accent of a last letter as an apostrophe where a machine has no accents: "Caffe'". */
const lastLetters: Readonly<Record<string, string>> = {
  à: "a'",
  è: "e'",
  é: "e'",
  ì: "i'",
  í: "i'",
  ò: "o'",
  ó: "o'",
  ù: "u'",
  ú: "u'",
  À: "A'",
  È: "E'",
  É: "E'",
  Ì: "I'",
  Ò: "O'",
  Ù: "U'",
};

const asciiFor: Readonly<Record<string, string>> = { "€": "EUR", "£": "GBP", "°": "o", "«": '"', "»": '"' };

/**
 * In RCH's commands "/" begins a field, "(" and ")" hold a text, "=", "<", ">" and the quotation mark begin a command,
 * and "&" and "$" name fields. No way of escaping them was found, so none of them is ever sent inside a text.
 */
const rchFor: Readonly<Record<string, string>> = {
  "/": "-",
  "(": "[",
  ")": "]",
  "=": "-",
  "<": "[",
  ">": "]",
  '"': "'",
  "&": "+",
  $: "USD",
  "\\": "-",
  "{": "[",
  "}": "]",
  "|": "!",
  "^": "'",
  "`": "'",
  "~": "-",
};

/** One line, in the model's characters only; not yet cut. */
export function lineText(text: string, { brand, characters }: FiscalModel): string {
  const clean = printable(text, "cp858");
  const line = characters === "latin" ? latin(clean) : ascii(clean);
  return brand === "rch" ? line.replace(/[/()=<>"&$\\{}|^`~]/g, (sign) => rchFor[sign]!) : line;
}

/**
 * Epson reads a line that begins with VOID or REFUND as the order to void or refund a receipt where it expects
 * descriptions. Ours never stand there; nor do they ever begin so.
 */
export function neverAnOrder(line: string, columns: number): string {
  return /^\s*(void|refund)\b/iu.test(line) ? `-${line.trimStart()}`.slice(0, columns) : line;
}

function latin(text: string): string {
  return text.replace(/[^\u0020-\u007e\u00a1-\u00ff€]/gu, unknown);
}

function ascii(text: string): string {
  return text
    .replace(/[àèéìíòóùúÀÈÉÌÒÙ](?![\p{L}\p{N}'])/gu, (letter) => lastLetters[letter]!)
    .replace(/[^\u0020-\u007e]/gu, (sign) => {
      const plain = asciiFor[sign] ?? sign.normalize("NFKD").replace(/\p{M}/gu, "");
      return /^[\u0020-\u007e]+$/u.test(plain) ? plain : unknown;
    });
}
