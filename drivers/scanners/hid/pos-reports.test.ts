import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { profiles } from "../profiles.ts";
import { type PosLayout, standardLayout } from "./pos-layout.ts";
import { openPosReports } from "./pos-reports.ts";
import { posReports } from "./pos-wire.ts";

function joining(layout: PosLayout = standardLayout, bytesMax = 4096) {
  const scans: string[] = [];
  const dropped: string[] = [];
  const refused: string[] = [];
  const reports = openPosReports(
    { layout, answers: "]Z6", interReportMs: 500, bytesMax },
    {
      scan: ({ aim = "", bytes }) => scans.push(aim + Buffer.from(bytes).toString("latin1")),
      dropped: ({ message }) => dropped.push(message),
      refused: ({ message }) => refused.push(message),
    },
  );
  return { scans, dropped, refused, ...reports };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("reports of a HID POS scanner", () => {
  test("one after the other are joined while the scanner says that more follows", () => {
    const line = joining();
    const long = "x".repeat(127);
    for (const report of [...posReports(long, { aim: "]Q1" }), ...posReports("next", { aim: "]C0" })])
      line.push(report);
    expect(line.scans).toEqual([`]Q1${long}`, "]C0next"]);
  });

  test("of two labels are never joined, also when the first was cut without a word", () => {
    const line = joining();
    const [first] = posReports("x".repeat(100), { aim: "]Q1" });
    line.push(first!);
    for (const report of posReports("8076809513753", { aim: "]E0" })) line.push(report);
    expect(line.scans).toEqual(["]E08076809513753"]);
    expect(line.dropped).toEqual([expect.stringContaining("another scan began")]);
  });

  test("whose last part does not come are given up", () => {
    vi.useFakeTimers();
    const line = joining();
    line.push(posReports("x".repeat(100), { aim: "]E0" })[0]!);
    vi.advanceTimersByTime(500);
    expect(line.dropped).toHaveLength(1);
    for (const report of posReports("8076809513753", { aim: "]E0" })) line.push(report);
    expect(line.scans).toEqual(["]E08076809513753"]);
  });

  test("that never end are given up with one word, and the next label is read", () => {
    const line = joining(standardLayout, 128);
    for (const report of posReports("x".repeat(1000), { aim: "]Q1" })) line.push(report);
    for (const report of posReports("next", { aim: "]Q1" })) line.push(report);
    expect(line.dropped).toEqual([expect.stringContaining("longer than 128")]);
    expect(line.scans).toEqual(["]Q1next"]);
  });

  test("after a cut begin anew", () => {
    const line = joining();
    line.push(posReports("x".repeat(100))[0]!);
    line.cut();
    for (const report of posReports("next")) line.push(report);
    expect([line.scans, line.dropped]).toEqual([["next"], []]);
  });

  test("lose the line end that was meant for a keyboard, and an identifier that stands there twice", () => {
    const line = joining();
    for (const report of posReports("]E08076809513753\r\n", { aim: "]E0" })) line.push(report);
    expect(line.scans).toEqual(["]E08076809513753"]);
  });

  test("of one byte further than the scanner says are read where they are", () => {
    const line = joining();
    const shifted = { ...standardLayout, aim: 3, data: 6 };
    for (const report of posReports("8076809513753", { aim: "]E0", layout: shifted })) line.push(report);
    expect(line.scans).toEqual(["]E08076809513753"]);
  });

  test("of Newland scanners have no identifier and more data", () => {
    const layout = profiles.newland.posLayout;
    const line = joining(layout);
    for (const report of posReports("y".repeat(70), { layout })) line.push(report);
    expect(line.scans).toEqual(["y".repeat(70)]);
  });

  test("that answer a command, and those with another number, are no scans", () => {
    const line = joining();
    for (const report of posReports("\x06", { aim: "]Z6" })) line.push(report);
    line.push(Uint8Array.of(0xf0, 1, 2, 3));
    expect([line.scans, line.dropped, line.refused]).toEqual([[], [], []]);
  });

  test.each([
    ["shorter than its layout", Uint8Array.of(2, 5, 0x5d)],
    ["that counts more than it can hold", Uint8Array.from([2, 57, ...new Array(62).fill(0x31)])],
  ])("%s are refused", (_what, report) => {
    const line = joining();
    line.push(report);
    expect(line.scans).toEqual([]);
    expect(line.refused).toHaveLength(1);
  });

  test("with any label, cut into its parts, give that label back", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 5 }), (labels) => {
        const line = joining();
        const clean = labels.map((label) =>
          Buffer.from(label)
            .toString("latin1")
            .replace(/[\r\n]+$/, ""),
        );
        for (const label of labels) for (const report of posReports(label, { aim: "]C0" })) line.push(report);
        expect(line.scans).toEqual(clean.filter((text) => text !== "").map((text) => withAim(text)));
        line.cut();
      }),
    );
  });

  test("of noise do no harm", () => {
    const noise = fc.array(fc.uint8Array({ maxLength: 70 }).map((bytes) => Uint8Array.of(2, ...bytes)));
    fc.assert(
      fc.property(noise, (reports) => {
        const line = joining(standardLayout, 256);
        for (const report of reports) line.push(report);
        line.cut();
        expect(line.scans.every((text) => text.length <= 256 + 3)).toBe(true);
      }),
    );
  });
});

const withAim = (text: string): string => (text.startsWith("]C0") ? text : `]C0${text}`);
