/**
 * An open sale in the agent's memory: its session, and its turn: one command at a time. What a command changed goes to
 * the disk beside its evaluation, and the answer waits for both.
 */

import type { Evaluation } from "../engine/effect.ts";
import type { UsedElsewhere } from "./allowances/elsewhere.ts";
import type { WantedUse } from "./allowances/use.ts";
import { BasketCopy } from "./basket-copy.ts";
import type { LastEvaluation } from "./last-evaluation.ts";
import { PosError } from "./pos/protocol.ts";
import { advance, type Refusal } from "./session/advance.ts";
import { type Command, cellOf, standingOf } from "./session/allowed.ts";
import { type Session, tillOf } from "./session/session.ts";
import type { Keeping } from "./sessions/keep.ts";
import { withFields } from "./told.ts";

/** Commands of one sale that wait for their turn; a POS that sends more ahead of their answers is told to slow down. */
const WAITING_MAX = 16;

/** Where the sale stands, and what may come of it, for the developer of the POS. */
function standingText(session: Session): string {
  const standing = standingOf(session);
  if (standing === "open") return "the transaction is open: it is paid from its transaction.subtotal on";
  if (standing === "missed")
    return "the transaction is tendering, and was not recorded: complete it again, go back with transaction.subtotal, or cancel it";
  return `the transaction is ${session.state}`;
}

/** What in the call a refusal is about. */
const FIELD_OF: { readonly [Name in Refusal]?: string } = {
  "unknown-transaction": "transactionId",
  "taken-elsewhere": "transactionId",
  "unknown-line": "lineId",
  "line-exists": "line.lineId",
  "unknown-coupon": "couponId",
  "unknown-tender": "tenderId",
  "tender-exists": "tenderId",
};

/** What a sale that was kept has counted so far; nothing is counted twice. */
export interface Counted {
  readonly evaluations: number;
  readonly presentations: number;
}

export class OpenSale {
  session: Session;
  /** The evaluation worker's, of the basket. */
  readonly copy: BasketCopy;
  /** Whose connection spoke of it last: scans go there. */
  owner: object;
  touchedMs = performance.now();
  /** A broken invariant or a dead worker ended this sale's promotions, never the sale. */
  promotionsEnded = false;
  /** The last evaluation that was not empty, its id, and the session that it is of. */
  lastSaid: LastEvaluation | undefined;
  lastId: string | undefined;
  lastOf: Session | undefined;
  /** Commits whose outcome nobody knows: still on their way, or lost with the journal's thread. */
  unknownCommits = 0;
  /** How often it was to be completed; what was under way when the agent ended counts. */
  completions = 0;
  /** Bookings in a row that were not ready in time. */
  lateBookings = 0;
  /** Of a sale that is told late: how often its card and coupons could not be looked up. */
  lateLookUps = 0;
  /** What the journal holds for it of limits that outlive a sale, as far as this agent was told. */
  reserved: readonly WantedUse[] = [];
  /** What its customer has used up at other tills, as far as anybody has said. */
  elsewhere: UsedElsewhere | undefined;
  /** Points by account that are held for its rewards, as far as this agent was told. */
  readonly pointsHeld = new Map<string, number>();
  /** Its reservation is not wanted any more. */
  released: ((reservation: string) => void) | undefined;
  /** Its steps on their way to the disk. Absent: it is not kept. */
  keeping: Keeping | undefined;
  #evaluations: number;
  #presentations: number;
  /** When the turn of the command began that is being worked on. */
  #turnMs = 0;
  #waiting = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    session: Session,
    owner: object,
    copy = new BasketCopy(),
    counted: Counted = { evaluations: 0, presentations: 0 },
  ) {
    this.session = session;
    this.owner = owner;
    this.copy = copy;
    this.#evaluations = counted.evaluations;
    this.#presentations = counted.presentations;
  }

  /** Runs the command when those before it are done. Throws PosError `transaction-busy` when too many wait. */
  inTurn(owner: object, run: () => Promise<object>): Promise<object> {
    if (this.#waiting >= WAITING_MAX) throw new PosError("transaction-busy");
    this.owner = owner;
    this.touchedMs = performance.now();
    return this.#queued(() => this.#marked(run()));
  }

  /** As `inTurn`, but nobody has touched the sale. */
  async quietly(run: () => Promise<void>): Promise<void> {
    await this.#queued(run);
  }

  /** How long nobody has touched it, in milliseconds on a clock that is never set. */
  restedMs(): number {
    return performance.now() - this.touchedMs;
  }

  #queued<Result>(run: () => Promise<Result>): Promise<Result> {
    this.#waiting += 1;
    const result = this.#turn.then(() => {
      this.#turnMs = performance.now();
      return run();
    });
    this.#turn = result
      .catch(() => {})
      .then(() => {
        this.#waiting -= 1;
      });
    return result;
  }

  /** Moves the session on. Throws PosError with the refusal; then nothing has changed. */
  advance(command: Command): Session {
    const next = this.after(command);
    const { reservation } = this.session;
    if (next !== this.session) {
      this.session = next;
      this.keeping?.took(command, next, this.#evaluations, this.#turnMs);
    }
    if (reservation !== undefined && next.reservation === undefined) {
      this.reserved = [];
      this.released?.(reservation);
    }
    return next;
  }

  /** The session as it would be. Throws PosError with the refusal. */
  after(command: Command): Session {
    const next = advance(this.session, command);
    if (next.refusal !== undefined) throw this.#refused(next.refusal);
    return next.session;
  }

  /** Throws PosError where the sale's state does not let this command come. */
  mayCome(kind: Command["kind"]): void {
    const cell = cellOf(standingOf(this.session), kind);
    if ("refusal" in cell) throw this.#refused(cell.refusal);
  }

  #refused(refusal: Refusal): PosError {
    const field = FIELD_OF[refusal];
    return new PosError(refusal, {
      ...(field === undefined ? {} : { field }),
      ...(refusal === "wrong-state" ? { detail: standingText(this.session) } : {}),
      ...(refusal === "taken-elsewhere" ? { detail: `till ${tillOf(this.session)} has it` } : {}),
    });
  }

  /** The last evaluation that was not empty, read. */
  get last(): Evaluation | undefined {
    return this.lastSaid?.value();
  }

  remember(evaluation: LastEvaluation, evaluationId: string, session: Session): void {
    this.lastSaid = evaluation;
    this.lastId = evaluationId;
    this.lastOf = session;
  }

  nextEvaluationId(): string {
    this.#evaluations += 1;
    return `${this.session.transactionId}#${this.#evaluations}`;
  }

  /** Names a presentation of a mass coupon, unique in the chain. */
  nextPresentationId(): string {
    this.#presentations += 1;
    const { begun, transactionId } = this.session;
    return `${begun.store}/${tillOf(this.session)}/${transactionId}/${this.#presentations}`;
  }

  get evaluations(): number {
    return this.#evaluations;
  }

  /** Waits for what is on its way to the disk, and says what the POS should know of it. */
  async #marked(answering: Promise<object>): Promise<object> {
    const answer = await answering;
    const kept = await this.keeping?.settled();
    const { releaseChanged, shared } = this.session;
    const { unconfirmed, alsoAt } = shared ?? {};
    if (kept !== false && !releaseChanged && !unconfirmed && !alsoAt) return answer;
    const marks = {
      ...(kept === false ? { kept } : {}),
      ...(releaseChanged && { releaseChanged }),
      ...(unconfirmed && { unconfirmed }),
      ...(alsoAt && { alsoAt }),
    };
    return withFields(answer, {}, marks);
  }
}
