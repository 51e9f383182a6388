import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type FramingOptions, openFraming } from "./framing.ts";

/** Runs a framing on the given chunks and returns what it delivered. */
function framed(options: FramingOptions = {}) {
  const scans: string[] = [];
  const faults: string[] = [];
  const framing = openFraming(options, {
    frame: (bytes) => scans.push(Buffer.from(bytes).toString("latin1")),
    fault: (error) => faults.push(error.message),
  });
  return {
    scans,
    faults,
    push: (text: string) => framing.push(Buffer.from(text, "latin1")),
    cut: framing.cut,
  };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("a scan ends at its terminator", () => {
  test.each([
    ["auto", "CR, LF, both in turn", "A\rB\nC\r\nD\r"],
    ["cr", "CR", "A\rB\rC\r\nD\r"],
    ["lf", "LF", "A\nB\nC\r\nD\n"],
    ["crlf", "CR LF", "A\r\nB\r\nC\r\nD\r\n"],
  ] as const)("set to %s, it reads labels that end with %s", (terminator, _ends, sent) => {
    const line = framed({ terminator });
    line.push(sent);
    expect(line.scans).toEqual(["A", "B", "C", "D"]);
    line.cut();
  });

  test("STX and ETX are taken off, with or without a terminator after them", () => {
    const line = framed();
    line.push("\x028076809513753\x03\x02second\x03\r\n\x02third\r\x03");
    expect(line.scans).toEqual(["8076809513753", "second", "third"]);
  });

  test("a contact card keeps its own line ends where the scanner ends with CR", () => {
    const line = framed({ terminator: "cr" });
    line.push("BEGIN:VCARD\nEND:VCARD\r");
    expect(line.scans).toEqual(["BEGIN:VCARD\nEND:VCARD"]);
  });

  test("however the bytes are cut into chunks, the scans are the same", () => {
    const scan = fc.string({ unit: fc.constantFrom(..."0123456789]EC{}abc "), minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(scan), fc.array(fc.nat(30)), (scans, cuts) => {
        const line = framed({ terminator: "cr" });
        let rest = scans.map((text) => `${text}\r`).join("");
        for (const cut of cuts) {
          line.push(rest.slice(0, cut));
          rest = rest.slice(cut);
        }
        line.push(rest);
        line.cut();
        expect(line.scans).toEqual(scans);
      }),
    );
  });

  test("nothing throws on noise, and no scan is longer than the bound", () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 80 })),
        fc.constantFrom("auto", "crlf", "none"),
        (chunks, terminator) => {
          const lengths: number[] = [];
          const framing = openFraming(
            { terminator, bytesMax: 32 },
            { frame: (b) => lengths.push(b.length), fault: () => {} },
          );
          for (const chunk of chunks) framing.push(chunk);
          framing.cut();
          expect(lengths.every((length) => length > 0 && length <= 32)).toBe(true);
        },
      ),
    );
  });
});

describe("what is not a whole scan is never delivered", () => {
  test("overlong noise is dropped up to the next end, with one fault", () => {
    const line = framed();
    line.push(`${"x".repeat(9000)}`);
    line.push("tail\r8076809513753\r");
    expect(line.scans).toEqual(["8076809513753"]);
    expect(line.faults).toHaveLength(1);
    expect(line.faults[0]).toContain("longer than 4096");
  });

  test("half a scan before a new STX is dropped", () => {
    const line = framed();
    line.push("\x0280768\x028076809513753\x03");
    expect(line.scans).toEqual(["8076809513753"]);
    expect(line.faults).toHaveLength(1);
  });

  test("half a scan is dropped by a cut, and not glued to what follows", () => {
    const line = framed();
    line.push("80768");
    line.cut();
    line.push("09513753\r");
    expect(line.scans).toEqual(["09513753"]);
  });

  test("half a scan followed by silence is dropped: an RS-232 cable was pulled, and nobody told us", () => {
    vi.useFakeTimers();
    const line = framed({ interByteMs: 500 });
    line.push("80768");
    vi.advanceTimersByTime(499);
    expect(line.faults).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(line.faults[0]).toContain('set "terminator" to "none"');
    line.push("8076809513753\r");
    expect(line.scans).toEqual(["8076809513753"]);
  });
});

describe("a scanner without a terminator", () => {
  test("ends its scan by silence", () => {
    vi.useFakeTimers();
    const line = framed({ terminator: "none", interByteMs: 100 });
    line.push("80768");
    vi.advanceTimersByTime(99);
    line.push("09513753");
    vi.advanceTimersByTime(99);
    expect(line.scans).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(line.scans).toEqual(["8076809513753"]);
  });

  test("a till that was busy does not take its own pause for the scanner's", () => {
    vi.useFakeTimers();
    const line = framed({ terminator: "none", interByteMs: 40 });
    line.push("80768");
    // After a stall, however long, Node runs the timer that is due, once, and then reads the bytes that wait.
    vi.advanceTimersToNextTimer();
    line.push("09513753");
    expect(line.scans).toEqual([]);
    vi.advanceTimersByTime(40);
    expect(line.scans).toEqual(["8076809513753"]);
  });
});
