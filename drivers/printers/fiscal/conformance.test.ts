/** What every fiscal printer's driver does, each on an emulator of its own protocol. */
import { test as base, describe, expect } from "vitest";
import type { ReceiptBlock } from "../../device.ts";
import { CUSTOM_NUMBER, startCustom } from "./emulators/custom.ts";
import { startEpson } from "./emulators/epson.ts";
import { customPos, epsonPos, type FiscalPos, rchPos } from "./emulators/pos.ts";
import { startRch } from "./emulators/rch.ts";
import type { Fault, FiscalEmulator } from "./emulators/service.ts";
import type { FiscalPrinter } from "./fiscal-printer.ts";
import { openFiscalPrinter } from "./open-fiscal.ts";

const quick = { host: "127.0.0.1", deadlineMs: 1000, busyRetryMs: 20 };
const patient = { ...quick, deadlineMs: 10_000 };

const brands = [
  {
    brand: "Epson",
    start: () => startEpson(),
    posAt: epsonPos,
    open: (port: number, times = patient) => openFiscalPrinter({ kind: "epson-fiscal", port, ...times }),
  },
  {
    brand: "Custom",
    start: startCustom,
    posAt: customPos,
    open: (port: number, times = patient) =>
      openFiscalPrinter({ kind: "custom-fiscal", port, fiscalId: CUSTOM_NUMBER, ...times }),
  },
  {
    brand: "RCH",
    start: startRch,
    posAt: rchPos,
    open: (port: number, times = patient) => openFiscalPrinter({ kind: "rch-fiscal", port, ...times }),
  },
];

const slip: ReceiptBlock[] = [
  { kind: "text", text: "Supermercati Rossi", align: "center", bold: true },
  { kind: "rule" },
  { kind: "row", left: "Hai risparmiato", right: "3,20 €", bold: true },
  { kind: "space" },
  { kind: "text", text: "Da domani caffè a metà prezzo per chi ha la tessera" },
  { kind: "cut" },
];

interface World {
  readonly emulator: FiscalEmulator;
  readonly pos: FiscalPos;
  readonly printer: FiscalPrinter;
  /** The paper of the receipt that the POS ends now. */
  ended(): Promise<string[]>;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** How often the slip stands on it. */
const timesOn = (lines: readonly string[]) =>
  lines.filter((line) => line.startsWith("Hai risparmiato")).length;
const failed = (of: Promise<unknown>) =>
  of.then(
    () => expect.unreachable("it should have failed"),
    (error) => error,
  );

describe.concurrent.for(brands)("a fiscal printer of $brand", ({ start, posAt, open }) => {
  const test = base.extend<{ world: World; hasty: World }>({
    // biome-ignore lint/correctness/noEmptyPattern: Vitest wants it so.
    world: async ({}, use) => inWorld(patient, use),
    // biome-ignore lint/correctness/noEmptyPattern: Vitest wants it so.
    hasty: async ({}, use) => inWorld(quick, use),
  });

  async function inWorld(times: typeof quick, use: (world: World) => Promise<void>): Promise<void> {
    const emulator = await start();
    const pos = posAt(emulator.port);
    const printer = open(emulator.port, times);
    const ended = async () => {
      await pos.end();
      return emulator.paper.printed.at(-1)!.split("\n");
    };
    await use({ emulator, pos, printer, ended });
    printer.close();
    await emulator.close();
  }

  test("has our lines after the till's number and before the bar code", async ({
    world: { pos, printer, ended },
  }) => {
    await pos.sell();
    await pos.pay();
    expect(await printer.addTrailer(slip)).toBe(5);
    const lines = await ended();
    const till = lines.indexOf("CASSA 3");
    const ours = lines.slice(till + 1, till + 6);
    expect(ours[0]!.trim()).toBe("Supermercati Rossi");
    expect(ours[1]).toBe("-".repeat(printer.model.columns));
    expect(ours[2]).toMatch(/^Hai risparmiato +3,20 (€|EUR)$/);
    expect(ours.slice(3).join(" ")).toMatch(
      /^Da domani caff(è|e') a met(à|a') prezzo per chi ha la tessera$/,
    );
    expect(lines.slice(till + 6).every((line) => line.startsWith("|||"))).toBe(true);
  });

  test("is sent nothing but a question while no receipt is open", async ({
    world: { emulator, printer },
  }) => {
    const error = await failed(printer.addTrailer(slip));
    expect(error).toMatchObject({ code: "no-document", taken: "no" });
    expect(error.message).toMatch(/The POS must leave its receipt open.*\(Its code: .+\).*were dropped/);
    expect(emulator.requests).toHaveLength(1);
  });

  test("does not give a slip that came too late to the next customer", async ({
    world: { pos, printer, ended },
  }) => {
    await pos.sell();
    await pos.pay();
    await pos.end();
    await failed(printer.addTrailer(slip));
    await pos.sell();
    await pos.pay();
    expect(timesOn(await ended())).toBe(0);
  });

  test("puts nothing on what is no receipt", async ({ world: { emulator, pos, printer } }) => {
    await pos.beginOther();
    expect(await failed(printer.addTrailer(slip))).toMatchObject({ code: "no-document", taken: "no" });
    expect(emulator.requests).toHaveLength(1);
  });

  test("serves the POS meanwhile", async ({ world: { emulator, pos, printer, ended } }) => {
    await pos.sell();
    await pos.pay();
    let asking = true;
    let answers = 0;
    const busyPos = Array.from({ length: 2 }, async () => {
      for (; asking; await pause(10)) if (await pos.ask()) answers += 1;
    });
    try {
      while (answers === 0) await pause(5);
      expect(await printer.addTrailer(slip)).toBe(5);
    } finally {
      asking = false;
      await Promise.all(busyPos);
    }
    expect(emulator.clientsMax).toBeGreaterThan(1);
    expect(timesOn(await ended())).toBe(1);
  });

  test("is asked again while it is busy, and has the lines once", async ({
    world: { emulator, pos, printer, ended },
  }) => {
    await pos.sell();
    await pos.pay();
    emulator.misbehave({ fault: "busy", times: 2 }, { fault: "http-503", after: 2, times: 1 });
    expect(await printer.addTrailer(slip)).toBe(5);
    expect(timesOn(await ended())).toBe(1);
  });

  test("is given up when it is busy to the end", async ({ hasty: { emulator, pos, printer, ended } }) => {
    await pos.sell();
    await pos.pay();
    emulator.misbehave({ fault: "busy" });
    expect(await failed(printer.addTrailer(slip))).toMatchObject({ code: "busy", taken: "no" });
    emulator.misbehave();
    expect(timesOn(await ended())).toBe(0);
    expect(emulator.requests.filter(({ bytes }) => bytes.includes("Hai risparmiato"))).toEqual([]);
  });

  const mended: { fault: Fault; code: RegExp; says: RegExp; done?: true }[] = [
    { fault: "paper-end", code: /^paper-end$/, says: /out of paper/ },
    { fault: "cover-open", code: /^(cover-open|paper-end)$/, says: /cover/ },
    { fault: "http-401", code: /^no-permission$/, says: /fiscalId/ },
    { fault: "http-500", code: /^protocol$/, says: /HTTP 500/ },
    { fault: "not-xml", code: /^protocol$/, says: /can't be read/, done: true },
    { fault: "endless", code: /^protocol$/, says: /endless/, done: true },
    { fault: "other-answer", code: /^protocol$/, says: /gave an answer/ },
    { fault: "cut-off", code: /^disconnected$/, says: /broke off/, done: true },
    { fault: "silent", code: /^timeout$/, says: /did not answer/, done: true },
    { fault: "slow", code: /^timeout$/, says: /did not answer/ },
  ];
  test.for(mended)(
    "that goes wrong when asked ($fault) gets no lines, and says why",
    async (row, { world, hasty }) => {
      const { emulator, pos, printer, ended } = row.code.test("timeout") ? hasty : world;
      await pos.sell();
      await pos.pay();
      emulator.misbehave({ fault: row.fault });
      const error = await failed(printer.addTrailer(slip));
      expect(error).toMatchObject({ code: expect.stringMatching(row.code), taken: "no" });
      expect(error.message).toMatch(row.says);
      expect(emulator.requests).toHaveLength(1);
      // Once it is mended, the next slip finds it well.
      emulator.misbehave();
      expect(await printer.addTrailer(slip)).toBe(5);
      expect(timesOn(await ended())).toBe(1);
    },
  );

  test.for(mended)(
    "that goes wrong at the lines ($fault) is not sent them again",
    async (row, { world, hasty }) => {
      const { emulator, pos, printer, ended } = row.code.test("timeout") ? hasty : world;
      await pos.sell();
      await pos.pay();
      emulator.misbehave({ fault: row.fault, after: 1 });
      const error = await failed(printer.addTrailer(slip));
      expect(error).toMatchObject({ code: expect.stringMatching(row.code), taken: expect.anything() });
      expect(emulator.requests).toHaveLength(2);
      emulator.misbehave();
      const printed = timesOn(await ended());
      expect(printed).toBeLessThan(2);
      // "no" is only said where none can be there.
      if (error.taken === "no") expect(printed).toBe(0);
      // It did what it was asked, and only failed to say so.
      if (row.done) expect({ printed, taken: error.taken }).toEqual({ printed: 1, taken: "unknown" });
      expect(error.message).toMatch(error.taken === "no" ? /were dropped/ : /not sent again/);
    },
  );

  test("keeps no slip behind one that hangs: its time is over too", async ({
    hasty: { emulator, pos, printer, ended },
  }) => {
    await pos.sell();
    await pos.pay();
    emulator.misbehave({ fault: "silent" });
    const [first, second] = [printer.addTrailer(slip), printer.addTrailer(slip)];
    expect(await failed(first)).toMatchObject({ code: "timeout" });
    expect(await failed(second)).toMatchObject({ code: "timeout", taken: "no" });
    expect(timesOn(await ended())).toBe(0);
  });

  test("is not asked for a slip that says nothing", async ({ world: { emulator, printer } }) => {
    expect(await printer.addTrailer([{ kind: "space" }, { kind: "cut" }])).toBe(0);
    expect(emulator.requests).toHaveLength(0);
  });

  test("that is not there says so", async ({ world: { emulator, printer } }) => {
    const { port } = emulator;
    await emulator.close();
    const error = await failed(printer.addTrailer(slip));
    expect(error).toMatchObject({ code: "refused", taken: "no" });
    expect(error.message).toContain(`127.0.0.1:${port} refuses the connection`);
    expect(printer.check().problem).toBe(error);
  });

  test("tells how it was last found, and what has become of the slips", async ({ world }) => {
    const { emulator, pos, printer } = world;
    const path = `127.0.0.1:${emulator.port}`;
    expect(printer.check()).toEqual({ state: "opening", path, exclusive: false });
    await pos.sell();
    await pos.pay();
    const lines = await printer.addTrailer(slip);
    expect(printer.check()).toEqual({ state: "ready", path, exclusive: false });
    await pos.end();
    const { message } = await failed(printer.addTrailer(slip));
    expect(printer.check()).toMatchObject({ state: "faulted", problem: { code: "no-document", message } });
    expect(printer.statistics()).toMatchObject({ taken: 1, lines, dropped: 1, unknown: 0 });
    await printer.status();
    expect(printer.check()).toMatchObject({ state: "ready" });
    printer.close();
    expect(printer.check()).toEqual({ state: "closed", path, exclusive: false });
  });

  test("lets go of what is under way when it is closed", async ({ world: { emulator, pos, printer } }) => {
    await pos.sell();
    await pos.pay();
    emulator.misbehave({ fault: "silent" });
    const adding = failed(printer.addTrailer(slip));
    while (emulator.requests.length === 0) await pause(5);
    printer.close();
    expect(await adding).toMatchObject({ code: "disconnected" });
    expect(await failed(printer.addTrailer(slip))).toMatchObject({ code: "disconnected", taken: "no" });
  });
});
