/** An open sale in the agent's memory: its session, and its turn: one command at a time. */

import type { Evaluation } from "../engine/effect.ts";
import { BasketCopy } from "./basket-copy.ts";
import { PosError } from "./pos/protocol.ts";
import { advance } from "./session/advance.ts";
import type { Command } from "./session/allowed.ts";
import type { Session } from "./session/session.ts";

/** Commands of one sale that wait for their turn; a POS that sends more ahead of their answers is told to slow down. */
const WAITING_MAX = 16;

export class OpenSale {
  session: Session;
  /** The evaluation worker's, of the basket. */
  readonly copy: BasketCopy;
  /** Whose connection spoke of it last: scans go there. */
  owner: object;
  touchedMs = performance.now();
  /** A broken invariant or a dead worker ended this sale's promotions, never the sale. */
  promotionsEnded = false;
  /** The last evaluation that was whole. */
  last: Evaluation | undefined;
  /** Commits whose outcome nobody knows: still on their way, or lost with the journal's thread. */
  unknownCommits = 0;
  /** Bookings in a row that were not ready in time. */
  lateBookings = 0;
  #evaluations = 0;
  #presentations = 0;
  #waiting = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(session: Session, owner: object, copy = new BasketCopy()) {
    this.session = session;
    this.owner = owner;
    this.copy = copy;
  }

  /** Runs the command when those before it are done. Throws PosError `transaction-busy` when too many wait. */
  inTurn<Result>(owner: object, run: () => Promise<Result>): Promise<Result> {
    if (this.#waiting >= WAITING_MAX) throw new PosError("transaction-busy");
    this.owner = owner;
    this.touchedMs = performance.now();
    this.#waiting += 1;
    const result = this.#turn.then(run);
    this.#turn = result
      .catch(() => {})
      .then(() => {
        this.#waiting -= 1;
      });
    return result;
  }

  /** Moves the session on. Throws PosError with the refusal; then nothing has changed. */
  advance(command: Command): Session {
    const next = advance(this.session, command);
    if (next.refusal !== undefined) {
      const field = { "unknown-line": "lineId", "line-exists": "line.lineId", "unknown-coupon": "couponId" };
      const name = field[next.refusal as keyof typeof field];
      throw new PosError(next.refusal, {
        ...(name === undefined ? {} : { field: name }),
        ...(next.refusal === "wrong-state" ? { detail: `the transaction is ${this.session.state}` } : {}),
      });
    }
    this.session = next.session;
    return next.session;
  }

  nextEvaluationId(): string {
    this.#evaluations += 1;
    return `${this.session.transactionId}#${this.#evaluations}`;
  }

  /** Names a presentation of a mass coupon, unique in the chain. */
  nextPresentationId(): string {
    this.#presentations += 1;
    const { begun, transactionId } = this.session;
    return `${begun.store}/${begun.till}/${transactionId}/${this.#presentations}`;
  }
}
