/** Slips: encoded, beside receiptline's encoder; spooled, and printed on the emulated printer. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import receiptline from "receiptline";
import type { ReceiptBlock } from "../../drivers/device.ts";
import { startPrinterEmulator } from "../../drivers/printers/emulator/printer-emulator.ts";
import { encode } from "../../drivers/printers/encode.ts";
import { printerProfiles } from "../../drivers/printers/profiles.ts";
import { openSpool } from "../../drivers/printers/spool/spool.ts";
import { openTcpPrinter } from "../../drivers/printers/tcp.ts";
import { type Figure, measureAsync } from "./measure.ts";
import { row, say, us } from "./table.ts";

const ENCODED = 2000;
const SPOOLED = 200;

const savings: readonly ReceiptBlock[] = Array.from({ length: 8 }, (_, i) => ({
  kind: "row",
  left: `Offerta ${i + 1}: perché così è più facile`,
  right: `-${i},19 €`,
}));
const slip: readonly ReceiptBlock[] = [
  { kind: "text", text: "SUPERMERCATO", align: "center", bold: true, large: true },
  { kind: "rule" },
  ...savings,
  { kind: "row", left: "Hai risparmiato", right: "28,52 €", bold: true },
  { kind: "text", text: "Buono da 5,00 € dal 1° dicembre", align: "center" },
  { kind: "barcode", symbology: "ean13", value: "9900000000011" },
  { kind: "row", left: "Punti al 22/11/2026", right: "1.234" },
  { kind: "cut" },
];
const markup = [
  '"^^^SUPERMERCATO',
  "-",
  ...savings.map((block) => (block.kind === "row" ? `${block.left} | ${block.right}` : "")),
  'Hai risparmiato | "28,52 €',
  "Buono da 5,00 € dal 1° dicembre",
  "{code:9900000000011;option:ean,hri,3,80}",
  "Punti al 22/11/2026 | 1.234",
  "=",
].join("\n");

export interface PrinterFigures {
  readonly slipBytes: number;
  readonly encodeCpuUs: number;
  readonly encodedPerSecond: number;
  readonly receiptlineCpuUs: number;
  readonly spooledUs: Figure;
  readonly printedPerSecond: number;
}

export async function printerFigures(): Promise<PrinterFigures> {
  const profile = printerProfiles["epson-tm-t88"];
  const bytes = encode(slip, profile);
  const options = { cpl: 42, encoding: "multilingual", command: "escpos", cutting: true } as const;
  const [encodeCpuUs, receiptlineCpuUs] = cpuInTurns(ENCODED, [
    () => encode(slip, profile),
    () => receiptline.transform(markup, options),
  ]) as [number, number];
  const spooling = await spool(bytes);
  const encodedPerSecond = Math.round(1_000_000 / encodeCpuUs);
  const figures = { slipBytes: bytes.length, encodeCpuUs, encodedPerSecond, receiptlineCpuUs, ...spooling };

  say(
    `A slip of ${slip.length} blocks, ${bytes.length} bytes                              baseline: receiptline's encoder`,
  );
  row(
    `encoded, ${encodedPerSecond}/s`,
    `${encodeCpuUs} µs of the processor`,
    `${receiptlineCpuUs} µs ×${(encodeCpuUs / receiptlineCpuUs).toFixed(1)}`,
  );
  row("spooled: on the disk for good", us(figures.spooledUs));
  row("printed and confirmed, emulated printer", `${figures.printedPerSecond}/s`);
  return figures;
}

/** Microseconds of the processor each takes, taken in turns so that a neighbour hurts all alike. */
function cpuInTurns(times: number, jobs: readonly (() => unknown)[]): number[] {
  const spent = jobs.map(() => 0);
  for (let turn = -20; turn < times / 20; turn += 1)
    jobs.forEach((job, place) => {
      const before = process.cpuUsage();
      for (let time = 0; time < 20; time += 1) job();
      const { user, system } = process.cpuUsage(before);
      // The first turns only warm up.
      if (turn >= 0) spent[place]! += user + system;
    });
  return spent.map((us) => Math.round(us / times));
}

async function spool(bytes: Uint8Array): Promise<Pick<PrinterFigures, "spooledUs" | "printedPerSecond">> {
  const folder = await mkdtemp(join(tmpdir(), "tillside-bench-spool-"));
  const emulator = await startPrinterEmulator();
  const link = openTcpPrinter({ host: "127.0.0.1", port: emulator.port, completion: "process-id" });
  const spool = await openSpool({ folder, waitingMax: SPOOLED * 2 }, link, { state() {}, held() {} });
  const began = performance.now();
  const spooledUs = await measureAsync(SPOOLED, () => spool.add(bytes, "slip"), 0);
  await spool.idle();
  const printedPerSecond = Math.round((1000 * SPOOLED) / (performance.now() - began));
  if (emulator.receipts().length !== SPOOLED) throw new Error("Not every slip was printed once.");
  await spool.close();
  await link.close();
  await emulator.close();
  await rm(folder, { recursive: true });
  return { spooledUs, printedPerSecond };
}
