/**
 * What every scanner does, of whatever kind: one list of checks. They run on fakes and terminals in the tests beside
 * each driver, and on device nodes of a kernel in `test/hardware`; so nothing here knows a test runner.
 */
import assert from "node:assert/strict";
import type { Scanner, ScannerEvents } from "../device.ts";
import { collect } from "./collect.ts";

/** A scanner that a check may use, pull out and put back, and the driver for it. */
export interface ScannerRig {
  /** Opens the driver under test on this scanner. Short waits between its attempts keep the checks short. */
  open(events: ScannerEvents): Scanner;
  /** The scanner reads a label and sends all of it. */
  send(label: string): void | Promise<void>;
  /** The scanner reads a label, and is stopped before it has sent all of it. Absent: it sends all at once. */
  sendHalf?(label: string): void | Promise<void>;
  unplug(): Promise<void>;
  /** Into the same socket. */
  plug(): Promise<void>;
  /** A scanner of the same make and number in another socket. Absent: there is only one. */
  readonly twin?: Pick<ScannerRig, "open" | "send">;
  /** The label with this number, where not any text will do: cards. */
  label?(number: number): string;
  /** Leaves nothing behind. */
  remove(): Promise<void>;
}

export interface Check {
  /** A sentence. */
  readonly name: string;
  /** Rejects with an AssertionError where the scanner does not do it. */
  run(): Promise<void>;
}

const BACK_TO_BACK = 200;
/** For anything that is waited for; a machine that is emulated is slow. */
const WAIT_MS = 40_000;

const labelOf = (rig: ScannerRig, number: number): string =>
  rig.label?.(number) ?? String(8_000_000_000_000 + number);

type Told = ReturnType<typeof collect>;

interface Bench {
  readonly rig: ScannerRig;
  readonly told: Told;
  open(): Promise<Scanner>;
  label(number: number): string;
  until(what: string, holds: (told: Told) => boolean): Promise<void>;
}

/**
 * @param makeRig a new rig for each check, plugged in; with a twin where the check needs one and plugging takes long
 * @param has what the rigs of this kind can do; checks that need more are left out
 */
export function scannerChecks(
  makeRig: (withTwin: boolean) => Promise<ScannerRig>,
  has: { readonly twin: boolean },
): readonly Check[] {
  const check = (name: string, body: (bench: Bench) => Promise<void>, withTwin = false): Check => ({
    name,
    async run() {
      const rig = await makeRig(withTwin);
      const opened: Scanner[] = [];
      const told = collect();
      const bench: Bench = {
        rig,
        told,
        label: (number) => labelOf(rig, number),
        until: (what, holds) => waitFor(told, what, holds),
        async open() {
          const scanner = rig.open(told);
          opened.push(scanner);
          await waitFor(told, "ready", ({ states }) => states.at(-1) === "ready");
          return scanner;
        },
      };
      try {
        await body(bench);
      } finally {
        await Promise.all(opened.map((scanner) => scanner.close()));
        await rig.remove();
      }
    },
  });

  const checks = [
    check("one label is one scan", async ({ rig, told, open, label, until }) => {
      const scanner = await open();
      await rig.send(label(1));
      await until("the scan", ({ scans }) => scans.length > 0);
      assert.deepEqual(told.scans.map(withoutAim), [label(1)]);
      assert.deepEqual(told.faults, []);
      assert.equal(scanner.check().state, "ready");
      assert.equal(scanner.check().problem, undefined);
      assert.equal(scanner.statistics().scans, 1);
      assert.equal(scanner.statistics().dropped, 0);
      assert.ok((scanner.statistics().lastScanAtMs ?? Infinity) <= performance.now());
    }),

    check(`${BACK_TO_BACK} labels back to back: none is lost, none joined`, async (bench) => {
      const { rig, told, open, label, until } = bench;
      await open();
      const labels = Array.from({ length: BACK_TO_BACK }, (_, number) => label(number));
      for (const each of labels) await rig.send(each);
      await until("all of them", ({ scans }) => scans.length >= BACK_TO_BACK);
      assert.deepEqual(told.scans.map(withoutAim), labels);
    }),

    check("half a label, pulled out: the half is neither delivered nor glued to the next", async (bench) => {
      const { rig, told, open, label, until } = bench;
      const scanner = await open();
      await rig.send(label(1));
      await until("the first", ({ scans }) => scans.length === 1);
      await (rig.sendHalf ?? (() => {}))(label(2));
      await rig.unplug();
      await until("gone", ({ states }) => states.at(-1) === "gone");
      await rig.plug();
      await until("ready again", ({ states }) => states.at(-1) === "ready");
      await rig.send(label(3));
      await until("the third", ({ scans }) => scans.length >= 2);
      assert.deepEqual(told.scans.map(withoutAim), [label(1), label(3)]);
      assert.equal(scanner.statistics().reopened, 1);
    }),

    check("pulled out and put back three times: each loss is told once, with what to do", async (bench) => {
      const { rig, told, open, label, until } = bench;
      await open();
      for (let round = 1; round <= 3; round++) {
        await rig.unplug();
        await until("gone", ({ states }) => states.at(-1) === "gone");
        await rig.plug();
        await until("ready", ({ states }) => states.at(-1) === "ready");
        await rig.send(label(round));
        await until("its scan", ({ scans }) => scans.length === round);
      }
      const lost = told.faults.filter(({ code }) => code === "disconnected");
      assert.equal(lost.length, 3);
      for (const { message } of lost) assert.match(message, /cable/);
    }),

    check("not plugged in: told once, and opened as soon as it is there", async (bench) => {
      const { rig, told, label, until } = bench;
      await rig.unplug();
      const scanner = rig.open(told);
      try {
        await until("not found", ({ faults }) => faults.length > 0);
        assert.equal(scanner.state(), "gone");
        assert.equal(told.faults[0]?.code, "not-found");
        await rig.plug();
        await until("ready", ({ states }) => states.at(-1) === "ready");
        assert.equal(told.faults.filter(({ code }) => code === "not-found").length, 1);
        await rig.send(label(1));
        await until("the scan", ({ scans }) => scans.length > 0);
        assert.equal(scanner.statistics().reopened, 0);
      } finally {
        await scanner.close();
      }
    }),

    check("closed, it tells nothing more and is free for the next", async ({ rig, told, open, label }) => {
      const scanner = await open();
      await Promise.all([scanner.close(), scanner.close()]);
      assert.deepEqual(told.states.slice(-2), ["ready", "closed"]);
      const next = collect();
      const second = rig.open(next);
      try {
        await waitFor(next, "ready", ({ states }) => states.at(-1) === "ready");
        await rig.send(label(1));
        await waitFor(next, "its scan", ({ scans }) => scans.length > 0);
      } finally {
        await second.close();
      }
      assert.deepEqual(told.scans, []);
      assert.equal(told.states.at(-1), "closed");
    }),

    check("closed while it is being opened, it ends closed", async ({ rig, told }) => {
      const scanner = rig.open(told);
      assert.equal(scanner.state(), "opening");
      await scanner.close();
      assert.equal(scanner.state(), "closed");
      assert.deepEqual(told.states, ["closed"]);
    }),

    check("a receiver that fails on one scan gets the next", async ({ rig, label }) => {
      const told = collect();
      const failing: ScannerEvents = {
        state: told.state,
        scan(scan) {
          told.scan(scan);
          if (told.scans.length === 1) throw new Error("The till has failed.");
        },
      };
      const scanner = rig.open(failing);
      try {
        await waitFor(told, "ready", ({ states }) => states.at(-1) === "ready");
        await rig.send(label(1));
        await waitFor(told, "the first", ({ scans }) => scans.length === 1);
        await rig.send(label(2));
        await waitFor(told, "the second", ({ scans }) => scans.length === 2);
        assert.equal(scanner.state(), "ready");
        assert.equal(scanner.statistics().reopened, 0);
        // The fault may be logged, and the receiver's words may quote the label.
        assert.doesNotMatch(told.faults[0]?.message ?? "", /The till has failed/);
        assert.match(String(told.faults[0]?.cause), /The till has failed/);
      } finally {
        await scanner.close();
      }
    }),
  ];

  const twins = check(
    "of two alike, each tells its own scans",
    async (bench) => {
      const { rig, told, open, label, until } = bench;
      assert.ok(rig.twin, "this rig has no twin");
      await open();
      const other = collect();
      const twin = rig.twin.open(other);
      try {
        await waitFor(other, "the twin ready", ({ states }) => states.at(-1) === "ready");
        await rig.send(label(1));
        await rig.twin.send(label(2));
        await until("the scan", ({ scans }) => scans.length > 0);
        await waitFor(other, "the twin's scan", ({ scans }) => scans.length > 0);
        assert.deepEqual([told.scans, other.scans].flat().map(withoutAim), [label(1), label(2)]);
      } finally {
        await twin.close();
      }
    },
    true,
  );
  return has.twin ? [...checks, twins] : checks;
}

const withoutAim = (text: string): string => text.replace(/^\][A-Za-z][0-9A-Za-z]/, "");

/** Rejects after `WAIT_MS` with what has been told until then. */
async function waitFor(told: Told, what: string, holds: (told: Told) => boolean): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const faults = told.faults.map(({ message }) => message);
      const seen = `${told.scans.length} scans, states ${told.states.join(" ")}, faults ${faults.join(" | ")}`;
      reject(new assert.AssertionError({ message: `Waited in vain for "${what}": ${seen}` }));
    }, WAIT_MS);
  });
  await Promise.race([told.until(holds), late]).finally(() => clearTimeout(timer));
}
