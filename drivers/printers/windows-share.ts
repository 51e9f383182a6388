/**
 * USB printers on Windows, through the shared printer of a RAW queue: plain Node cannot open the device itself, and
 * Windows' own queue stands between us and it. One-way: no status, and "sent" means that Windows has the receipt. It
 * prints when it can, also when the printer is switched on tomorrow. A printer in virtual COM mode (`serial`) or on
 * the network (`tcp`) tells more; this is for those that can do neither.
 * Sources: node-thermal-printer issue 7 (a share opened as a file prints), ESC-POS-.NET issue 47 (what was written
 * prints when the share is closed, so each receipt is opened and closed). Tried under Wine, which has a file behind the
 * share; not on Windows' own spooler.
 */
import { open } from "node:fs/promises";
import { z } from "zod";
import { DeviceError, type PrinterLink } from "../device.ts";
import { inTurn } from "./in-turn.ts";

export const windowsShareSchema = z.strictObject({
  kind: z.literal("windows-share").default("windows-share"),
  /** `\\localhost\Receipt`: the share's name in the printer's properties. */
  share: z.string().regex(/^\\\\[^\\]+\\[^\\]+$/, 'Give a share as "\\\\localhost\\Receipt"'),
  /** One receipt, from opening the share to closing it. */
  writeTimeoutMs: z.int().min(50).max(120_000).default(30_000),
});
export type WindowsShareOptions = z.input<typeof windowsShareSchema>;

/** Hands one receipt to a queue of raw bytes. Another way into Windows' spooler is another function of this kind. */
export type RawQueue = (share: string, bytes: Uint8Array) => Promise<void>;

/** Opens the share as a file. Rejects with the operating system's error. */
export const shareAsFile: RawQueue = async (share, bytes) => {
  const file = await open(whole(share), "w");
  try {
    await file.writeFile(bytes);
  } finally {
    await file.close();
  }
};

/** Node takes a share's name for a folder's and writes a backslash behind it, which is no printer; so written it stays. */
const whole = (share: string): string => share.replace(/^\\\\(?=[^\\?.])/, "\\\\?\\UNC\\");

/**
 * Faults: "not-found", "no-permission", "timeout" (Windows may still print it), "refused". Throws ZodError for options
 * out of bounds.
 */
export function openWindowsShare(options: WindowsShareOptions, queue: RawQueue = shareAsFile): PrinterLink {
  const { share, writeTimeoutMs } = windowsShareSchema.parse(options);
  const turn = inTurn();
  const count = { connections: 0, written: 0, printed: 0, failed: 0, bytes: 0 };
  let problem: DeviceError | undefined;
  let closed = false;

  async function write(bytes: Uint8Array): Promise<void> {
    if (closed) throw new DeviceError("disconnected", "This printer link has been closed.");
    count.connections += 1;
    try {
      await within(writeTimeoutMs, queue(share, bytes), share);
    } catch (error) {
      count.failed += 1;
      problem = error instanceof DeviceError ? error : shareFault(share, error as NodeJS.ErrnoException);
      throw problem;
    }
    problem = undefined;
    count.written += 1;
    count.bytes += bytes.length;
  }

  return {
    write: (bytes) => turn(() => write(bytes)),
    status: async () => undefined,
    check: () => ({
      state: closed ? "closed" : problem ? "faulted" : count.written > 0 ? "ready" : "opening",
      path: share,
      exclusive: false,
      ...(problem && { problem }),
      advice: "Windows' queue says nothing about paper. Use the printer's virtual COM port if it has one.",
    }),
    statistics: () => count,
    close: () =>
      turn(async () => {
        closed = true;
      }),
  };
}

async function within(ms: number, job: Promise<void>, share: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () =>
        reject(new DeviceError("timeout", `${share} does not take the receipt. It may still be printed.`)),
      ms,
    );
  });
  try {
    await Promise.race([job, late]);
  } finally {
    clearTimeout(timer);
  }
}

function shareFault(share: string, cause: NodeJS.ErrnoException): DeviceError {
  switch (cause.code) {
    case "ENOENT":
      return new DeviceError(
        "not-found",
        `There is no shared printer ${share}. Share it, or correct the name.`,
        {
          cause,
        },
      );
    case "EACCES":
    case "EPERM":
      return new DeviceError(
        "no-permission",
        `This user may not print on ${share}. Allow it in its security.`,
        {
          cause,
        },
      );
    default:
      return new DeviceError("refused", `${share} does not take receipts: ${cause.message}`, { cause });
  }
}
