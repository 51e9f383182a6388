import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { posLayoutOf, standardLayout } from "./pos-layout.ts";
import { posDescriptor } from "./pos-wire.ts";
import { findInput, readReportDescriptor } from "./report-descriptor.ts";

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(" ", ""), "hex");

/** HID 1.11, appendix B.1: the boot keyboard. */
const bootKeyboard = bytes(
  "05 01 09 06 a1 01 05 07 19 e0 29 e7 15 00 25 01 75 01 95 08 81 02 95 01 75 08 81 01 95 05 75 01 05 08 19 01 29 05 91 02 95 01 75 03 91 01 95 06 75 08 15 00 25 65 05 07 19 00 29 65 81 00 c0",
);

describe("a report descriptor", () => {
  test("of a HID POS scanner says where count, identifier, data and 'more follows' are", () => {
    const fields = readReportDescriptor(posDescriptor);
    expect(posLayoutOf(fields ?? [])).toEqual(standardLayout);
  });

  test("of a scanner that does not number its reports and puts the data elsewhere is followed", () => {
    const other = bytes(
      "05 8c 09 02 a1 01 09 12 a1 02 75 08 95 20 15 00 26 ff 00 09 fe 82 02 01 05 01 09 3b 95 01 81 02 05 8c 09 ff 75 01 81 02 95 07 81 03 c0 c0",
    );
    expect(posLayoutOf(readReportDescriptor(other) ?? [])).toEqual({
      reportId: 0,
      data: 0,
      dataMax: 32,
      length: 32,
      more: 33,
    });
  });

  test("of a keyboard says where the modifiers and the keys are", () => {
    const fields = readReportDescriptor(bootKeyboard) ?? [];
    expect(fields.map(({ kind, bit, bits, count }) => [kind, bit, bits, count])).toEqual([
      ["input", 0, 1, 8],
      ["input", 8, 8, 1],
      ["output", 0, 1, 5],
      ["output", 5, 3, 1],
      ["input", 16, 8, 6],
    ]);
    expect(findInput(fields, 0x0007_00e2)).toEqual({ reportId: 0, at: 2, bits: 1, count: 1 });
    expect(fields[4]).toMatchObject({
      array: true,
      usages: [[0x0007_0000, 0x0007_0065]],
      within: [0x0001_0006],
    });
  });

  test("that pushes and pops its settings comes back to what it had", () => {
    const fields = readReportDescriptor(
      bytes("05 0c 09 01 a1 01 75 08 95 01 a4 05 01 75 10 09 30 81 02 b4 09 40 81 02 c0"),
    );
    expect(fields?.map(({ bits, usages }) => [bits, usages[0]?.[0]])).toEqual([
      [16, 0x0001_0030],
      [8, 0x000c_0040],
    ]);
  });

  test.each([
    ["is empty", ""],
    ["ends within an item", "05 8c 26 ff"],
    ["leaves a collection open", "05 8c 09 02 a1 01 75 08 95 01 81 02"],
    ["ends a collection that never began", "75 08 95 01 81 02 c0"],
    ["pops what was not pushed", "a1 01 b4 75 08 95 01 81 02 c0"],
    ["promises a report longer than any", "a1 01 77 ff ff 00 00 97 ff ff 00 00 81 02 c0"],
  ])("that %s is none", (_what, hex) => {
    expect(readReportDescriptor(bytes(hex))).toBeUndefined();
  });

  test("of any bytes at all is read without harm", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 512 }), (noise) => {
        posLayoutOf(readReportDescriptor(noise) ?? []);
      }),
    );
  });

  test("with some bytes spoilt gives no layout outside of what a report can hold", () => {
    const spoilt = fc.array(fc.tuple(fc.nat(posDescriptor.length - 1), fc.nat(255)), { maxLength: 6 });
    fc.assert(
      fc.property(spoilt, (changes) => {
        const copy = posDescriptor.slice();
        for (const [at, value] of changes) copy[at] = value;
        const layout = posLayoutOf(readReportDescriptor(copy) ?? []);
        for (const place of Object.values(layout ?? {})) expect(place).toBeLessThanOrEqual(8192);
      }),
    );
  });
});
