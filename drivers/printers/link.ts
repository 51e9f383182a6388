/** A printer behind any wire: connected when needed, asked how it is, believed only when it says that it has printed. */
import { z } from "zod";
import {
  DeviceError,
  type DeviceState,
  type PrinterEvents,
  type PrinterLink,
  type PrinterStatus,
  type WaitOn,
} from "../device.ts";
import { automaticOff, automaticOn, automaticStatusOf, processId } from "./answers.ts";
import { type Conversation, converse } from "./conversation.ts";
import { faultOf, stateAfter } from "./fault-of.ts";
import { inTurn } from "./in-turn.ts";
import { askPrinted, askStatus, silent } from "./questions.ts";
import { statusChanges } from "./status-changes.ts";
import type { Wire } from "./wire.ts";

/** Options of every link, spread into the schema of each. */
export const linkShape = {
  /** A write fails when the printer takes no data for this long. */
  writeTimeoutMs: z.int().min(50).max(120_000).default(10_000),
  /** One answer to one question about its status. */
  statusTimeoutMs: z.int().min(20).max(60_000).default(1000),
  /** From the last byte of a receipt to the printer's word that it is on paper; anew when a fault has been mended. */
  printedTimeoutMs: z.int().min(50).max(300_000).default(20_000),
  /** An unused connection is given up, so that another till or program can print. */
  idleCloseMs: z.int().min(10).max(600_000).default(2000),
};

/** What a link takes from the printer's profile. */
export const abilityShape = {
  answers: z.enum(["yes", "maybe", "in-turn", "no"]).default("maybe"),
  completion: z.enum(["process-id", "paper-status", "none"]).default("paper-status"),
  /** Automatic status back: the printer tells changes by itself while we are connected. */
  automaticStatus: z.boolean().default(false),
};

/** Options of any link. */
export type LinkOptions = z.input<z.ZodObject<typeof linkShape & typeof abilityShape>>;
type LinkSettings = z.output<z.ZodObject<typeof linkShape & typeof abilityShape>>;

export interface Reach extends LinkSettings {
  /** As a message begins: "The printer at 10.0.0.9:9100". */
  readonly name: string;
  /** Where it is, for store IT: "10.0.0.9:9100", "/dev/usb/lp0". */
  readonly path: string;
  /** Whether nobody else can print while we are connected. */
  readonly exclusive: boolean;
  /** Opens the way to it, or rejects with a DeviceError that says what to do. */
  connect(): Promise<Wire>;
}

/** A receipt begins with ESC @, after which a printer may have forgotten that it is to tell its changes. */
function withAutomaticStatus(bytes: Uint8Array): Uint8Array {
  const begins = bytes[0] === 0x1b && bytes[1] === 0x40 ? 2 : 0;
  return Buffer.concat([bytes.subarray(0, begins), automaticOn, bytes.subarray(begins)]);
}

const leavingMaxMs = 5000;

/**
 * A link that connects when it is first needed, again when the wire was lost or given up, and does one thing at a
 * time. Every method throws DeviceError: what `connect` throws, "timeout", "disconnected"; `printed` also "paper-end",
 * "cover-open" and "refused". After a fault in mid-job nothing that was not yet sent is sent later.
 */
export function openLink(reach: Reach, events?: PrinterEvents): PrinterLink {
  const { name, statusTimeoutMs } = reach;
  const turn = inTurn();
  let conversation: Conversation | undefined;
  /** The last one, until it is closed: a device that only one may open is busy that long. */
  let leaving: Promise<void> | undefined;
  /** Once a printer has answered, silence is a fault, also of one that "maybe" answers. */
  let answering = reach.answers;
  let idle: NodeJS.Timeout | undefined;
  let lastId = 0;
  let state: DeviceState = "opening";
  let problem: DeviceError | undefined;
  let last: PrinterStatus | undefined;
  const count = { connections: 0, written: 0, printed: 0, failed: 0, bytes: 0 };
  let lastPrintedAtMs: number | undefined;

  const seen = (status: PrinterStatus): void => {
    const changes = statusChanges(last, status);
    last = status;
    settled(faultOf(status));
    for (const change of changes) events?.status(change, status);
  };

  const settled = (fault: DeviceError | undefined): void => {
    problem = fault;
    if (state !== "closed") state = stateAfter(fault);
  };

  function leave(how: "end" | "abort"): void {
    if (!conversation) return;
    // Some systems never say that a port has been closed.
    const enough = new Promise<void>((resolve) => void setTimeout(resolve, leavingMaxMs).unref());
    leaving = Promise.race([conversation[how](), enough]);
    conversation = undefined;
  }

  async function connected(): Promise<Conversation> {
    if (conversation && !conversation.lost()) return conversation;
    leave("abort");
    await leaving;
    conversation = converse(await reach.connect(), name);
    count.connections += 1;
    conversation.listen((answer) => {
      if (answer.kind === "automatic") seen(automaticStatusOf(answer.bytes));
    });
    if (reach.automaticStatus) conversation.say(automaticOn);
    return conversation;
  }

  /** Runs `job` on a live wire; a wire that a fault has left in doubt is not used again. */
  const use = <T>(job: (conversation: Conversation) => Promise<T>): Promise<T> =>
    turn(async () => {
      if (state === "closed") throw new DeviceError("disconnected", "This printer link has been closed.");
      clearTimeout(idle);
      try {
        const result = await job(await connected());
        settled(faultOf(last));
        return result;
      } catch (error) {
        leave("abort");
        if (error instanceof DeviceError) settled(error);
        throw error;
      } finally {
        idle = setTimeout(giveUp, reach.idleCloseMs);
      }
    });

  const giveUp = (): void => {
    clearTimeout(idle);
    // The next client of a shared printer expects no bytes that it has not asked for.
    if (reach.automaticStatus) conversation?.say(automaticOff);
    leave("end");
  };

  async function status(on: Conversation): Promise<PrinterStatus | undefined> {
    if (answering === "no") return undefined;
    const found = await askStatus(on, answering, statusTimeoutMs);
    if (found) {
      if (answering === "maybe") answering = "yes";
      seen(found);
      return found;
    }
    if (answering !== "maybe") throw silent(name);
    answering = "no";
    return undefined;
  }

  async function write(on: Conversation, bytes: Uint8Array, waitOn: WaitOn | undefined): Promise<void> {
    const job = reach.automaticStatus ? withAutomaticStatus(bytes) : bytes;
    // A full printer is asked in vain, since questions wait behind the data; but it may have told us why.
    const stalled = (): boolean => {
      const fault = faultOf(last);
      return fault !== undefined && waitOn?.(fault) === true;
    };
    try {
      await on.write(job, reach.writeTimeoutMs, stalled);
    } catch (error) {
      count.failed += 1;
      throw error;
    }
    count.written += 1;
    count.bytes += bytes.length;
  }

  async function printed(on: Conversation, waitOn: WaitOn | undefined): Promise<boolean> {
    // One that turned out to stay silent is not asked; one that is known to be deaf may answer in its turn.
    const mute = reach.answers === "maybe" && answering === "no";
    if (mute || reach.completion === "none") return false;
    lastId += 1;
    const id = reach.completion === "process-id" ? processId(lastId) : undefined;
    const known = (): PrinterStatus | undefined => (reach.automaticStatus ? last : undefined);
    if (await askPrinted(on, { ...reach, id, answering, waitOn, seen, known })) {
      count.printed += 1;
      lastPrintedAtMs = performance.now();
      return true;
    }
    throw new DeviceError("timeout", `${name} has not finished. Look at it.`);
  }

  return {
    write: (bytes, waitOn) => use((on) => write(on, bytes, waitOn)),
    status: () => use(status),
    printed: (waitOn) => use((on) => printed(on, waitOn)),
    check: () => ({
      state,
      path: reach.path,
      exclusive: reach.exclusive,
      ...(problem && { problem }),
    }),
    statistics: () => ({ ...count, ...(lastPrintedAtMs !== undefined && { lastPrintedAtMs }) }),
    close: () =>
      turn(async () => {
        state = "closed";
        giveUp();
        await leaving;
      }),
  };
}
