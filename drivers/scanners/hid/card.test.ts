import { inspect } from "node:util";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { codeRulesSchema } from "../../codes/code-rules.ts";
import type { Scanner } from "../../device.ts";
import { collect } from "../collect.ts";
import { type ScannerRig, scannerChecks } from "../conformance.ts";
import { readStripe } from "../stripe.ts";
import { openHidCardReader } from "./card.ts";
import { cardLayoutOf, magtekLayout } from "./card-layout.ts";
import { readCardReport } from "./card-reports.ts";
import { cardReport, magtekDescriptor } from "./card-wire.ts";
import { type FakeDevice, fakeNodeHid } from "./fake-node-hid.ts";
import { nodeHid } from "./node-hid.ts";
import { readReportDescriptor } from "./report-descriptor.ts";

const reader: FakeDevice = {
  vendorId: 0x0801,
  productId: 0x0002,
  place: "usb-0000:00:14.0-2/input0",
  usages: [[0xff00, 1]],
  descriptor: magtekDescriptor,
};
const twin: FakeDevice = { ...reader, place: "usb-0000:00:14.0-3/input0" };
const fast = { reopenMinMs: 10, reopenMaxMs: 20 };
const rules = codeRulesSchema.parse({
  cards: [
    { prefix: "260", length: 13, check: "none" },
    { prefix: "639000", length: 16, check: "none" },
  ],
});

function machine() {
  const fake = fakeNodeHid();
  return { fake, system: { hid: nodeHid(async () => fake.module, fake.facts) } };
}

const track1 = (number: string): string => `%B${number}^ROSSI/MARIO^99121010000000000?`;
const track2 = (number: string): string => `;${number}=99121010000000000?`;
const swipe = (number: string): Uint8Array => cardReport([track1(number), track2(number), ""]);

async function rig(): Promise<ScannerRig> {
  const { fake, system } = machine();
  fake.plug(reader);
  fake.plug(twin);
  const at = ({ place }: FakeDevice) => ({
    open: (events: Parameters<ScannerRig["open"]>[0]) =>
      openHidCardReader({ path: place, ...fast }, events, () => rules, system),
    send: (number: string) => fake.send(place, swipe(number)),
  });
  return {
    ...at(reader),
    twin: at(twin),
    label: (number) => `260${String(number).padStart(10, "0")}`,
    unplug: async () => fake.unplug(reader.place),
    plug: async () => {
      fake.plug(reader);
    },
    remove: async () => {},
  };
}

describe("a card reader does what every scanner does:", () => {
  test.each(scannerChecks(rig, { twin: true }))("$name", ({ run }) => run());
});

const visa = "4111111111111111";

describe("a card reader", () => {
  const opened: Scanner[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((scanner) => scanner.close()));
  });
  const ready = async (device: FakeDevice = reader) => {
    const { fake, system } = machine();
    fake.plug(device);
    const told = collect();
    const scanner = openHidCardReader(fast, told, () => rules, system);
    opened.push(scanner);
    await told.until(({ states }) => states.includes("ready"));
    return { fake, told, scanner };
  };

  test("forgets a payment card, and says each time that one was swiped", async () => {
    const { fake, told, scanner } = await ready();
    for (const number of [visa, visa, "2600000000015"]) fake.send(reader.place, swipe(number));
    await told.until(({ scans }) => scans.length > 0);
    expect(told.scans).toEqual(["2600000000015"]);
    expect(told.faults).toHaveLength(2);
    const everything = inspect([told, scanner.check(), scanner.statistics()], { depth: 9 });
    expect(everything).toContain("payment card");
    for (const secret of [visa, "ROSSI", "9912"]) expect(everything).not.toContain(secret);
    expect(scanner.statistics()).toMatchObject({ scans: 1, refused: 2 });
  });

  test("tells neither a stranger's card nor one it could not read, but says which it was", async () => {
    const { fake, told } = await ready();
    fake.send(reader.place, cardReport(["%RSSMRA80A01H501U?", "", ""]));
    fake.send(reader.place, cardReport([undefined, undefined, undefined]));
    await told.until(({ faults }) => faults.length === 2);
    expect(told.scans).toEqual([]);
    expect(told.faults[0]?.message).toMatch(/none of the chain's/);
    expect(told.faults[1]?.message).toMatch(/Swipe it again/);
  });

  test("whose descriptor is hidden is read by its maker's manual", async () => {
    const { descriptor: _, ...hidden } = reader;
    const { fake, told } = await ready(hidden);
    fake.send(reader.place, swipe("2600000000022"));
    await told.until(({ scans }) => scans.length > 0);
    expect(told.scans).toEqual(["2600000000022"]);
  });
});

describe("a stripe", () => {
  test.each([
    ["track 1 alone", ["%B2600000000015^ROSSI/MARIO?"]],
    ["track 2 alone", [";2600000000015=9912?"]],
    ["the number in groups", ["%B260 0000 0000 15^ROSSI/MARIO?"]],
    ["no separator", ["", ";2600000000015?"]],
    ["track 3", ["", "", "+2600000000015?"]],
    ["no sentinels", ["2600000000015=9912"]],
  ])("with the number on %s is the chain's card", (_where, tracks) => {
    expect(readStripe(tracks, rules)).toEqual({ kind: "card", number: "2600000000015" });
  });

  test("within a payment scheme's numbers is the chain's where the chain says so with six digits", () => {
    expect(readStripe([track2("6390001234567892")], rules)).toEqual({
      kind: "card",
      number: "6390001234567892",
    });
  });

  test.each([visa, "5500005555555559", "371449635398431"])(
    "of the payment card %s is a payment card",
    (number) => {
      expect(readStripe([track1(number), track2(number)], rules)).toEqual({ kind: "payment" });
      expect(readStripe([track1(number)], rules)).toEqual({ kind: "payment" });
    },
  );

  test("of any text at all tells nothing but a number of the chain's", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array(), { maxLength: 3 }), (tracks) => {
        const read = readStripe(
          tracks.map((bytes) => Buffer.from(bytes).toString("latin1")),
          rules,
        );
        if (read.kind === "card") expect(read.number).toMatch(/^(260|639000)/);
      }),
    );
  });
});

describe("a card reader's report", () => {
  test("is laid out as its descriptor says", () => {
    expect(cardLayoutOf(readReportDescriptor(magtekDescriptor) ?? [])).toEqual(magtekLayout);
  });

  test("of the standard's page is read too", () => {
    const standard = Buffer.from(
      "058e0901a101150026ff0075080911091209139503810209219540820201092295408202010923954082 0201c0".replaceAll(
        " ",
        "",
      ),
      "hex",
    );
    const layout = cardLayoutOf(readReportDescriptor(standard) ?? []);
    expect(layout?.tracks).toEqual([0, 1, 2].map((n) => ({ length: n, data: 3 + 64 * n, dataMax: 64 })));
  });

  test("is wiped once it was read", () => {
    const report = swipe(visa);
    readCardReport(report, magtekLayout);
    expect(report.every((byte) => byte === 0)).toBe(true);
  });

  test("of any bytes does no harm", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        for (const track of readCardReport(bytes, magtekLayout) ?? [])
          expect(track.length).toBeLessThanOrEqual(110);
      }),
    );
  });
});
