/** The emulated printer under any bytes: it never fails, and where the network cuts them changes nothing. */
import { array, constantFrom, assert as hold, integer, oneof, property, tuple, uint8Array } from "fast-check";
import { expect, test } from "vitest";
import { CommandReader } from "./command-reader.ts";
import { commandTable } from "./command-table.ts";
import { type PrintedPaper, PrintHead } from "./print-head.ts";
import { raster } from "./raster.ts";
import { readableLines } from "./readable.ts";

const columns = 42;

function printed(...chunks: readonly Uint8Array[]): PrintedPaper[] {
  const papers: PrintedPaper[] = [];
  const reader = new CommandReader();
  const head = new PrintHead(columns * 12, (paper) => papers.push(paper));
  for (const chunk of chunks) for (const command of reader.read(chunk)) head.obey(command);
  head.cut();
  return papers;
}

/** Half of them commands that there are, with arguments that need not make sense. */
const bytes = array(
  oneof(
    uint8Array({ maxLength: 12 }),
    tuple(constantFrom(...Object.keys(commandTable)), uint8Array({ maxLength: 9, max: 80 })).map(
      ([prefix, data]) => Uint8Array.from([...Buffer.from(prefix, "hex"), ...data]),
    ),
  ),
  { maxLength: 30 },
).map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

test("whatever arrives is printed or named, read and drawn", () => {
  hold(
    property(bytes, (stream) => {
      for (const { marks } of printed(stream)) {
        for (const line of readableLines(marks, columns)) expect(line).toBe(line.trimEnd());
        const { widthDots, heightDots, bits } = raster(marks, columns);
        expect(bits).toHaveLength((widthDots / 8) * heightDots);
      }
    }),
    { numRuns: 300 },
  );
});

test("where the bytes are cut changes nothing on the paper", () => {
  hold(
    property(bytes, array(integer({ min: 0, max: 300 }), { maxLength: 6 }), (stream, cuts) => {
      const places = [0, ...cuts.map((cut) => Math.min(cut, stream.length)).sort((a, b) => a - b)];
      const chunks = places.map((start, i) => stream.slice(start, places[i + 1] ?? stream.length));
      expect(printed(...chunks)).toEqual(printed(stream));
    }),
    { numRuns: 300 },
  );
});
