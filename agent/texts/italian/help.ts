/** What `tillside --help` and `tillside VERB --help` say, in Italian. */

import { helpAtHq } from "./help-hq.ts";
import { helpAtTheTill } from "./help-till.ts";

export interface Help {
  /** One line for `tillside --help`. */
  readonly summary: string;
  /** Usage, options, an example: as the verb says it in English, with the same options. */
  readonly help: string;
}

export const italianHelp: Readonly<Record<string, Help>> = { ...helpAtTheTill, ...helpAtHq };

/** @param table of all verbs, a line each */
export function italianOverview(table: (summaryOf: (name: string) => string) => string): string {
  return `tillside: promozioni, buoni e fedeltà accanto alla cassa\n\n${table((name) => italianHelp[name]!.summary)}\n\ntillside VERBO --help dice di più; --lang it|en sceglie la lingua in cui parla.`;
}
