/** What a link asks a printer, by what the model answers: how it is, and whether all is on paper. */
import { DeviceError, type PrinterStatus, type WaitOn } from "../device.ts";
import {
  type Answer,
  errorQuery,
  hasError,
  paperQuery,
  paperStatusOf,
  processQuery,
  statusOf,
  statusQueries,
} from "./answers.ts";
import type { Conversation } from "./conversation.ts";
import { faultOf } from "./fault-of.ts";

/** Whether a model answers DLE EOT at once; "in-turn": deaf to it, but answers GS r when it comes to it. */
export type Answering = "yes" | "maybe" | "in-turn" | "no";

const isStatus = (a: Answer): a is Extract<Answer, { kind: "status" }> => a.kind === "status";
const isPaper = (a: Answer): a is Extract<Answer, { kind: "paper" }> => a.kind === "paper";
const nothing = new Uint8Array(0);

/** Asks how the printer is; `undefined` where it does not answer within `waitMs`. Rejects when the wire is lost. */
export async function askStatus(
  on: Conversation,
  answering: Exclude<Answering, "no">,
  waitMs: number,
): Promise<PrinterStatus | undefined> {
  if (answering === "in-turn") {
    const answer = await on.ask(paperQuery, isPaper, waitMs);
    return answer && paperStatusOf(answer.byte);
  }
  const bytes: number[] = [];
  for (const query of statusQueries) {
    const answer = await on.ask(query, isStatus, waitMs);
    if (!answer) return undefined;
    bytes.push(answer.byte);
  }
  // Which error it is, from those that say so; one that stays silent has an error all the same.
  const error = hasError(bytes[1] ?? 0) ? await on.ask(errorQuery, isStatus, waitMs) : undefined;
  return statusOf(error ? [...bytes, error.byte] : bytes);
}

export interface PrintedQuestion {
  /** Of `processId`; `undefined` asks in the older way, GS r 1. */
  readonly id: string | undefined;
  readonly answering: Answering;
  readonly statusTimeoutMs: number;
  readonly printedTimeoutMs: number;
  readonly waitOn?: WaitOn | undefined;
  /** Each status that was asked on the way. */
  seen(status: PrinterStatus): void;
  /** What the printer has told by itself, for a full one: questions wait behind the data then. */
  known(): PrinterStatus | undefined;
}

/**
 * Waits for the printer's word that all before it is on paper, and looks every now and then whether it can get there
 * at all. Resolves with false when the time is over without its word. Rejects with the printer's fault, unless
 * `waitOn` wants to wait for its end, and when the wire is lost.
 */
export async function askPrinted(on: Conversation, question: PrintedQuestion): Promise<boolean> {
  const { id, answering, statusTimeoutMs, printedTimeoutMs, waitOn } = question;
  const isWord = (a: Answer): boolean =>
    id === undefined ? a.kind === "paper" : a.kind === "process" && a.id === id;
  let printed = false;
  // Its word may come while it is asked for its status.
  const end = on.listen((answer) => {
    printed ||= isWord(answer);
  });
  try {
    let until = performance.now() + printedTimeoutMs;
    on.say(id === undefined ? paperQuery : processQuery(id));
    while (!printed && performance.now() < until) {
      // News that the printer tells by itself may be why there is no word.
      await on.ask(nothing, (a): a is Answer => isWord(a) || a.kind === "automatic", statusTimeoutMs);
      if (printed || answering === "in-turn" || answering === "no") continue;
      const status = await askStatus(on, answering, statusTimeoutMs);
      if (printed) continue;
      if (status) question.seen(status);
      const fault = faultOf(status ?? question.known());
      if (!fault) continue;
      if (!waitOn?.(fault)) throw fault;
      until = performance.now() + printedTimeoutMs;
    }
    return printed;
  } finally {
    end();
  }
}

export const silent = (name: string): DeviceError =>
  new DeviceError(
    "timeout",
    `${name} does not say how it is. Switch it off and on; if this model never answers, set "answers" to "no".`,
  );
