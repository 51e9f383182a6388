/** What can go wrong with a printer, as steps that a test or a demonstration plays. */

export type Fault =
  /** Out of paper: offline, keeps what it was sent, prints it when paper is back. */
  | "paper-end"
  /** Little paper left: prints on, and says so. */
  | "paper-near-end"
  | "cover-open"
  /** A jam, the cutter, a hot head: offline until it is cleared. */
  | "recoverable-error"
  /** Offline for good. */
  | "unrecoverable-error"
  /** Takes no more bytes and answers nothing, as a printer with a hung interface board. */
  | "stall"
  /** Closes the connection and forgets what it had not printed. */
  | "drop"
  /** Prints at `bytesPerSecond`. */
  | "slow";

export interface MisbehaviourStep {
  readonly fault: Fault;
  /** Happens once that many bytes of the next or running connection have been taken; 0 or absent: at once. */
  readonly afterBytes?: number;
  /** Ends by itself after that time; absent: it stays until `misbehave` is called again. */
  readonly forMs?: number;
  /** For `slow`; default 1000. */
  readonly bytesPerSecond?: number;
}

/** State of the machine that its answers tell of. */
export interface Condition {
  paper: "ok" | "near-end" | "end";
  coverOpen: boolean;
  error: "recoverable" | "unrecoverable" | undefined;
  stalled: boolean;
  /** Bytes a second; 0 is as fast as they come. */
  pace: number;
}

export const healthy = (): Condition => ({
  paper: "ok",
  coverOpen: false,
  error: undefined,
  stalled: false,
  pace: 0,
});
export const isOnline = ({ paper, coverOpen, error }: Condition) =>
  paper !== "end" && !coverOpen && error === undefined;

export function befall(condition: Condition, step: MisbehaviourStep): void {
  switch (step.fault) {
    case "paper-end":
      condition.paper = "end";
      break;
    case "paper-near-end":
      condition.paper = "near-end";
      break;
    case "cover-open":
      condition.coverOpen = true;
      break;
    case "recoverable-error":
      condition.error = "recoverable";
      break;
    case "unrecoverable-error":
      condition.error = "unrecoverable";
      break;
    case "stall":
      condition.stalled = true;
      break;
    case "slow":
      condition.pace = step.bytesPerSecond ?? 1000;
      break;
    case "drop":
      break;
    default:
      step.fault satisfies never;
  }
}

export function mend(condition: Condition, fault: Fault): void {
  if (fault === "paper-end" || fault === "paper-near-end") condition.paper = "ok";
  if (fault === "cover-open") condition.coverOpen = false;
  if (fault === "recoverable-error" || fault === "unrecoverable-error") condition.error = undefined;
  if (fault === "stall") condition.stalled = false;
  if (fault === "slow") condition.pace = 0;
}
