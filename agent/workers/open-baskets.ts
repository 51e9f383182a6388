/**
 * The evaluation worker's copies of the baskets that are being rung up, each kept open in the engine, so that a line
 * costs what it touches. Copies only: the answering thread has the sales, and sends everything where one is missing.
 */

import type { Basket, LineItem } from "../../engine/basket.ts";
import type { Context } from "../../engine/context.ts";
import { type Evaluation, type OpenBasket, openBasket, type RuleSet } from "../../engine/index.ts";
import { type RefusedGift, withoutRefused } from "../gifts-taken-out.ts";
import type { SessionLine } from "../session/session.ts";
import type { BasketChange } from "./evaluation-api.ts";

/** A till has one open sale, a self-checkout server a dozen. */
const COPIES_MAX = 64;
/** Of all copies together: a basket of a hundred lines holds about as many kilobytes. */
const LINES_MAX = 8_000;

export interface BasketNow {
  readonly basket: Basket;
  readonly context: Context;
  readonly evaluation: Evaluation;
  /** The evaluation of this copy before the change, if there was one. */
  readonly before?: Named;
}

interface Named {
  readonly evaluationId: string;
  readonly evaluation: Evaluation;
}

export interface OpenBaskets {
  /** The basket after the change, evaluated. Undefined: no copy has the version that the change rests on. */
  evaluate(change: BasketChange, evaluationId: string): BasketNow | undefined;
  forget(copy: number): void;
  count(): number;
}

interface Copy {
  version: number;
  context: Context;
  /** In the basket's order. */
  readonly lines: Map<string, LineItem>;
  open: OpenBasket;
  refused: readonly RefusedGift[];
  last?: Named;
}

/** @param fill the line with what the article master knows of it */
export function openBaskets(
  ruleSet: RuleSet,
  fill: (line: SessionLine) => LineItem,
  max: { readonly copies: number; readonly lines: number } = { copies: COPIES_MAX, lines: LINES_MAX },
): OpenBaskets {
  /** The one that was used last comes last. */
  const copies = new Map<number, Copy>();

  return {
    evaluate(change, evaluationId) {
      const known = change.copy === undefined ? undefined : copies.get(change.copy);
      // Whatever happens now, a copy that is half changed is never used again.
      if (change.copy !== undefined) copies.delete(change.copy);
      const copy = change.from === undefined ? begun(change) : known;
      if (copy === undefined || (change.from !== undefined && copy.version !== change.from)) return undefined;
      bringUp(copy, change);
      const evaluation = withoutRefused(copy.open.evaluation(), copy.refused);
      const before = copy.last;
      copy.last = { evaluationId, evaluation };
      if (change.copy !== undefined) keep(change.copy, copy);
      const basket = { currency: change.currency, lines: [...copy.lines.values()] };
      return { basket, context: copy.context, evaluation, ...(before === undefined ? {} : { before }) };
    },
    forget: (copy) => void copies.delete(copy),
    count: () => copies.size,
  };

  function begun({ version, context }: BasketChange): Copy {
    const open = openBasket(ruleSet, context!);
    return { version, context: context!, lines: new Map(), open, refused: [] };
  }

  function bringUp(copy: Copy, change: BasketChange): void {
    const { version, context, refusedGifts, removed, put } = change;
    copy.version = version;
    copy.refused = refusedGifts ?? copy.refused;
    // Only scans are that frequent; whatever else happens, the basket is laid out again.
    let anew = context !== undefined || removed.length > 0;
    for (const lineId of removed) copy.lines.delete(lineId);
    for (const line of put) {
      const item = fill(line);
      anew ||= copy.lines.has(item.lineId);
      copy.lines.set(item.lineId, item);
      if (!anew) copy.open.put(item);
    }
    if (!anew) return;
    if (context !== undefined) copy.context = context;
    copy.open = openBasket(ruleSet, copy.context);
    for (const line of copy.lines.values()) copy.open.put(line);
  }

  function keep(name: number, copy: Copy): void {
    copies.set(name, copy);
    let lines = 0;
    for (const { lines: held } of copies.values()) lines += held.size;
    for (const [oldest, { lines: held }] of copies) {
      if (copies.size <= max.copies && lines <= max.lines) return;
      // One that is larger than all room is not kept either.
      copies.delete(oldest);
      lines -= held.size;
    }
  }
}
