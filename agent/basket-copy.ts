/**
 * What the evaluation worker must be told of a sale so that its copy of the basket is the sale as it is now. The session
 * is the truth; the copy has a version, and a worker whose copy has another one says so and is sent everything.
 */

import { refusedGifts } from "./gifts-taken-out.ts";
import { contextOf, type Session, type SessionLine } from "./session/session.ts";
import type { BasketChange } from "./workers/evaluation-api.ts";

let copies = 0;

export class BasketCopy {
  /** Names the copy in the worker, unique in this process. Undefined: none is kept, everything is sent each time. */
  readonly name: number | undefined;
  #version = 0;
  /** What the copy is, if everything that was sent has arrived. */
  #sent: Session | undefined;

  constructor(isKept = true) {
    if (isKept) copies += 1;
    this.name = isKept ? copies : undefined;
  }

  /** From what was sent last to this. */
  changeTo(session: Session): BasketChange {
    const before = this.#sent;
    if (before === undefined) return this.wholeOf(session);
    const from = this.#version;
    const context = sameContext(before, session) ? {} : { context: contextOf(session) };
    const gifts =
      before.giftsTakenOut === session.giftsTakenOut ? {} : { refusedGifts: refusedGifts(session) };
    const lines = linesBetween(before.lines, session.lines);
    return { ...this.#next(session), from, ...context, ...gifts, ...lines };
  }

  /** Everything, for a worker that does not have what was sent before. */
  wholeOf(session: Session): BasketChange {
    const gifts = session.giftsTakenOut === undefined ? {} : { refusedGifts: refusedGifts(session) };
    return { ...this.#next(session), context: contextOf(session), ...gifts, removed: [], put: session.lines };
  }

  #next(session: Session): Pick<BasketChange, "copy" | "version" | "currency"> {
    this.#version += 1;
    const { currency } = session;
    if (this.name === undefined) return { version: this.#version, currency };
    this.#sent = session;
    return { copy: this.name, version: this.#version, currency };
  }
}

/** Of one sale: its place and time stay, and the session is never written on, so what is the same object is the same. */
function sameContext(before: Session, after: Session): boolean {
  return (
    before.customer === after.customer &&
    before.coupons === after.coupons &&
    before.allowances === after.allowances &&
    before.switchedOff === after.switchedOff &&
    before.tenders === after.tenders &&
    before.rewards === after.rewards &&
    before.confirmed === after.confirmed
  );
}

/** First the removed ones are taken out, then `put` are laid down: new ones at the end, known ones in their place. */
export function linesBetween(
  before: readonly SessionLine[],
  after: readonly SessionLine[],
): Pick<BasketChange, "removed" | "put"> {
  const removed: string[] = [];
  const put: SessionLine[] = [];
  let at = 0;
  for (const line of before) {
    const now = after[at];
    if (now !== line && now?.item.lineId !== line.item.lineId) {
      removed.push(line.item.lineId);
      continue;
    }
    if (now !== line) put.push(now);
    at += 1;
  }
  for (const line of after.slice(at)) put.push(line);
  return { removed, put };
}
