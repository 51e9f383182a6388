/** Store IT tries scanner and printer from the command line: real processes, a scanner and a printer on TCP. */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { startPrinterEmulator } from "../../drivers/printers/emulator/printer-emulator.ts";
import { encode } from "../../drivers/printers/encode.ts";
import { startEpson } from "../../drivers/printers/fiscal/emulators/epson.ts";
import { epsonPos } from "../../drivers/printers/fiscal/emulators/pos.ts";
import { openPrinter } from "../../drivers/printers/open-printer.ts";
import { openSpool } from "../../drivers/printers/spool/spool.ts";
import { commandLine } from "../testing/command-line.ts";
import { eventually } from "../testing/patience.ts";

const folder = mkdtempSync(join(tmpdir(), "tillside-devices-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const tillside = commandLine(folder);

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
let config: string;
beforeEach(() => {
  config = join(folder, "config.json");
});

async function scannerThatReads(...labels: readonly string[]): Promise<object> {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    for (const label of labels) socket.write(`${label}\r`);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  closing.push(() => server.close());
  const address = server.address();
  return { kind: "tcp", host: "127.0.0.1", port: typeof address === "object" ? address!.port : 0 };
}

test("scan-test says of each scan what it is, and shows nothing of a payment card", async () => {
  const scanner = await scannerThatReads(
    "]E08076809513753",
    "]C1010807680951375317261130",
    "4111111111111111",
    "]E08076809513752",
  );
  const setting = JSON.stringify(scanner);
  const { code, stdout, stderr } = await tillside(
    "scan-test",
    "--with",
    setting,
    "--seconds",
    "2",
    "--lang",
    "en",
  );
  expect(stdout.trim().split("\n")).toEqual([
    "EAN-13, UPC-A, UPC-E (]E0): article 8076809513753",
    "GS1-128 (]C1): article 8076809513753, until 2026-11-30",
    "a label: This is a payment card: use the payment terminal.",
    "EAN-13, UPC-A, UPC-E (]E0): Wrong check digit: scan again.",
  ]);
  expect(code).toBe(0);
  expect(stderr).toContain("scanner ready");
  expect(stdout + stderr).not.toContain("4111");
});

test("scan-test with a scanner that is not there says what is wrong, and fails", async () => {
  const { code, stderr } = await tillside(
    "scan-test",
    "--with",
    '{"kind":"serial","path":"/dev/ttyNONE"}',
    "--seconds",
    "0.5",
  );
  expect(code).toBe(1);
  expect(stderr).toMatch(/scanner gone: .*\/dev\/ttyNONE is not there/);
});

test("store IT is told in Italian too, faults and all", async () => {
  const missing = ["--with", '{"kind":"serial","path":"/dev/ttyNONE"}', "--seconds", "0.5", "--lang", "it"];
  const scanned = await tillside("scan-test", ...missing);
  expect(scanned.stderr).toContain(
    "scanner assente: La porta /dev/ttyNONE non c'è. Collegare lo scanner, o correggere il percorso.",
  );
  expect(scanned.stderr).toContain("0 letti, 0 scartati, 0 rifiutati");
  const scanner = JSON.stringify(await scannerThatReads("]E08076809513753"));
  const read = await tillside("scan-test", "--with", scanner, "--seconds", "2", "--lang", "it");
  expect(read.stdout).toContain("articolo 8076809513753");
  const printed = await tillside(
    "print-test",
    ...["--with", '{"kind":"tcp","host":"127.0.0.1","port":9,"profile":"epson-tm-t20"}', "--lang", "it"],
  );
  expect(printed.stderr).toContain("127.0.0.1:9 rifiuta il collegamento.");
  expect((await tillside("devices", "--lang", "it")).stdout).not.toContain("plugged in");
});

test("a setting that is wrong names the field, and where the right words are to be had", async () => {
  writeFileSync(config, JSON.stringify({ store: "0042", till: "3", scanner: { kind: "serial", path: 7 } }));
  expect(await tillside("scan-test", "--config", config)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/"scanner\.path": .*"tillside devices" shows the words/),
  });
  expect(await tillside("print-test", "--config", config)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("names no printer"),
  });
  expect(await tillside("print-test")).toMatchObject({ code: 2, stderr: expect.stringContaining("--with") });
});

test("print-test prints a slip on which one sees whether the profile fits, and says that it is on paper", async () => {
  const printer = await startPrinterEmulator({ columns: 48 });
  closing.push(() => printer.close());
  const setting = { kind: "tcp", host: "127.0.0.1", port: printer.port, profile: "epson-tm-t20" };
  writeFileSync(config, JSON.stringify({ store: "0042", till: "3", printer: setting }));
  const { code, stdout } = await tillside("print-test", "--config", config, "--lang", "it");
  expect([code, stdout]).toEqual([0, expect.stringContaining("La stampante dice che la prova è su carta")]);
  const { text, unknown } = await printer.waitForReceipt();
  expect(unknown).toEqual([]);
  expect(text).toContain("123456789012345678901234567890123456789012345678\n");
  expect(text).toContain("€ à è é ì ò ù À È É Ì Ò Ù ç ñ ü ß °");
});

test("print-test on a printer without paper says so, and what to do", async () => {
  const printer = await startPrinterEmulator({ columns: 48 });
  closing.push(() => printer.close());
  printer.misbehave({ fault: "paper-end" });
  const setting = { kind: "tcp", host: "127.0.0.1", port: printer.port, profile: "epson-tm-t20" };
  const { code, stderr } = await tillside("print-test", "--with", JSON.stringify(setting));
  expect([code, stderr]).toEqual([1, expect.stringMatching(/out of paper/)]);
});

test("print-test on a fiscal printer adds its lines to the receipt that the POS has open, and to no other", async () => {
  const printer = await startEpson();
  closing.push(() => printer.close());
  const setting = { kind: "epson-fiscal", host: "127.0.0.1", port: printer.port };
  writeFileSync(config, JSON.stringify({ store: "0042", till: "3", printer: setting }));
  const { code, stderr } = await tillside("print-test", "--config", config);
  expect([code, stderr]).toEqual([1, expect.stringContaining("has no receipt open")]);
  const pos = epsonPos(printer.port);
  await pos.sell();
  await pos.pay();
  const { stdout } = await tillside("print-test", "--config", config, "--lang", "it");
  expect(stdout).toMatch(/ha preso \d+ righe \(Epson/);
  await pos.end();
  expect(printer.paper.printed[0]).toContain("\n1234567890123456789012345678901234567890123456\n");
});

test("a slip that was stopped half-way is listed with what to do, released or dropped by hand", async () => {
  const printer = await startPrinterEmulator({ columns: 48 });
  closing.push(() => printer.close());
  const { link, profile } = openPrinter({
    kind: "tcp",
    host: "127.0.0.1",
    port: printer.port,
    profile: "epson-tm-t20",
  });
  const data = mkdtempSync(join(folder, "data-"));
  const held: number[] = [];
  const spool = await openSpool({ folder: join(data, "spool") }, link, {
    state: () => {},
    held: ({ id }) => held.push(id),
  });
  printer.misbehave({ fault: "drop", afterBytes: 60 });
  const bytes = encode([{ kind: "text", text: "Grazie ".repeat(60) }, { kind: "cut" }], profile);
  await spool.add(bytes, "Slip of t1");
  await eventually(() => expect(held).toHaveLength(1));
  await spool.close();
  await link.close();
  writeFileSync(config, JSON.stringify({ store: "0042", till: "3", dataDir: data }));
  const listed = await tillside("slips", "--config", config, "--lang", "en");
  expect([listed.code, listed.stdout]).toEqual([
    1,
    expect.stringMatching(/! 1 Slip of t1, .*look at the paper/),
  ]);
  expect(await tillside("slips", "--config", config, "--drop", "7")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("there is no slip 7"),
  });
  expect(await tillside("slips", "--config", config, "--release", "1", "--lang", "en")).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/ 1 Slip of t1, .*: released/),
  });
  expect(await tillside("slips", "--config", config, "--drop", "1", "--lang", "it")).toMatchObject({
    code: 0,
    stdout: "Nessun tagliando in attesa.\n",
  });
});

test("devices lists what is plugged in, also without an agent, and says how to start one", async () => {
  expect((await tillside("devices", "--json")).stdout).toContain('"devices":');
  writeFileSync(config, JSON.stringify({ store: "0042", till: "3" }));
  const { code, stdout } = await tillside("devices", "--config", config, "--lang", "en");
  expect([code, stdout]).toEqual([
    1,
    expect.stringMatching(/(plugged in|scanner|printer)(.|\n)*\n! .*start the agent/),
  ]);
});
