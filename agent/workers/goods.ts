/** The article master as an evaluation needs it: lines filled from it, names of what is given or suggested. */

import type { Basket, LineItem } from "../../engine/basket.ts";
import type { Evaluation, Suggestion } from "../../engine/index.ts";
import { fillLine } from "../fill-line.ts";
import type { SessionLine } from "../session/session.ts";
import type { Article } from "../store/replica-reader.ts";
import type { Question } from "./evaluation-api.ts";

/** Articles kept in memory; a supermarket's busy ones are fewer. */
const ARTICLES_KEPT = 5000;

export interface Goods {
  /** Undefined: the release has none of this code, or can't be read now. */
  article(code: string): Article | undefined;
  /** The line with what the POS did not send. */
  line(line: SessionLine): LineItem;
  basket(question: Pick<Question, "currency" | "lines">): Basket;
  /** Of gifts that are asked for and of what is suggested, by code. */
  names(evaluation: Evaluation, suggestions: readonly Suggestion[]): Record<string, string>;
}

/** @param read one article of the master; undefined: it can't be read now, and is asked again */
export function goodsOf(
  read: (code: string) => { readonly article: Article | undefined } | undefined,
): Goods {
  const kept = new Map<string, Article | undefined>();

  const article: Goods["article"] = (code) => {
    if (kept.has(code)) return kept.get(code);
    if (kept.size >= ARTICLES_KEPT) kept.clear();
    const found = read(code);
    if (found !== undefined) kept.set(code, found.article);
    return found?.article;
  };
  const line: Goods["line"] = (sent) =>
    sent.fill.length === 0 ? sent.item : fillLine(sent, article(sent.item.article));

  return {
    article,
    line,
    basket: ({ currency, lines }) => ({ currency, lines: lines.map(line) }),
    names({ effects }, suggestions) {
      const names: Record<string, string> = {};
      const codes = [
        ...effects.flatMap((effect) => (effect.kind === "gift" ? effect.articles : [])),
        ...suggestions.flatMap(({ probes }) => probes.flatMap(({ article: codes = [] }) => codes)),
      ];
      for (const code of codes) {
        const text = article(code)?.text;
        if (text != null) names[code] = text;
      }
      return names;
    },
  };
}
