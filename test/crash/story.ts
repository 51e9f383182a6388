/** What an open sale was after each of its steps, as far as the POS knows: what is kept of it must be one of these. */

import type { Session } from "../../agent/session/session.ts";

/** A line as it goes over the wire. */
export interface Goods {
  readonly lineId: string;
  readonly article: string;
  readonly unitPriceCents: number;
  readonly quantity: string;
}

export interface Paid {
  readonly tenderId: string;
  readonly tender: string;
  readonly amountCents: number;
}

/** An open sale, without what the agent adds to it. */
export interface Shape {
  readonly state: "open" | "subtotal" | "tendering" | "suspended";
  /** Where a suspended one stood. */
  readonly from?: "open" | "subtotal";
  readonly lines: readonly Goods[];
  readonly card: boolean;
  /** Ids. */
  readonly coupons: readonly string[];
  readonly tenders: readonly Paid[];
}

/** A step, sent and perhaps answered. */
interface Chapter {
  /** Undefined: the sale is gone, cancelled. */
  readonly shape: Shape | undefined;
  /** As it is compared: as it is, and as it is when it was called for. */
  readonly texts: readonly [string, string];
  /** It survives a power cut, and not only the end of the process. */
  readonly sure: boolean;
  /** Which act of the plan comes after it. */
  readonly next: number;
  /** How far the recorder of file operations was when it was sent, and when it was answered as kept. */
  readonly sentAt: number;
  keptAt: number;
  /** What the POS was told of the promotions, as JSON; undefined where it was told nothing whole. */
  evaluation: string | undefined;
}

const NEVER = Number.POSITIVE_INFINITY;

export class Story {
  readonly transactionId: string;
  readonly #mark: () => number;
  #chapters: Chapter[] = [];
  /** When the POS sent what may end it: completing, cancelling. */
  endingAt = NEVER;
  /** It is over: paid, cancelled, or told whole. */
  over = false;

  constructor(transactionId: string, mark: () => number) {
    this.transactionId = transactionId;
    this.#mark = mark;
  }

  /** What the POS takes the sale for. */
  get last(): Shape | undefined {
    return this.#chapters.at(-1)?.shape;
  }

  /** What was sent last is answered as on the disk. */
  get isLastKept(): boolean {
    return (this.#chapters.at(-1)?.keptAt ?? NEVER) < NEVER;
  }

  sending(shape: Shape | undefined, next: number, sure: boolean): void {
    const texts = [textOf(shape), textOf(awake(shape))] as const;
    this.#chapters.push({
      shape,
      texts,
      sure,
      next,
      sentAt: this.#mark(),
      keptAt: NEVER,
      evaluation: undefined,
    });
  }

  /** What was sent last is answered. @param kept false: it may be gone after a crash */
  answered(kept: boolean, evaluation?: string): void {
    const chapter = this.#chapters.at(-1)!;
    if (kept) chapter.keptAt = this.#mark();
    chapter.evaluation = evaluation;
  }

  /** What was sent last changed nothing. */
  refused(): void {
    this.#chapters.pop();
  }

  ending(): void {
    this.endingAt = Math.min(this.endingAt, this.#mark());
  }

  /**
   * The agent was restarted, and this is the sale now: the POS goes on from there. Answers which act comes next, and
   * what the POS was told of the promotions then. Throws where a step is missing that was acknowledged.
   */
  resumed(shape: Shape | undefined): { readonly next: number; readonly evaluation: string | undefined } {
    const kept = this.#chapters.findLastIndex(({ keptAt }) => keptAt < NEVER);
    const found = this.#findLast(shape, kept, this.#chapters.length);
    if (found === undefined) throw new Error(this.#lost(shape, kept));
    if (found < 0) {
      this.#chapters = [];
      return { next: 0, evaluation: undefined };
    }
    const { next, evaluation } = this.#chapters[found]!;
    this.#chapters = this.#chapters.slice(0, found + 1);
    // Resuming is a step of its own, as sure as a subtotal.
    if (shape !== undefined) {
      this.sending(shape, next, true);
      this.answered(true, evaluation);
    }
    return { next, evaluation };
  }

  /** What stands on the disk, after a power cut at that mark or at rest. Throws where it can't be. */
  check(shape: Shape | undefined, upTo: number): void {
    const kept = this.#chapters.findLastIndex(
      ({ keptAt, sure }) => keptAt < NEVER && keptAt <= upTo && (sure || upTo === NEVER),
    );
    if (shape === undefined && (this.over || this.endingAt <= upTo)) return;
    const sent = this.#chapters.findLastIndex(({ sentAt }) => sentAt <= upTo) + 1;
    if (this.#findLast(shape, kept, sent) === undefined) throw new Error(this.#lost(shape, kept));
  }

  /** The last chapter from that one on that this shape is of; -1: before the first. Undefined: there is none. */
  #findLast(shape: Shape | undefined, from: number, to: number): number | undefined {
    const wanted = textOf(shape);
    for (let at = to - 1; at >= Math.max(0, from); at -= 1)
      if (this.#chapters[at]!.texts.includes(wanted)) return at;
    return shape === undefined && from < 0 ? -1 : undefined;
  }

  #lost(shape: Shape | undefined, kept: number): string {
    const told = this.#chapters.slice(Math.max(0, kept)).map(({ texts }) => texts[0]);
    return `${this.transactionId} was ${told.join(" then ") || "not begun"}, and is ${textOf(shape)}`;
  }
}

/** A suspended sale that is called for again. */
export function awake(shape: Shape | undefined): Shape | undefined {
  if (shape?.state !== "suspended") return shape;
  const { from = "open", ...rest } = shape;
  return { ...rest, state: from };
}

/** Throws where they differ. */
export function sameShape(what: string, found: Shape | undefined, expected: Shape | undefined): void {
  if (textOf(found) !== textOf(expected))
    throw new Error(`${what} was ${textOf(expected)}, and is ${textOf(found)}`);
}

function textOf(shape: Shape | undefined): string {
  if (shape === undefined) return "gone";
  const { state, lines, card, coupons, tenders } = shape;
  const goods = lines.map(({ lineId, article, quantity, unitPriceCents }) =>
    [lineId, article, quantity, unitPriceCents].join(" "),
  );
  return JSON.stringify({ state, lines: goods, card, coupons, tenders });
}

/** What `transaction.resume` tells of a sale. */
export interface Told {
  readonly state: Shape["state"];
  readonly sale: {
    readonly at: string;
    readonly lines: readonly Goods[];
    readonly customer?: object;
    readonly coupons: readonly { readonly couponId: string }[];
    readonly tenders: readonly Paid[];
  };
}

export function shapeOfTold({ state, sale: { lines, customer, coupons, tenders } }: Told): Shape {
  return {
    state,
    lines,
    card: customer !== undefined,
    coupons: coupons.map(({ couponId }) => couponId),
    tenders,
  };
}

/** Of what the sessions' file brings back. */
export function shapeOfSession({ state, suspension, lines, customer, coupons, confirmed }: Session): Shape {
  return {
    state: state as Shape["state"],
    ...(suspension === undefined ? {} : { from: suspension.from }),
    lines: lines.map(({ item: { lineId, article, pieces, unitPriceCents } }) => ({
      lineId,
      article,
      unitPriceCents: unitPriceCents!,
      quantity: `${pieces}`,
    })),
    card: customer !== undefined,
    coupons: coupons.map(({ presented }) => presented.couponId),
    tenders: confirmed as readonly Paid[],
  };
}
