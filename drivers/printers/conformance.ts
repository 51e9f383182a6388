/**
 * What every printer link does, however the printer is reached: one list of checks. They run on the network and on
 * terminals in `conformance.test.ts`, and on the kernel's USB printer class in `test/hardware`; so nothing here knows
 * a test runner. Behind each link is the emulated printer, whose paper tells what has happened.
 */
import assert from "node:assert/strict";
import type { DeviceError, PrinterChange, PrinterEvents, PrinterLink } from "../device.ts";
import type { Fault } from "./emulator/misbehaviour.ts";
import type { EmulatedPrinter } from "./emulator/printer.ts";
import type { LinkOptions } from "./link.ts";
import { print } from "./print.ts";

/** A printer that a check may use, pull out and put back, and the driver for it. */
export interface PrinterRig {
  readonly printer: EmulatedPrinter;
  /** Opens the link under test to this printer. */
  open(options: LinkOptions, events?: PrinterEvents): PrinterLink;
  unplug(): Promise<void>;
  /** Into the same socket. */
  plug(): Promise<void>;
  /** Leaves nothing behind. */
  remove(): Promise<void>;
}

export interface PrinterCheck {
  /** A sentence. */
  readonly name: string;
  /** Rejects with an AssertionError where the link does not do it. */
  run(): Promise<void>;
}

interface Bench {
  readonly rig: PrinterRig;
  /** What the printer has told, oldest first. */
  readonly told: PrinterChange[];
  open(options?: LinkOptions): PrinterLink;
}

/** For anything that is waited for; a machine that is emulated is slow. */
const WAIT_MS = 40_000;
/** More than printer, kernel and a network take together from one who has stopped reading. */
const TOO_LONG_BYTES = 8_000_000;

const mendableFaults = {
  "paper-end": "paper-end",
  "cover-open": "cover-open",
  "recoverable-error": "refused",
} as const satisfies Partial<Record<Fault, DeviceError["code"]>>;
type MendableFault = keyof typeof mendableFaults;

/**
 * @param makeRig a new rig for each check, plugged in.
 * @param faults which are tried at every place; one of them does where time is short, since they differ in nothing
 *   that a link knows of.
 * @param tooLongBytes more than printer and cable take while nobody reads; a cable without a network takes little.
 */
export function printerChecks(
  makeRig: () => Promise<PrinterRig>,
  faults: readonly MendableFault[] = Object.keys(mendableFaults) as MendableFault[],
  tooLongBytes = TOO_LONG_BYTES,
): readonly PrinterCheck[] {
  const check = (name: string, body: (bench: Bench) => Promise<void>): PrinterCheck => ({
    name,
    async run() {
      const rig = await makeRig();
      const links: PrinterLink[] = [];
      const told: PrinterChange[] = [];
      try {
        await body({
          rig,
          told,
          open(options) {
            const asked = { answers: "yes", completion: "process-id", automaticStatus: true } as const;
            const link = rig.open({ ...asked, ...options }, { status: (change) => told.push(change) });
            links.push(link);
            return link;
          },
        });
      } finally {
        for (const link of links) await link.close();
        await rig.remove();
      }
    },
  });

  /** A fault that a hand mends, before the receipt and in the middle of it. */
  const mendable = (fault: MendableFault) => [
    check(`${fault}: nothing is sent, and it prints once that is mended`, async ({ rig, open }) => {
      rig.printer.misbehave({ fault });
      const link = open();
      await rejectsWith(print(link, receipt("uno")), mendableFaults[fault]);
      assert.equal(link.check().state, "faulted");
      rig.printer.misbehave();
      assert.equal(await print(link, receipt("due")), "printed");
      assert.deepEqual(paper(rig), ["due"]);
    }),
    check(`${fault} in mid-receipt: whoever waits gets the rest of it, once`, async ({ rig, told, open }) => {
      rig.printer.misbehave({ fault, afterBytes: 40 });
      const waitOn = (seen: DeviceError): boolean => {
        assert.equal(seen.code, mendableFaults[fault]);
        rig.printer.misbehave();
        return true;
      };
      assert.equal(await print(open(), receipt("uno"), { waitOn }), "printed");
      assert.deepEqual(paper(rig), ["uno"]);
      await until("it is told that all is well again", () => told.at(-1) === "online");
    }),
    check(`${fault} in mid-receipt: whoever does not wait is told at once`, async ({ rig, open }) => {
      rig.printer.misbehave({ fault, afterBytes: 40 });
      const failed = print(open({ printedTimeoutMs: 300_000 }), receipt("uno"));
      assert.match(
        (await rejectsWith(failed, mendableFaults[fault])).message,
        /look before printing it again/,
      );
    }),
  ];

  return [
    check("a receipt is printed, and the printer says so", async ({ rig, open }) => {
      const link = open();
      assert.equal(await print(link, receipt("uno")), "printed");
      assert.deepEqual(paper(rig), ["uno"]);
      assert.deepEqual(rig.printer.receipts()[0]?.unknown, []);
      const { connections, written, printed, failed, bytes } = link.statistics();
      assert.deepEqual(
        { connections, written, printed, failed },
        { connections: 1, written: 1, printed: 1, failed: 0 },
      );
      assert.equal(bytes, receipt("uno").length);
      assert.equal(link.check().state, "ready");
    }),
    check("receipts of several at once come out one after the other", async ({ rig, open }) => {
      const link = open();
      const names = ["uno", "due", "tre", "quattro"];
      await Promise.all(names.map((name) => print(link, receipt(name))));
      assert.deepEqual(paper(rig), names);
    }),
    check("every value of a byte gets there as it is", async ({ rig, open }) => {
      // An image of 256 lines of one byte each.
      const bits = Uint8Array.from({ length: 256 }, (_, value) => value);
      const image = [0x1d, 0x76, 0x30, 0, 1, 0, 0, 1, ...bits];
      assert.equal(await print(open(), Uint8Array.from([0x1b, 0x40, ...image, ...cut])), "printed");
      const [mark] = rig.printer.receipts()[0]?.marks ?? [];
      assert.equal(mark?.kind, "image");
      assert.deepEqual([...(mark?.kind === "image" ? mark.bitmap.bits : [])], [...bits]);
    }),
    check("its status is told in full", async ({ rig, open }) => {
      const link = open();
      assert.deepEqual(await link.status(), { online: true, paper: "ok", coverOpen: false });
      rig.printer.misbehave({ fault: "paper-near-end" });
      assert.deepEqual(await link.status(), { online: true, paper: "near-end", coverOpen: false });
      rig.printer.misbehave({ fault: "paper-end" }, { fault: "cover-open" });
      assert.deepEqual(await link.status(), { online: false, paper: "end", coverOpen: true });
      rig.printer.misbehave({ fault: "unrecoverable-error" });
      assert.equal((await link.status())?.error, "unrecoverable");
    }),
    check("what happens between two receipts is told by itself, once", async ({ rig, told, open }) => {
      const link = open({ idleCloseMs: 600_000 });
      await print(link, receipt("uno"));
      rig.printer.misbehave({ fault: "paper-near-end" });
      await until("little paper is told", () => told.length > 0);
      rig.printer.misbehave();
      await until("a new roll is told", () => told.length > 1);
      await link.status();
      assert.deepEqual(told, ["paper-near-end", "paper-ok"]);
    }),
    ...faults.flatMap(mendable),
    check("a printer that takes 1000 bytes a second is waited for", async ({ rig, open }) => {
      rig.printer.misbehave({ fault: "slow", bytesPerSecond: 1000 });
      assert.equal(await print(open(), receipt("uno", 600)), "printed");
      assert.deepEqual(paper(rig), ["uno"]);
    }),
    check("one that stalls is told, and what it did not take is never printed", async ({ rig, open }) => {
      const link = open({ writeTimeoutMs: 500 });
      await link.status();
      rig.printer.misbehave({ fault: "stall" });
      await rejectsWith(print(link, receipt("uno", tooLongBytes)), "timeout");
      rig.printer.misbehave();
      await until("the next one is printed", () => succeeds(print(link, receipt("due"))));
      assert.deepEqual(endsOn(rig), ["due"]);
      assert.ok(rig.printer.bytesTaken() < tooLongBytes);
    }),
    check(
      "unplugged in mid-receipt it is gone, and put back it prints the next one only",
      async ({ rig, open }) => {
        const link = open({ writeTimeoutMs: 10_000 });
        await link.status();
        rig.printer.misbehave({ fault: "slow", bytesPerSecond: 2000 });
        const failed = rejectsWith(print(link, receipt("uno", tooLongBytes)), "disconnected");
        await until("some of it has got there", () => rig.printer.bytesTaken() > 1000);
        await rig.unplug();
        await failed;
        assert.equal(link.check().state, "gone");
        rig.printer.misbehave();
        await rig.plug();
        await until("the next one is printed", () => succeeds(print(link, receipt("due"))));
        assert.deepEqual(endsOn(rig), ["due"]);
      },
    ),
    check("one that is not there is told, and printed on as soon as it is", async ({ rig, open }) => {
      await rig.unplug();
      const link = open();
      const { code, message } = await rejectsWith(print(link, receipt("uno")), "not-found", "refused");
      assert.ok(message.length > 20, `${code} without advice`);
      await rig.plug();
      await until("it is printed", () => succeeds(print(link, receipt("due"))));
      assert.deepEqual(paper(rig), ["due"]);
    }),
    check("one that says nothing prints too, where its profile allows for that", async ({ rig, open }) => {
      const link = open({ answers: "no", completion: "none", automaticStatus: false });
      assert.equal(await link.status(), undefined);
      assert.equal(await print(link, receipt("uno")), "sent");
      await until("it is on paper", () => paper(rig).length === 1);
    }),
    check("what was written before the link let go still comes out", async ({ rig, open }) => {
      const link = open({ answers: "no", completion: "none", automaticStatus: false });
      await print(link, receipt("uno", 20_000));
      await link.close();
      await until("it is on paper", () => paper(rig).length === 1);
      assert.deepEqual(paper(rig), ["uno"]);
    }),
    check("it lets go of a printer that it does not need, and finds it again", async ({ open }) => {
      const link = open({ idleCloseMs: 10 });
      await print(link, receipt("uno"));
      await new Promise((resolve) => setTimeout(resolve, 50));
      await print(link, receipt("due"));
      assert.equal(link.statistics().connections, 2);
    }),
    check(
      "it is free for the next one as soon as it is closed, and as it was found",
      async ({ rig, told, open }) => {
        const first = open();
        await print(first, receipt("uno"));
        await first.close();
        const next = open({ automaticStatus: false });
        assert.equal(await print(next, receipt("due")), "printed");
        rig.printer.misbehave({ fault: "paper-near-end" });
        assert.equal(await print(next, receipt("tre")), "printed");
        assert.deepEqual(paper(rig), ["uno", "due", "tre"]);
        assert.deepEqual(told, ["paper-near-end"]);
      },
    ),
    check("a closed link prints nothing more", async ({ rig, open }) => {
      const link = open();
      await link.close();
      await rejectsWith(print(link, receipt("uno")), "disconnected");
      assert.equal(rig.printer.bytesTaken(), 0);
      assert.equal(link.check().state, "closed");
    }),
  ];
}

const cut = [0x1d, 0x56, 0];

/** Its name at both ends, so that the paper shows whether all of it is there. */
function receipt(name: string, bytes = 200): Uint8Array {
  const filling = `${"-".repeat(20)}\n`.repeat(Math.ceil(bytes / 21));
  return Buffer.from(`\x1b@begin ${name}\n${filling}end ${name}\n${String.fromCharCode(...cut)}`, "latin1");
}

/** Names of the receipts on the paper, each whole and by itself. */
function paper({ printer }: PrinterRig): string[] {
  return printer.receipts().map(({ text }) => {
    const whole = /^begin (\w+)\n(?:-{20}\n)*end \1$/.exec(text);
    assert.ok(whole, `half a receipt, or two in one: ${text.slice(0, 200)}`);
    return whole[1]!;
  });
}

/** Names of the receipts whose end is on the paper, whatever stands before it. */
const endsOn = ({ printer }: PrinterRig): string[] =>
  printer.receipts().flatMap(({ text }) => [...text.matchAll(/end (\w+)/g)].map((found) => found[1]!));

async function rejectsWith(doing: Promise<unknown>, ...codes: DeviceError["code"][]): Promise<DeviceError> {
  try {
    await doing;
  } catch (error) {
    assert.ok(codes.includes((error as DeviceError).code), `not told as ${codes.join(" or ")}: ${error}`);
    return error as DeviceError;
  }
  assert.fail(`not told: ${codes.join(" or ")}`);
}

const succeeds = (doing: Promise<unknown>): Promise<boolean> =>
  doing.then(
    () => true,
    () => false,
  );

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + WAIT_MS;
  while (!(await holds())) {
    if (performance.now() > end) assert.fail(`not within ${WAIT_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
