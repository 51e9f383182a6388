/** One receipt onto paper, or a clear word why not. */
import { DeviceError, type PrinterLink, type WaitOn } from "../device.ts";
import { faultOf } from "./fault-of.ts";
import { inTurn } from "./in-turn.ts";

/** "printed": the printer said so. "sent": it has taken every byte and cannot say more. */
export type PrintOutcome = "printed" | "sent";

/** One job at a time on each link, whoever prints. */
const turns = new WeakMap<PrinterLink, ReturnType<typeof inTurn>>();

export interface PrintManner {
  /** Runs before the first byte is sent: until it resolves nothing of this job is on paper. */
  readonly begin?: () => Promise<void>;
  /** What is wrong in mid-job: true waits until it is mended. Absent: nothing is waited for. */
  readonly waitOn?: WaitOn;
}

/**
 * Prints `bytes` (of `encode`) as one job. Nothing is sent to a printer that says it cannot print.
 * Throws DeviceError: "paper-end", "cover-open", "refused" (offline), and what the link throws. After a fault in
 * mid-job the receipt may be partly on paper: print it again only when a person has looked. What `begin` throws is
 * thrown as it is, and nothing was sent.
 */
export function print(
  link: PrinterLink,
  bytes: Uint8Array,
  { begin, waitOn }: PrintManner = {},
): Promise<PrintOutcome> {
  let turn = turns.get(link);
  if (!turn) {
    turn = inTurn();
    turns.set(link, turn);
  }
  return turn(async () => {
    const fault = faultOf(await link.status());
    if (fault) throw fault;
    await begin?.();
    try {
      await link.write(bytes, waitOn);
      return (await link.printed?.(waitOn)) ? "printed" : "sent";
    } catch (error) {
      throw await explained(link, error);
    }
  });
}

/** A printer that stops in mid-job usually knows why: a time-out becomes "paper-end" where that is the reason. */
async function explained(link: PrinterLink, error: unknown): Promise<unknown> {
  if (!(error instanceof DeviceError)) return error;
  const reason = error.code === "timeout" ? await link.status().then(faultOf, () => undefined) : undefined;
  const { code, message } = reason ?? error;
  return new DeviceError(code, `${message} The receipt stopped half-way: look before printing it again.`, {
    cause: error,
  });
}
