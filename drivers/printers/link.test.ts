/** What a link hears from a printer that tells by itself, hangs up, is deaf, or is held by another till. */
import { connect } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import type { PrinterChange, PrinterLink } from "../device.ts";
import {
  type PrinterEmulator,
  type PrinterEmulatorOptions,
  startPrinterEmulator,
} from "./emulator/printer-emulator.ts";
import { startPtyPrinter } from "./emulator/pty.ts";
import { encode } from "./encode.ts";
import { print } from "./print.ts";
import { printerProfiles } from "./profiles.ts";
import { openTcpPrinter, type TcpPrinterOptions } from "./tcp.ts";
import { openUsbPrinter } from "./usb.ts";

let emulator: PrinterEmulator;
const links: PrinterLink[] = [];

afterEach(async () => {
  for (const link of links.splice(0)) await link.close();
  await emulator.close();
});

/** A printer, a link to it, and what the link has told of it. */
async function printer(options: Partial<TcpPrinterOptions> = {}, model: PrinterEmulatorOptions = {}) {
  emulator = await startPrinterEmulator(model);
  const told: PrinterChange[] = [];
  const link = openTcpPrinter(
    {
      host: "127.0.0.1",
      port: emulator.port,
      answers: "yes",
      completion: "process-id",
      automaticStatus: true,
      statusTimeoutMs: 500,
      idleCloseMs: 60_000,
      ...options,
    },
    { status: (change) => told.push(change) },
  );
  links.push(link);
  return { link, told };
}

const receipt = encode(
  [{ kind: "text", text: "Hai risparmiato 3,20 €" }, { kind: "cut" }],
  printerProfiles["epson-tm-t88"],
);

test("what happens at a printer between two receipts is told by itself, each thing once", async () => {
  const { link, told } = await printer();
  await print(link, receipt);
  expect(told).toEqual([]);
  emulator.misbehave({ fault: "paper-near-end" });
  await vi.waitFor(() => expect(told).toEqual(["paper-near-end"]), 20_000);
  emulator.misbehave({ fault: "cover-open" });
  await vi.waitFor(
    () => expect(told).toEqual(["paper-near-end", "paper-ok", "cover-open", "offline"]),
    20_000,
  );
  await link.status();
  await link.status();
  emulator.misbehave({ fault: "recoverable-error" });
  await vi.waitFor(() => expect(told.slice(4)).toEqual(["cover-closed", "recoverable-error"]), 20_000);
  emulator.misbehave({ fault: "unrecoverable-error" });
  emulator.misbehave();
  await vi.waitFor(() => expect(told.slice(-2)).toEqual(["error-over", "online"]), 20_000);
});

test.each([
  ["fills it without more room for questions", 6000],
  ["does not even fit in before it", 12_000],
])(
  "a receipt for a printer without paper that %s waits, since the printer has said why",
  async (_how, lines) => {
    const usb = await startPtyPrinter();
    const link = openUsbPrinter({
      path: usb.path,
      answers: "yes",
      completion: "process-id",
      automaticStatus: true,
      writeTimeoutMs: 1000,
      statusTimeoutMs: 500,
    });
    usb.misbehave({ fault: "paper-end", afterBytes: 20 });
    // The printer's memory takes 64 kB, the pipes on the way to it some 200 more.
    const long = Buffer.concat([Buffer.from(`${"x".repeat(41)}\n`.repeat(lines)), receipt]);
    let asked = 0;
    const waitOn = () => {
      asked += 1;
      if (asked === 1) usb.misbehave();
      return true;
    };
    expect(await print(link, long, { waitOn })).toBe("printed");
    expect(asked).toBeGreaterThan(0);
    await link.close();
    await usb.close();
  },
);

test("one that is deaf to questions in real time says in its turn that it has printed", async () => {
  const { link } = await printer(
    { answers: "in-turn", completion: "paper-status", automaticStatus: false },
    { deaf: true },
  );
  expect(await print(link, receipt)).toBe("printed");
  expect(await link.status()).toEqual({ online: true, paper: "ok", coverOpen: false });
  emulator.misbehave({ fault: "paper-end" });
  await expect(link.status()).rejects.toMatchObject({ code: "timeout" });
});

test("one that another till holds hangs up on us, and is ours when that till has left", async () => {
  const { link } = await printer({}, { second: "hung-up" });
  const other = connect(emulator.port, "127.0.0.1");
  await new Promise((resolve) => other.once("connect", resolve));
  await expect(print(link, receipt)).rejects.toMatchObject({
    code: expect.stringMatching(/^(refused|disconnected)$/),
  });
  other.end();
  await vi.waitFor(async () => expect(await print(link, receipt)).toBe("printed"), 20_000);
  expect(emulator.receipts()).toHaveLength(1);
});

test("one that another till holds and that leaves us unread is not waited for without end", async () => {
  const { link } = await printer();
  const other = connect(emulator.port, "127.0.0.1");
  await new Promise((resolve) => other.once("connect", resolve));
  await expect(print(link, receipt)).rejects.toMatchObject({ code: "timeout" });
  other.end();
  await vi.waitFor(async () => expect(await print(link, receipt)).toBe("printed"), 20_000);
  // What we had asked in vain was only questions.
  expect(emulator.receipts()).toHaveLength(1);
});

test("it is left as it was found: no automatic status for the next client", async () => {
  const { link } = await printer();
  await print(link, receipt);
  await link.close();
  const next = connect(emulator.port, "127.0.0.1");
  const heard: Buffer[] = [];
  next.on("data", (bytes) => heard.push(bytes));
  next.write(Uint8Array.of(0x10, 0x04, 1));
  await vi.waitFor(() => expect(Buffer.concat(heard)).toHaveLength(1), 20_000);
  emulator.misbehave({ fault: "paper-near-end" });
  next.write(Uint8Array.of(0x10, 0x04, 1));
  await vi.waitFor(() => expect(Buffer.concat(heard)).toHaveLength(2), 20_000);
  next.destroy();
});

test("store IT sees where it is, how it is and what it has done", async () => {
  const { link } = await printer();
  expect(link.check()).toMatchObject({ state: "opening", path: `127.0.0.1:${emulator.port}` });
  await print(link, receipt);
  expect(link.check()).not.toHaveProperty("problem");
  expect(link.check()).toMatchObject({ state: "ready" });
  emulator.misbehave({ fault: "paper-end" });
  await expect(print(link, receipt)).rejects.toMatchObject({ code: "paper-end" });
  expect(link.check()).toMatchObject({ state: "faulted", problem: { code: "paper-end" } });
  expect(link.statistics()).toMatchObject({
    connections: 1,
    written: 1,
    printed: 1,
    failed: 0,
    bytes: receipt.length,
  });
  await link.close();
  expect(link.check().state).toBe("closed");
});
