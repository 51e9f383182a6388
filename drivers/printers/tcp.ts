/** Printers on the network, port 9100. */
import { z } from "zod";
import { DeviceError, type PrinterLink, type PrinterStatus } from "../device.ts";
import { type Answer, paperQuery, processQuery, statusOf, statusQueries, stopQuery } from "./answers.ts";
import { type Connection, connectPrinter } from "./connection.ts";
import { faultOf } from "./fault-of.ts";
import { inTurn } from "./in-turn.ts";

export const tcpPrinterSchema = z.strictObject({
  kind: z.literal("tcp").default("tcp"),
  host: z.string().min(1),
  port: z.int().min(1).max(65_535).default(9100),
  connectTimeoutMs: z.int().min(50).max(60_000).default(3000),
  /** A write fails when the printer takes no data for this long. */
  writeTimeoutMs: z.int().min(50).max(120_000).default(10_000),
  /** One answer to one question about its status. */
  statusTimeoutMs: z.int().min(20).max(60_000).default(1000),
  /** From the last byte of a receipt to the printer's word that it is on paper. */
  printedTimeoutMs: z.int().min(50).max(300_000).default(20_000),
  /** An unused connection is given up, so that another till can print. */
  idleCloseMs: z.int().min(10).max(600_000).default(2000),
  /** From the printer's profile. */
  answers: z.enum(["yes", "maybe", "no"]).default("maybe"),
  completion: z.enum(["process-id", "paper-status", "none"]).default("paper-status"),
});
export type TcpPrinterOptions = z.input<typeof tcpPrinterSchema>;

const isStatus = (a: Answer): a is Extract<Answer, { kind: "status" }> => a.kind === "status";
const nothing = new Uint8Array(0);

/**
 * A link that connects when it is first needed, again when the connection was lost or given up, and does one thing
 * at a time. Every method throws DeviceError: "not-found", "refused", "timeout", "disconnected"; `printed` also
 * "paper-end" and "cover-open".
 * After a fault in mid-job nothing that was not yet sent is sent later. Throws ZodError for options out of bounds.
 */
export function openTcpPrinter(options: TcpPrinterOptions): PrinterLink {
  const settings = tcpPrinterSchema.parse(options);
  const { host, port, statusTimeoutMs } = settings;
  const turn = inTurn();
  let connection: Connection | undefined;
  /** Once a printer has answered, silence is a fault, also of one that "maybe" answers. */
  let answers = settings.answers;
  let idle: NodeJS.Timeout | undefined;
  let lastId = 0;
  let closed = false;

  /** Runs `job` on a live connection; a connection that a fault has left in doubt is not used again. */
  const use = <T>(job: (connection: Connection) => Promise<T>): Promise<T> =>
    turn(async () => {
      if (closed) throw new DeviceError("disconnected", "This printer link has been closed.");
      clearTimeout(idle);
      try {
        if (!connection || connection.lost()) {
          connection = undefined;
          connection = await connectPrinter(host, port, settings.connectTimeoutMs);
        }
        return await job(connection);
      } catch (error) {
        connection?.abort();
        connection = undefined;
        throw error;
      } finally {
        idle = setTimeout(giveUp, settings.idleCloseMs);
      }
    });

  const giveUp = (): void => {
    clearTimeout(idle);
    connection?.end();
    connection = undefined;
  };

  async function askStatus(on: Connection): Promise<PrinterStatus | undefined> {
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
          `The printer at ${host}:${port} does not say how it is. Switch it off and on; if this model never answers, set "answers" to "no".`,
        );
      }
      answers = "yes";
      bytes.push(answer.byte);
    }
    return statusOf(bytes);
  }

  /** Waits for the printer's word, and looks every now and then whether it can get there at all. */
  async function askPrinted(on: Connection): Promise<boolean> {
    if (answers === "no" || settings.completion === "none") return false;
    lastId = (lastId + 1) % 10_000;
    const id = String(lastId).padStart(4, "0");
    const byId = settings.completion === "process-id";
    let printed = false;
    const isWord = (a: Answer): a is Answer => {
      printed ||= byId ? a.kind === "process" && a.id === id : a.kind === "paper";
      return printed;
    };
    const wordOrStatus = (a: Answer): a is Answer => isWord(a) || isStatus(a);

    const until = performance.now() + settings.printedTimeoutMs;
    await on.ask(byId ? processQuery(id) : paperQuery, isWord, statusTimeoutMs);
    while (!printed && performance.now() < until) {
      const answer = await on.ask(stopQuery, wordOrStatus, statusTimeoutMs);
      const fault = answer?.kind === "status" ? faultOf(statusOf([0, answer.byte, 0])) : undefined;
      if (fault && !printed) throw fault;
      if (!printed) await on.ask(nothing, isWord, statusTimeoutMs);
    }
    if (printed) return true;
    throw new DeviceError("timeout", `The printer at ${host}:${port} has not finished. Look at it.`);
  }

  return {
    write: (bytes) => use((on) => on.write(bytes, settings.writeTimeoutMs)),
    status: () => use(askStatus),
    printed: () => use(askPrinted),
    close: () =>
      turn(async () => {
        closed = true;
        giveUp();
      }),
  };
}
