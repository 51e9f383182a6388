import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { codeRulesSchema } from "../../codes/code-rules.ts";
import type { Scanner } from "../../device.ts";
import { collect } from "../collect.ts";
import { type ScannerRig, scannerChecks } from "../conformance.ts";
import { type FakeDevice, fakeNodeHid } from "./fake-node-hid.ts";
import { countries, keys } from "./key-maps.ts";
import { type HidKeyboardOptions, openHidKeyboardScanner } from "./keyboard.ts";
import { bootLayout, keyboardLayoutOf } from "./keyboard-layout.ts";
import { openKeyboardReports } from "./keyboard-reports.ts";
import { altNumber, keyReports, report } from "./keyboard-wire.ts";
import { mute } from "./mute.ts";
import { nodeHid } from "./node-hid.ts";
import { readReportDescriptor } from "./report-descriptor.ts";
import type { HidSystem } from "./system.ts";

const wedge: FakeDevice = {
  vendorId: 0x05f9,
  productId: 0x2206,
  place: "usb-0000:00:14.0-2/input0",
  usages: [[1, 6]],
};
const twin: FakeDevice = { ...wedge, place: "usb-0000:00:14.0-3/input0" };
const rules = codeRulesSchema.parse({ cards: [{ prefix: "260", length: 13, check: "none" }] });
const fast = { reopenMinMs: 10, reopenMaxMs: 20 };

function machine() {
  const fake = fakeNodeHid();
  const muted = new Set<string>();
  const system = {
    hid: nodeHid(async () => fake.module, fake.facts),
    async mute(path: string) {
      muted.add(path);
      return async () => {
        muted.delete(path);
      };
    },
  };
  return { fake, muted, system };
}

async function rig(): Promise<ScannerRig> {
  const { fake, system } = machine();
  fake.plug(wedge);
  fake.plug(twin);
  const at = ({ place }: FakeDevice) => ({
    open: (events: Parameters<ScannerRig["open"]>[0]) =>
      openHidKeyboardScanner({ path: place, ...fast }, events, undefined, system),
    send: (label: string) => {
      for (const each of keyReports(label)) fake.send(place, each);
    },
  });
  return {
    ...at(wedge),
    twin: at(twin),
    sendHalf: (label) => {
      for (const each of keyReports(label.slice(0, 5), "us", null)) fake.send(wedge.place, each);
    },
    unplug: async () => fake.unplug(wedge.place),
    plug: async () => {
      fake.plug(wedge);
    },
    remove: async () => {},
  };
}

describe("a scanner that plays a keyboard does what every scanner does:", () => {
  test.each(scannerChecks(rig, { twin: true }))("$name", ({ run }) => run());
});

/** The text that a scanner's reports make, with what was lost. */
function typed(reports: readonly Uint8Array[], country: (typeof countries)[number] = "us", capsLock = false) {
  const bytes: number[] = [];
  const lost: string[] = [];
  const push = openKeyboardReports(
    { layout: bootLayout, country, capsLock },
    { typed: (more) => bytes.push(...more), lost: (why) => lost.push(why) },
  );
  for (const each of reports) push(each);
  return { text: Buffer.from(bytes).toString(), lost };
}

const KEY = { a: 0x04, m: 0x10, two: 0x1f, rightBracket: 0x30, f1: 0x3a };

describe("keys", () => {
  test.each(countries)("of the layout %s give back what was printed on the label", (country) => {
    const label = "]d201080768095137531726123110LOT-1/a_B%";
    expect(typed(keyReports(label, country), country)).toEqual({ text: `${label}\r`, lost: [] });
  });

  test("read with another country's layout are other characters: why the country must be set", () => {
    expect(typed(keyReports("https://id.gs1.org/01/1", "us"), "it").text).toBe("httpsç--id.gs1.org-01-1\r");
  });

  test("of Alt and a number are that character: GS comes as Alt+029", () => {
    expect(typed([...keyReports("10A", "us", null), ...altNumber("029"), ...keyReports("21B")])).toEqual({
      text: "10A\u001d21B\r",
      lost: [],
    });
    expect(typed(altNumber("0128")).text).toBe("€");
    expect(typed(altNumber("200")).lost).toEqual([expect.stringContaining("Alt+200")]);
  });

  test("of Control and a letter are control characters", () => {
    expect(typed([report(0x01, KEY.rightBracket), report(0x10, KEY.m)]).text).toBe("\u001d\r");
  });

  test("turn with Caps Lock, letters only", () => {
    const caps = [report(0, keys.capsLock), report(0)];
    const reports = [...caps, ...keyReports("aB2", "us", null), ...caps, ...keyReports("aB2")];
    expect(typed(reports).text).toBe("Ab2aB2\r");
    expect(typed(keyReports("aB2"), "us", true).text).toBe("Ab2\r");
  });

  test("that stay down while the next goes down are counted once", () => {
    const rolling = [
      report(0, KEY.a),
      report(0, KEY.a, KEY.two),
      report(0, KEY.two),
      report(0, KEY.a),
      report(0),
    ];
    expect(typed(rolling).text).toBe("a2a");
  });

  test("that print nothing are left out; those that can't be known are told", () => {
    expect(typed([report(0, KEY.f1), report(0, KEY.a)])).toEqual({ text: "a", lost: [] });
    expect(typed([report(0x40, KEY.a)], "it").lost).toEqual([expect.stringContaining('"country"')]);
    expect(typed([report(0, 1, 1, 1, 1, 1, 1)]).lost).toEqual([expect.stringContaining("inter-key delay")]);
  });

  test("of any reports at all do no harm", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 16 })),
        fc.constantFrom(...countries),
        (reports, country) => {
          typed(reports, country);
        },
      ),
    );
  });

  test("are where the keyboard's descriptor says", () => {
    const numbered = Buffer.from(
      "05010906a101850305 0719e029e715002501750195088102 95067508150025ff 05071900 29ff8100c0".replaceAll(
        " ",
        "",
      ),
      "hex",
    );
    expect(keyboardLayoutOf(readReportDescriptor(numbered) ?? [])).toEqual({
      reportId: 3,
      modifiers: 1,
      keys: 2,
      keysMax: 6,
    });
  });
});

describe("a scanner that plays a keyboard", () => {
  const opened: Scanner[] = [];
  const open = (options: HidKeyboardOptions, system: HidSystem) => {
    const told = collect();
    const scanner = openHidKeyboardScanner({ ...fast, ...options }, told, () => rules, system);
    opened.push(scanner);
    return { told, scanner };
  };
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((scanner) => scanner.close()));
  });

  test("is kept from the POS while it is open, and given back", async () => {
    const { fake, muted, system } = machine();
    const path = fake.plug(wedge);
    const { told, scanner } = open({ vendorId: "05f9", productId: "2206" }, system);
    await told.until(({ states }) => states.includes("ready"));
    expect([...muted]).toEqual([path]);
    expect(scanner.check().exclusive).toBe(true);
    await scanner.close();
    expect(muted.size).toBe(0);
  });

  test("may be shared with the POS where the chain wants that, and says what it means", async () => {
    const { fake, muted, system } = machine();
    fake.plug(wedge);
    const { told, scanner } = open({ path: wedge.place, shared: true }, system);
    await told.until(({ states }) => states.includes("ready"));
    expect(muted.size).toBe(0);
    expect(scanner.check()).toMatchObject({
      exclusive: false,
      advice: expect.stringContaining("The POS gets"),
    });
  });

  test("that lost keys gives no part of that label, and all of the next", async () => {
    const { fake, system } = machine();
    fake.plug(wedge);
    const { told, scanner } = open({ path: wedge.place }, system);
    await told.until(({ states }) => states.includes("ready"));
    for (const each of [...keyReports("80768", "us", null), report(0, 1, 1, 1, 1, 1, 1), report(0)])
      fake.send(wedge.place, each);
    for (const each of [...keyReports("09513753"), ...keyReports("8076809513753")])
      fake.send(wedge.place, each);
    await told.until(({ scans }) => scans.length > 0);
    expect(told.scans).toEqual(["8076809513753"]);
    expect(scanner.statistics().dropped).toBe(1);
  });

  test("ends its labels with Tab or by silence where it is set so", async () => {
    const { fake, system } = machine();
    fake.plug(wedge);
    fake.plug(twin);
    const tabs = open({ path: wedge.place, terminator: "tab" }, system);
    const silent = open({ path: twin.place, terminator: "none", interByteMs: 20 }, system);
    await tabs.told.until(({ states }) => states.includes("ready"));
    await silent.told.until(({ states }) => states.includes("ready"));
    for (const each of keyReports("8076809513753", "us", keys.tab)) fake.send(wedge.place, each);
    for (const each of keyReports("8076809513760", "us", null)) fake.send(twin.place, each);
    await tabs.told.until(({ scans }) => scans.length > 0);
    await silent.told.until(({ scans }) => scans.length > 0);
    expect([tabs.told.scans, silent.told.scans]).toEqual([["8076809513753"], ["8076809513760"]]);
  });

  test("and is a card reader tells the chain's cards by their number, and payment cards not at all", async () => {
    const { fake, system } = machine();
    fake.plug(wedge);
    const { told } = open({ path: wedge.place }, system);
    await told.until(({ states }) => states.includes("ready"));
    const swipes = [
      "%B4111111111111111^ROSSI/MARIO^30011010000000000000?;4111111111111111=30011010000000000000?",
      "%A2600000000015^ROSSI/MARIO?;2600000000015=991200000?",
    ];
    for (const swipe of swipes) for (const each of keyReports(swipe)) fake.send(wedge.place, each);
    await told.until(({ scans }) => scans.length > 0);
    expect(told.scans).toEqual(["2600000000015"]);
    expect(told.faults.map(({ message }) => message)).toEqual([expect.stringContaining("payment card")]);
  });

  test("can't be read on Windows: the fault says so, and which setting to scan", async () => {
    const { fake, system } = machine();
    fake.plug({ ...wedge, product: "QuickScan" });
    const { told } = open({ path: wedge.place }, { hid: system.hid });
    await told.until(({ faults }) => faults.length > 0);
    expect(told.faults[0]).toMatchObject({
      code: "refused",
      message: expect.stringMatching(/QuickScan plays a keyboard.*no program.*USB HID POS/),
    });
  });

  test("can't be read on Windows, which is told before anybody looks for its cable", async () => {
    const { system } = machine();
    const { told } = open({ vendorId: "05f9", productId: "2206" }, { hid: system.hid });
    await told.until(({ states }) => states.includes("faulted"));
    expect(told.faults[0]).toMatchObject({
      code: "refused",
      message: expect.stringMatching(/^The scanner plays a/),
    });
  });

  test("must be named, or the cashier's keyboard would be taken", () => {
    expect(() => open({ vendorId: "05f9" }, machine().system)).toThrow(/must be named/);
  });
});

describe("muting a keyboard on Linux", () => {
  const folders: string[] = [];
  const sysfs = async (file: string | undefined) => {
    const root = await mkdtemp(join(tmpdir(), "tillside-sysfs-"));
    folders.push(root);
    const input = join(root, "hidraw3", "device", "input", "input12");
    await mkdir(input, { recursive: true });
    if (file !== undefined) await writeFile(join(input, "inhibited"), file);
    return { root, state: () => readFile(join(input, "inhibited"), "utf8") };
  };
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });

  test("sets the kernel's switch, and sets it back", async () => {
    const { root, state } = await sysfs("0\n");
    const unmute = await mute("/dev/hidraw3", root);
    expect((await state()).trim()).toBe("1");
    await unmute();
    expect((await state()).trim()).toBe("0");
  });

  test("on a kernel before 5.11 says that it can't, and what to do instead", async () => {
    const { root } = await sysfs(undefined);
    await expect(mute("/dev/hidraw3", root)).rejects.toMatchObject({
      code: "refused",
      message: expect.stringContaining("5.11"),
    });
  });
});
