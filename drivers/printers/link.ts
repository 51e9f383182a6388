/** A printer behind any wire: connected when needed, asked how it is, believed only when it says that it has printed. */
import { z } from "zod";
import { DeviceError, type PrinterLink, type PrinterStatus } from "../device.ts";
import { type Answer, paperQuery, processQuery, statusOf, statusQueries, stopQuery } from "./answers.ts";
import { type Conversation, converse } from "./conversation.ts";
import { faultOf } from "./fault-of.ts";
import { inTurn } from "./in-turn.ts";
import type { Wire } from "./wire.ts";

/** Options of every link, spread into the schema of each. */
export const linkShape = {
  /** A write fails when the printer takes no data for this long. */
  writeTimeoutMs: z.int().min(50).max(120_000).default(10_000),
  /** One answer to one question about its status. */
  statusTimeoutMs: z.int().min(20).max(60_000).default(1000),
  /** From the last byte of a receipt to the printer's word that it is on paper. */
  printedTimeoutMs: z.int().min(50).max(300_000).default(20_000),
  /** An unused connection is given up, so that another till or program can print. */
  idleCloseMs: z.int().min(10).max(600_000).default(2000),
};

/** What a link takes from the printer's profile. */
export const abilityShape = {
  answers: z.enum(["yes", "maybe", "no"]).default("maybe"),
  completion: z.enum(["process-id", "paper-status", "none"]).default("paper-status"),
};

type LinkSettings = z.output<z.ZodObject<typeof linkShape & typeof abilityShape>>;

export interface Reach extends LinkSettings {
  /** As a message begins: "The printer at 10.0.0.9:9100". */
  readonly name: string;
  /** Opens the way to it, or rejects with a DeviceError that says what to do. */
  connect(): Promise<Wire>;
}

const isStatus = (a: Answer): a is Extract<Answer, { kind: "status" }> => a.kind === "status";
const nothing = new Uint8Array(0);

/**
 * A link that connects when it is first needed, again when the wire was lost or given up, and does one thing at a
 * time. Every method throws DeviceError: what `connect` throws, "timeout", "disconnected"; `printed` also "paper-end"
 * and "cover-open". After a fault in mid-job nothing that was not yet sent is sent later.
 */
export function openLink(reach: Reach): PrinterLink {
  const { name, statusTimeoutMs } = reach;
  const turn = inTurn();
  let conversation: Conversation | undefined;
  /** Once a printer has answered, silence is a fault, also of one that "maybe" answers. */
  let answers = reach.answers;
  let idle: NodeJS.Timeout | undefined;
  let lastId = 0;
  let closed = false;

  /** Runs `job` on a live wire; a wire that a fault has left in doubt is not used again. */
  const use = <T>(job: (conversation: Conversation) => Promise<T>): Promise<T> =>
    turn(async () => {
      if (closed) throw new DeviceError("disconnected", "This printer link has been closed.");
      clearTimeout(idle);
      try {
        if (conversation?.lost()) {
          conversation.abort();
          conversation = undefined;
        }
        conversation ??= converse(await reach.connect(), name);
        return await job(conversation);
      } catch (error) {
        conversation?.abort();
        conversation = undefined;
        throw error;
      } finally {
        idle = setTimeout(giveUp, reach.idleCloseMs);
      }
    });

  const giveUp = (): void => {
    clearTimeout(idle);
    conversation?.end();
    conversation = undefined;
  };

  async function askStatus(on: Conversation): Promise<PrinterStatus | undefined> {
    if (answers === "no") return undefined;
    const bytes: number[] = [];
    for (const query of statusQueries) {
      const answer = await on.ask(query, isStatus, statusTimeoutMs);
      if (!answer && answers === "maybe") {
        answers = "no";
        return undefined;
      }
      if (!answer) {
        throw new DeviceError(
          "timeout",
          `${name} does not say how it is. Switch it off and on; if this model never answers, set "answers" to "no".`,
        );
      }
      answers = "yes";
      bytes.push(answer.byte);
    }
    return statusOf(bytes);
  }

  /** Waits for the printer's word, and looks every now and then whether it can get there at all. */
  async function askPrinted(on: Conversation): Promise<boolean> {
    if (answers === "no" || reach.completion === "none") return false;
    lastId = (lastId + 1) % 10_000;
    const id = String(lastId).padStart(4, "0");
    const byId = reach.completion === "process-id";
    let printed = false;
    const isWord = (a: Answer): a is Answer => {
      printed ||= byId ? a.kind === "process" && a.id === id : a.kind === "paper";
      return printed;
    };
    const wordOrStatus = (a: Answer): a is Answer => isWord(a) || isStatus(a);

    const until = performance.now() + reach.printedTimeoutMs;
    await on.ask(byId ? processQuery(id) : paperQuery, isWord, statusTimeoutMs);
    while (!printed && performance.now() < until) {
      const answer = await on.ask(stopQuery, wordOrStatus, statusTimeoutMs);
      const fault = answer?.kind === "status" ? faultOf(statusOf([0, answer.byte, 0])) : undefined;
      if (fault && !printed) throw fault;
      if (!printed) await on.ask(nothing, isWord, statusTimeoutMs);
    }
    if (printed) return true;
    throw new DeviceError("timeout", `${name} has not finished. Look at it.`);
  }

  return {
    write: (bytes) => use((on) => on.write(bytes, reach.writeTimeoutMs)),
    status: () => use(askStatus),
    printed: () => use(askPrinted),
    close: () =>
      turn(async () => {
        closed = true;
        giveUp();
      }),
  };
}
