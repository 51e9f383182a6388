/** From the bytes of a label to what it means in this chain. */
import type { Scan } from "../device.ts";
import { splitAim, symbologyOf } from "./aim.ts";
import { type Code, type Label, type Reading, refused } from "./code.ts";
import type { CodeRules } from "./code-rules.ts";
import { families } from "./families.ts";
import { holdsPaymentCard } from "./payment-card.ts";

/** Longer than any printed label; more is noise on the line. */
const bytesMax = 4096;

/**
 * Reads one scan. Pure; takes any bytes and never throws. A refusal is a value and carries nothing of the label.
 *
 * Where several families know the label, the longest prefix wins, so that cards under "26" may live among
 * in-store labels under "2". What one family refuses, another may still read; only a payment card stays refused.
 */
export function parseCode(scan: Scan, rules: CodeRules): Code {
  if (scan.bytes.length > bytesMax) return refused("too-long");
  const { aim, bytes } = scan.aim === undefined ? splitAim(scan.bytes) : scan;
  const text = decode(bytes)?.trim();
  if (text === undefined) return refused("not-text");
  if (text === "") return refused("empty");

  const label: Label = { text, symbology: symbologyOf(aim) };
  let best: Reading | undefined;
  for (const family of families) {
    const reading = family.read(label, rules);
    if (reading && (!best || beats(reading, best))) best = reading;
  }
  const code = best?.code ?? { kind: "unknown", text };
  return carriesPaymentCard(code) ? refused("payment-card") : code;
}

/** What a family could not read loses against every reading; otherwise the longer prefix wins. */
function beats(a: Reading, b: Reading): boolean {
  const misread = (r: Reading): boolean => r.code.kind === "refused" && !r.isFirm;
  if (misread(a) !== misread(b)) return misread(b);
  return a.specificity > b.specificity;
}

/** In text that nobody checked: what no family knows, and GS1 values that are free for all (AI 90 to 99). */
function carriesPaymentCard(code: Code): boolean {
  if (code.kind === "unknown" && !(code.elements && code.unknownAis === undefined))
    return holdsPaymentCard(code.text);
  if (!("elements" in code)) return false;
  return code.elements?.some(({ ai, value }) => ai.startsWith("9") && holdsPaymentCard(value)) ?? false;
}

/** UTF-8 without control characters; FNC1 (U+001D) may stand between the parts of a GS1 label. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for.
    return /[\u0000-\u001c\u001e\u001f\u007f-\u009f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
