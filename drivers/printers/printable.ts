/** From any text to characters that the printer has. What a campaign writes must never become a command. */
import { type CodePageName, hasCharacter } from "./code-page.ts";

/** Readable stand-ins, used where the code page lacks the character itself. */
// biome-ignore format: a table reads better in rows.
const standIns: Readonly<Record<string, string>> = {
  "“": '"', "”": '"', "„": '"', "‟": '"', "″": '"', "‘": "'", "’": "'", "‚": "'", "‛": "'", "′": "'", "‹": "<", "›": ">",
  "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-", "•": "-", "●": "-", "▪": "-", "·": "-", "…": "...",
  "→": "->", "➜": "->", "➔": "->", "⇒": "=>", "←": "<-", "↑": "^", "↓": "v", "✓": "v", "✔": "v", "✗": "x", "✕": "x", "×": "x",
  "≤": "<=", "≥": ">=", "≠": "<>", "≈": "~", "÷": "/", "⁄": "/", "€": "EUR", "£": "GBP", "™": "(TM)", "®": "(R)", "©": "(C)",
  "ß": "ss", "ẞ": "SS", "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "Ł": "L",
  "ł": "l", "ı": "i", "Ð": "D", "ð": "d", "Þ": "TH", "þ": "th", "№": "No.", "°": "o", "§": "par.", "¶": "",
};

/** Stands for what has no other stand-in: an emoji, a letter of another script. */
const unknown = "*";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * One line of text in characters of `page` only: line ends, tabs and every kind of blank become one space each,
 * control and invisible characters go, accents that the page lacks are dropped from their letter, and what is left
 * becomes "*". May be longer than `text` ("…" becomes "..." where there is none).
 */
export function printable(text: string, page: CodePageName): string {
  let out = "";
  for (const { segment } of graphemes.segment(text.normalize("NFC"))) out += printableGrapheme(segment, page);
  return out;
}

function printableGrapheme(grapheme: string, page: CodePageName): string {
  if (hasCharacter(page, grapheme)) return grapheme;
  if (/^[\s--\ufeff]+$/v.test(grapheme)) return " ";
  const visible = grapheme.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Mn}\p{Me}]/gu, "");
  if (visible === "") return "";
  const standIn = standIns[visible];
  if (standIn !== undefined) return standIn;
  if (hasCharacter(page, visible)) return visible;
  const parts = [...visible.normalize("NFKD").replace(/\p{M}/gu, "")];
  const letters = parts
    .map((part) => (hasCharacter(page, part) ? part : (standIns[part] ?? unknown)))
    .join("");
  return letters.includes(unknown) ? unknown : letters;
}
