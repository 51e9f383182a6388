/** GS1 element strings taken apart: "01…10LOT␝17…" as the scanner sends it, FNC1 as U+001D. */
import type { ElementString, RefusalReason } from "../code.ts";
import { predefinedLength } from "./application-identifiers.ts";
import { type Ai, aiLengthOf, dictionary } from "./dictionary.ts";
import { brokenPairing } from "./pairings.ts";

export const fnc1 = "\u001d";

/** What was found, in the label's order. */
export interface Elements {
  readonly elements: readonly ElementString[];
  /** Identifiers that this release does not know; their values were skipped. */
  readonly unknownAis: readonly string[];
}

/** The first thing that is wrong. `ai` where it is one identifier's. */
export interface Gs1Fault {
  readonly fault: Extract<RefusalReason, "check-digit" | "gs1-syntax" | "gs1-value" | "gs1-pairing">;
  readonly ai?: string;
}

/**
 * Takes GS1 data apart and checks every value and what may stand together. Linear in the text's length, never throws.
 *
 * Separators are taken where they are not needed (in front, at the end, behind a value of predefined length). A missing
 * one can't be seen: the value then runs on, and is refused where it gets too long or has letters among digits.
 */
export function readElements(text: string): Elements | Gs1Fault {
  const elements: ElementString[] = [];
  const unknownAis: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === fnc1) {
      at += 1;
      continue;
    }
    const firstTwo = text.slice(at, at + 2);
    if (!/^[0-9]{2}$/.test(firstTwo)) return { fault: "gs1-syntax" };
    const ai = text.slice(at, at + aiLengthOf(firstTwo));
    const known = dictionary.get(ai);
    const predefined = predefinedLength[firstTwo];
    const end = predefined === undefined ? separatorAfter(text, at) : at + predefined;
    const value = text.slice(at + ai.length, end);
    if (predefined !== undefined && (end > text.length || value.includes(fnc1)))
      return { fault: "gs1-syntax", ...(known ? { ai } : {}) };
    if (known === undefined) {
      const digits = /^[0-9]+/.exec(ai.replaceAll(fnc1, ""))?.[0] ?? firstTwo;
      unknownAis.push(digits);
    } else {
      const fault = faultOf(known, value);
      if (fault) return { fault, ai };
      elements.push({ ai, value });
    }
    at = end;
  }
  const first = elements[0];
  if (first === undefined && unknownAis.length === 0) return { fault: "gs1-syntax" };
  const pairing = brokenPairing(elements);
  return pairing === undefined ? { elements, unknownAis } : { fault: "gs1-pairing", ai: pairing };
}

function separatorAfter(text: string, at: number): number {
  const found = text.indexOf(fnc1, at);
  return found < 0 ? text.length : found;
}

/** What is wrong with one value, part by part; `undefined` for a good one. No longer than all parts: nothing is left over. */
export function faultOf(ai: Ai, value: string): Gs1Fault["fault"] | undefined {
  if (value === "" || value.length > ai.lengthMax) return "gs1-syntax";
  let rest = value;
  for (const part of ai.parts) {
    if (rest === "" && part.isOptional) break;
    const piece = rest.slice(0, part.lengthMax);
    if (piece.length < part.lengthMin || !part.characters.test(piece)) return "gs1-syntax";
    for (const { name, isRight } of part.checks)
      if (!isRight(piece)) return name === "check" ? "check-digit" : "gs1-value";
    rest = rest.slice(piece.length);
  }
  return undefined;
}
