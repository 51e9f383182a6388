/**
 * Tells the POS what could be gained while a sale rests between two scans. Only where `transaction.begin` asked for it,
 * only when it is something else than was told last, and never in the way of a scan: a sale that goes on is left alone.
 */

import type { Suggestion } from "../../engine/effect.ts";
import { deadlineIn } from "../deadline.ts";
import { evaluateSale } from "../evaluate-sale.ts";
import type { Log } from "../log.ts";
import type { OpenSale } from "../sale.ts";
import type { Language } from "../texts/language.ts";
import { suggestionText } from "../texts/suggestion.ts";
import type { Releases } from "../workers/releases.ts";

/** Longer than the pause between two scans, shorter than a cashier's look at the display. */
const REST_MS = 400;

export interface SuggestionNews {
  /** The sale has changed; when it has rested, its POS may hear of it. */
  touched(sale: OpenSale, language: Language): void;
  /** The POS knows these. */
  told(sale: OpenSale, suggestions: readonly Suggestion[]): void;
}

export interface SuggestionParts {
  readonly releases: Releases;
  readonly log: Log;
  readonly deadlines: { readonly subtotalMs: number };
  /** To the connection that spoke of the sale last. */
  suggestion(owner: object, params: object): void;
}

export function suggestionNews({ releases, log, deadlines, suggestion }: SuggestionParts): SuggestionNews {
  const known = new WeakMap<OpenSale, { timer?: NodeJS.Timeout; told: string }>();
  const noteOf = (sale: OpenSale) => {
    const note = known.get(sale) ?? { told: "[]" };
    known.set(sale, note);
    return note;
  };

  return {
    touched(sale, language) {
      if (!sale.session.suggestions) return;
      const note = noteOf(sale);
      clearTimeout(note.timer);
      note.timer = setTimeout(tell, REST_MS, sale, sale.session, language).unref();
    },
    told(sale, suggestions) {
      if (sale.session.suggestions) noteOf(sale).told = JSON.stringify(suggestions);
    },
  };

  async function tell(sale: OpenSale, asIf: OpenSale["session"], language: Language): Promise<void> {
    const goesOn = () => sale.session !== asIf;
    if (goesOn() || asIf.state !== "open") return;
    const wanted = { suggest: true, asIf };
    const evaluated = await evaluateSale(sale, releases, deadlineIn(deadlines.subtotalMs), log, wanted);
    const { reply, suggestions, articleNames } = evaluated;
    const note = noteOf(sale);
    const json = JSON.stringify(suggestions);
    if (goesOn() || reply.degraded || json === note.told) return;
    note.told = json;
    const texts = suggestions.map((one) => suggestionText(one, language, articleNames, asIf.currency));
    suggestion(sale.owner, { transactionId: asIf.transactionId, suggestions, texts });
  }
}
