/** The spool on a real folder, with the real link to the emulated printer. */
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert as hold, property, uint8Array } from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { DeviceError, PrinterLink } from "../../device.ts";
import { type PrinterEmulator, startPrinterEmulator } from "../emulator/printer-emulator.ts";
import { encode } from "../encode.ts";
import { openPrinter } from "../open-printer.ts";
import { printerProfiles } from "../profiles.ts";
import { dropJob, holdJob, releaseJob, showJobs } from "./by-hand.ts";
import { prepareFolder } from "./folder.ts";
import { fileToJob, jobToFile } from "./job-file.ts";
import { openSpool, type Spool, type SpoolOptions } from "./spool.ts";

let folder: string;
let emulator: PrinterEmulator;
let link: PrinterLink;
const spools: Spool[] = [];
/** What the spool has told, in words. */
const told: string[] = [];
const faults: DeviceError[] = [];
const counts: number[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tillside-spool-"));
  emulator = await startPrinterEmulator();
  link = to(emulator.port);
});

afterEach(async () => {
  for (const spool of spools.splice(0)) await spool.close();
  await link.close();
  await emulator.close();
  await rm(folder, { recursive: true });
  told.length = 0;
  faults.length = 0;
  counts.length = 0;
});

const to = (port: number): PrinterLink =>
  openPrinter({
    kind: "tcp",
    host: "127.0.0.1",
    port,
    profile: "epson-tm-t88",
    statusTimeoutMs: 500,
    printedTimeoutMs: 2000,
  }).link;

async function open(options: Partial<SpoolOptions> = {}, now?: () => number): Promise<Spool> {
  const spool = await openSpool(
    { folder, lookMs: 20, ...options },
    link,
    {
      state(fault) {
        told.push(fault?.code ?? "prints");
        if (fault) faults.push(fault);
      },
      held(job, title) {
        told.push(`${title} held: ${job.state}`);
        emulator.misbehave();
      },
      printed: (_job, title) => told.push(`${title} printed`),
      toLookAt: (count) => counts.push(count),
      dropped: (job) => told.push(`${job.id} dropped`),
    },
    now,
  );
  spools.push(spool);
  return spool;
}

const slip = (text: string): Uint8Array =>
  encode([{ kind: "text", text }, { kind: "cut" }], printerProfiles["epson-tm-t88"]);
const onPaper = (): string[] => emulator.receipts().map(({ text }) => text.trim());
const states = async (): Promise<string[]> => (await showJobs(folder)).map(({ state }) => state);

test("receipts come out in their order, and nothing is left of them", async () => {
  const spool = await open();
  for (const name of ["uno", "due", "tre"]) await spool.add(slip(name), name);
  await spool.idle();
  expect(onPaper()).toEqual(["uno", "due", "tre"]);
  expect(await readdir(folder)).toEqual([]);
  expect(told).toEqual(["prints", "uno printed", "due printed", "tre printed"]);
});

test("receipts that were spooled before a restart come out after it", async () => {
  emulator.misbehave({ fault: "paper-end" });
  const first = await open();
  await first.add(slip("uno"), "uno");
  await first.add(slip("due"), "due");
  await first.close();
  emulator.misbehave();
  await (await open()).idle();
  expect(onPaper()).toEqual(["uno", "due"]);
});

test("a printer without paper is told once, and prints when it has a new roll", async () => {
  emulator.misbehave({ fault: "paper-end" });
  const spool = await open();
  await spool.add(slip("uno"), "uno");
  await spool.add(slip("due"), "due");
  await vi.waitFor(() => expect(told).toEqual(["paper-end"]), 20_000);
  expect(await states()).toEqual(["waiting", "waiting"]);
  emulator.misbehave();
  await spool.idle();
  expect(told).toEqual(["paper-end", "prints", "uno printed", "due printed"]);
});

test.each(["paper-end", "cover-open", "recoverable-error"] as const)(
  "%s in the middle of a receipt: told, and the same receipt goes on when it is mended",
  async (fault) => {
    emulator.misbehave({ fault, afterBytes: 30 });
    const spool = await open();
    await spool.add(slip("uno"), "uno");
    await vi.waitFor(() => expect(faults).toHaveLength(1), 20_000);
    expect(await states()).toEqual(["printing"]);
    emulator.misbehave();
    await spool.idle();
    expect(onPaper()).toEqual(["uno"]);
    expect(told.slice(1)).toEqual(["prints", "uno printed"]);
  },
);

test("a printer that is switched off is told, and has everything in order when it is back", async () => {
  const { port } = emulator;
  await emulator.close();
  const spool = await open();
  await spool.add(slip("uno"), "uno");
  await spool.add(slip("due"), "due");
  await vi.waitFor(() => expect(told).toEqual(["refused"]), 20_000);
  emulator = await startPrinterEmulator({ port });
  await spool.idle();
  expect(onPaper()).toEqual(["uno", "due"]);
});

describe("a receipt that stopped half-way", () => {
  /** One of three is cut off by a lost connection. */
  async function halfPrinted(): Promise<Spool> {
    emulator.misbehave({ fault: "drop", afterBytes: 40 });
    const spool = await open();
    await spool.add(slip("un buono da 5 €"), "buono");
    await spool.add(slip("due"), "due");
    await spool.idle();
    return spool;
  }

  test("is held and told, and does not keep the next one from being printed", async () => {
    await halfPrinted();
    expect(told).toEqual(["buono held: mid-print", "disconnected", "prints", "due printed"]);
    expect(faults[0]?.message).toContain("look before printing it again");
    expect(await showJobs(folder)).toMatchObject([{ id: 1, state: "mid-print", title: "buono" }]);
  });

  test("is printed when a person releases it, and only then", async () => {
    const spool = await halfPrinted();
    expect(await releaseJob(folder, 7)).toBeUndefined();
    expect(await releaseJob(folder, 1)).toEqual({ id: 1, state: "released" });
    await spool.idle();
    expect(onPaper().at(-1)).toBe("un buono da 5 €");
    expect(await states()).toEqual([]);
  });

  test("is gone when a person drops it, and nobody has to look any more", async () => {
    await halfPrinted();
    expect(counts).toEqual([1]);
    expect(await dropJob(folder, 1)).toBe(true);
    expect(await dropJob(folder, 1)).toBe(false);
    expect(await states()).toEqual([]);
    await vi.waitFor(() => expect(counts).toEqual([1, 0]), 20_000);
  });

  test("stays where it is when the till is stopped while it waits for paper", async () => {
    emulator.misbehave({ fault: "paper-end", afterBytes: 30 });
    const spool = await open();
    await spool.add(slip("uno"), "uno");
    await vi.waitFor(() => expect(faults).toHaveLength(1), 20_000);
    await spool.close();
    expect(await states()).toEqual(["mid-print"]);
  });
});

test("one that was taken out of the line by hand waits for its release", async () => {
  emulator.misbehave({ fault: "cover-open" });
  const spool = await open();
  for (const name of ["uno", "due"]) await spool.add(slip(name), name);
  expect(await holdJob(folder, 1)).toEqual({ id: 1, state: "on-hold" });
  expect(await holdJob(folder, 1)).toBeUndefined();
  emulator.misbehave();
  await spool.idle();
  expect(onPaper()).toEqual(["due"]);
  await releaseJob(folder, 1);
  await spool.idle();
  expect(onPaper()).toEqual(["due", "uno"]);
});

test("one whose customer has left is held, and printed all the same when it is released", async () => {
  let now = 1_000_000;
  emulator.misbehave({ fault: "paper-end" });
  const spool = await open({ ageMaxMs: 60_000 }, () => now);
  await spool.add(slip("uno"), "uno");
  now += 60_001;
  await spool.add(slip("due"), "due");
  emulator.misbehave();
  await spool.idle();
  expect(onPaper()).toEqual(["due"]);
  expect(told).toContain("uno held: too-old");
  await releaseJob(folder, 1);
  await spool.idle();
  expect(onPaper()).toEqual(["due", "uno"]);
});

test("a file that is not whole is set aside and never printed", async () => {
  emulator.misbehave({ fault: "paper-end" });
  const first = await open();
  await first.add(slip("uno"), "uno");
  await first.add(slip("due"), "due");
  await first.close();
  const [name = ""] = await readdir(folder);
  const whole = await readFile(join(folder, name));
  await writeFile(join(folder, name), whole.subarray(0, -3));
  await writeFile(join(folder, "00000009.waiting.new"), "half a jo");
  emulator.misbehave();
  await (await open()).idle();
  expect(onPaper()).toEqual(["due"]);
  expect(await readdir(folder)).toEqual(["00000001.corrupt"]);
  expect(told).toContain("undefined held: corrupt");
  expect(await releaseJob(folder, 1)).toBeUndefined();
});

test("a file with a byte of its receipt changed, lost or added is not a job", () => {
  const file = jobToFile({ title: "uno", addedAtMs: 1, bytes: slip("uno") });
  expect(fileToJob(file)).toMatchObject({ title: "uno", addedAtMs: 1 });
  expect(Buffer.from(fileToJob(file)?.bytes ?? []).equals(slip("uno"))).toBe(true);
  for (let at = file.indexOf("\n"); at < file.length; at += 1) {
    const changed = Uint8Array.from(file, (byte, place) => (place === at ? byte ^ 1 : byte));
    expect(fileToJob(changed)).toBeUndefined();
    expect(fileToJob(file.subarray(0, at))).toBeUndefined();
  }
  expect(fileToJob(Buffer.concat([file, file]))).toBeUndefined();
  hold(property(uint8Array(), (noise) => fileToJob(noise) === undefined));
});

test("too many that wait, or one that is too long, are refused with what to do", async () => {
  emulator.misbehave({ fault: "paper-end" });
  const spool = await open({ waitingMax: 2, bytesMax: 100 });
  await expect(spool.add(new Uint8Array(101), "lungo")).rejects.toMatchObject({ code: "refused" });
  const added = await Promise.allSettled(["a", "b", "c"].map((name) => spool.add(slip(name), name)));
  expect(added.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
  expect(added[2]).toMatchObject({
    reason: { code: "refused", message: expect.stringContaining("Mend it") },
  });
});

test("of the held ones only the newest are kept, and it is told which went", async () => {
  let now = 1_000_000;
  emulator.misbehave({ fault: "paper-end" });
  const spool = await open({ heldMax: 2, ageMaxMs: 1000 }, () => now);
  for (const name of ["a", "b", "c"]) await spool.add(slip(name), name);
  now += 2000;
  await spool.idle();
  expect((await showJobs(folder)).map(({ title }) => title)).toEqual(["b", "c"]);
  expect(told).toContain("1 dropped");
});

test("a folder that cannot be made is said at once", async () => {
  await writeFile(join(folder, "file"), "");
  await expect(open({ folder: join(folder, "file", "spool") })).rejects.toMatchObject({ code: "ENOTDIR" });
});

test.runIf(process.platform === "linux")("where no folder can be, a spool says so at once", async () => {
  await expect(prepareFolder("/proc/tillside/spool")).rejects.toThrow("ENOENT");
});
