/** A fault's English sentence in Italian. Pure. */

import { fiscal } from "./fiscal.ts";
import { printers } from "./printers.ts";
import { scanners } from "./scanners.ts";

interface Sentence {
  readonly says: RegExp;
  readonly parts: readonly string[];
  /** Characters that are no place: of two sentences that fit, the one that says more is meant. */
  readonly length: number;
}

const sentences: readonly Sentence[] = [...scanners, ...printers, ...fiscal]
  .map(([en, it]) => ({
    says: new RegExp(`^${en.split("{}").map(escaped).join("(.+?)")}$`, "s"),
    parts: it.split("{}"),
    length: en.replaceAll("{}", "").length,
  }))
  .sort((a, b) => b.length - a.length);

/** What is not known stays as it is: the words of an operating system, a name. */
export function inItalian(text: string): string {
  return translated(text) ?? text;
}

/** Undefined: no sentence fits. */
export function translated(text: string): string | undefined {
  for (const { says, parts } of sentences) {
    const found = says.exec(text);
    if (found === null) continue;
    return parts
      .map((part, place) => part + (place + 1 < parts.length ? inside(found[place + 1]!) : ""))
      .join("");
  }
  return undefined;
}

/** A sentence may stand within another with a small letter. */
function inside(text: string): string {
  const whole = translated(text);
  if (whole !== undefined) return whole;
  const asSentence = translated(text.charAt(0).toUpperCase() + text.slice(1));
  return asSentence === undefined ? text : asSentence.charAt(0).toLowerCase() + asSentence.slice(1);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
