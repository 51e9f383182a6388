/** A fault's English sentence in Italian. Pure. */

import { fiscal } from "./fiscal.ts";
import { printers } from "./printers.ts";
import { scanners } from "./scanners.ts";

/**
 * An English sentence with `{}` where a name or a number stands, `{;}` where a list of sentences does, and the Italian one with the
 * same places in the same order.
 */
export type Pair = readonly [en: string, it: string];

interface Sentence {
  readonly says: RegExp;
  readonly parts: readonly string[];
  /** Of each place, whether it is a list. */
  readonly lists: readonly boolean[];
  /** Characters that are no place: of two sentences that fit, the one that says more is meant. */
  readonly length: number;
}

export interface Translator {
  /** What is not known stays as it is: the words of an operating system, a name. */
  inItalian(text: string): string;
  /** Undefined: no sentence fits. */
  translated(text: string): string | undefined;
}

const PLACE = /\{;?\}/g;

/** What scanners and printers say. */
export const devicePairs: readonly Pair[] = [...scanners, ...printers, ...fiscal];

/** Knows these sentences, and those within them. */
export function translator(pairs: readonly Pair[]): Translator {
  const sentences: readonly Sentence[] = pairs
    .map(([en, it]) => ({
      says: new RegExp(`^${en.split(PLACE).map(escaped).join("(.+?)")}$`, "s"),
      parts: it.split(PLACE),
      lists: [...en.matchAll(PLACE)].map(([place]) => place === "{;}"),
      length: en.replaceAll(PLACE, "").length,
    }))
    .sort((a, b) => b.length - a.length);

  function translated(text: string): string | undefined {
    for (const { says, parts, lists } of sentences) {
      const found = says.exec(text);
      if (found === null) continue;
      return parts
        .map((part, place) => {
          const stands = found[place + 1];
          if (stands === undefined) return part;
          return part + (lists[place] ? stands.split("; ").map(inside).join("; ") : inside(stands));
        })
        .join("");
    }
    return undefined;
  }

  /** A sentence may stand within another with a small letter. */
  function inside(text: string): string {
    const whole = translated(text);
    const capital = text.charAt(0).toUpperCase() + text.slice(1);
    if (capital === text || (whole !== undefined && whole !== text)) return whole ?? text;
    const asSentence = translated(capital);
    return asSentence === undefined ? text : asSentence.charAt(0).toLowerCase() + asSentence.slice(1);
  }

  return { translated, inItalian: (text) => translated(text) ?? text };
}

export const { inItalian, translated } = translator(devicePairs);

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
