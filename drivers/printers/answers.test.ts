import { array, constantFrom, assert as hold, integer, property, uint8Array } from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Answer,
  answerReader,
  automaticStatusOf,
  paperStatusOf,
  processId,
  processQuery,
  statusOf,
} from "./answers.ts";
import { statusChanges } from "./status-changes.ts";

function heard(...chunks: readonly Uint8Array[]): Answer[] {
  const answers: Answer[] = [];
  const read = answerReader((answer) => answers.push(answer));
  for (const chunk of chunks) read(chunk);
  return answers;
}

const automatic = [0x18, 0x00, 0x0f, 0x00];
const id = processId(42);
const printed = [0x37, 0x22, ...Buffer.from(id), 0x00];

describe("what a printer says is told apart", () => {
  test("an answer, its automatic status, its word that all is printed, in any order", () => {
    expect(heard(Uint8Array.from([0x12, ...automatic, ...printed, 0x00, ...automatic]))).toEqual([
      { kind: "status", byte: 0x12 },
      { kind: "automatic", bytes: automatic },
      { kind: "process", id },
      { kind: "paper", byte: 0 },
      { kind: "automatic", bytes: automatic },
    ]);
  });

  test("an automatic status that breaks off does not swallow the answer after it", () => {
    expect(heard(Uint8Array.from([0x18, 0x00, 0x12]))).toEqual([{ kind: "status", byte: 0x12 }]);
    expect(heard(Uint8Array.from([0x18, ...automatic]))).toEqual([{ kind: "automatic", bytes: automatic }]);
  });

  test("a word that breaks off, likewise", () => {
    const torn = [3, 4, 5, 6].flatMap((length) => printed.slice(0, length));
    expect(heard(Uint8Array.from([...torn, ...printed]))).toEqual([{ kind: "process", id }]);
    expect(heard(Uint8Array.from(printed.slice(2)))).toEqual([{ kind: "paper", byte: 0 }]);
  });

  test("flow control and text in between are nothing", () => {
    expect(heard(Uint8Array.from([0x13, 0x11, ...Buffer.from("_EPSON"), 0x12]))).toContainEqual({
      kind: "status",
      byte: 0x12,
    });
  });

  test("whatever comes, cut anywhere, is read alike and never fails", () => {
    hold(
      property(
        uint8Array({ maxLength: 60 }),
        array(integer({ min: 0, max: 60 }), { maxLength: 4 }),
        (bytes, cuts) => {
          const places = [0, ...cuts.sort((a, b) => a - b), bytes.length];
          const chunks = places.slice(1).map((end, i) => bytes.slice(places[i], end));
          expect(heard(...chunks)).toEqual(heard(bytes));
        },
      ),
    );
  });

  test("after any noise a printer is understood again by its second answer", () => {
    hold(
      property(uint8Array({ maxLength: 20 }), constantFrom(automatic, printed), (noise, answer) => {
        const answers = heard(noise, Uint8Array.from([0x12, ...answer]));
        expect(answers.at(-1)?.kind).toBe(answer === automatic ? "automatic" : "process");
      }),
    );
  });
});

test("the bits of all three ways of asking mean the same", () => {
  expect(statusOf([0x1a, 0x32, 0x72])).toEqual({ online: false, paper: "end", coverOpen: false });
  expect(automaticStatusOf(automatic)).toEqual({ online: false, paper: "end", coverOpen: false });
  expect(paperStatusOf(0x03)).toEqual({ online: true, paper: "near-end", coverOpen: false });
  expect(statusOf([0x1a, 0x52, 0x12, 0x1a])).toMatchObject({ error: "recoverable", online: false });
  expect(automaticStatusOf([0x38, 0x28, 0, 0])).toMatchObject({ error: "unrecoverable", coverOpen: true });
});

test("a question for the end of a receipt carries an id that is its own", () => {
  expect([...processQuery("1359")]).toEqual([0x1d, 0x28, 0x48, 6, 0, 0x30, 0x30, 0x31, 0x33, 0x35, 0x39]);
  expect(new Set(Array.from({ length: 4096 }, (_, n) => processId(n))).size).toBe(4096);
});

test("each change at a printer is named once, and a printer found well is no news", () => {
  const well = { online: true, paper: "ok", coverOpen: false } as const;
  expect(statusChanges(undefined, well)).toEqual([]);
  expect(statusChanges(undefined, { ...well, paper: "near-end" })).toEqual(["paper-near-end"]);
  expect(statusChanges(well, { online: false, paper: "end", coverOpen: true })).toEqual([
    "paper-end",
    "cover-open",
    "offline",
  ]);
  expect(statusChanges({ ...well, error: "recoverable", online: false }, well)).toEqual([
    "error-over",
    "online",
  ]);
});
