import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Clocks } from "../../sync/client/surroundings.ts";
import { createFileAsking, type FileAsking } from "./ask-files.ts";
import { createGiving } from "./give-files.ts";
import { keptFilesIn } from "./kept-files.ts";
import type { FileAnswer, FileAsk } from "./said.ts";

const NAME = "5".repeat(64);
const MEGABYTE = 1_000_000;

/** Hours in no time: whatever waits longest has its turn when nothing else is to be done. */
function clocksOf(): Clocks & { passed(): number } {
  let nowMs = 0;
  const due = new Map<object, { readonly atMs: number; run(): void }>();
  const next = () => {
    const [first] = [...due].sort(([, one], [, two]) => one.atMs - two.atMs);
    if (first === undefined) return;
    due.delete(first[0]);
    nowMs = Math.max(nowMs, first[1].atMs);
    first[1].run();
  };
  return {
    nowMs: () => nowMs,
    steadyMs: () => nowMs,
    later(run, ms) {
      const name = {};
      due.set(name, { atMs: nowMs + ms, run });
      setImmediate(() => setImmediate(next));
      return () => due.delete(name);
    },
    passed: () => nowMs,
  };
}

function asking(clocks: Clocks, lead: (ask: FileAsk) => FileAnswer | undefined): FileAsking {
  const self = createFileAsking({
    till: "3",
    fetcher: () => "1",
    reached: () => ["1"],
    say(to, said) {
      const answer = said.kind === "file-ask" ? lead(said) : undefined;
      if (answer !== undefined && said.kind === "file-ask") self.answered(to, said.id, answer);
      return true;
    },
    doubt() {},
    clocks,
  });
  return self;
}
const wish = { name: NAME, bytes: MEGABYTE, of: "fetcher" } as const;

test("a lead that says for ever that it comes is waited for as long as for HQ's own line, and then left alone", async () => {
  const clocks = clocksOf();
  const files = asking(clocks, () => ({ kind: "wait" }));
  expect(await files.ask(wish)).toBeUndefined();
  expect(clocks.passed()).toBeGreaterThan(10_000);
  expect(clocks.passed()).toBeLessThan(150_000);
  const before = clocks.passed();
  await files.ask(wish);
  expect(clocks.passed()).toBe(before);
});

test("a till that does not answer, or knows nothing of files, costs three seconds, once a minute", async () => {
  const clocks = clocksOf();
  const files = asking(clocks, () => undefined);
  expect([await files.ask(wish), await files.ask(wish)]).toEqual([undefined, undefined]);
  expect(clocks.passed()).toBe(3000);
});

test("a till that is asked for what it lacks looks at HQ, says wait until then, and that it has none after", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tillside-give-"));
  const clocks = clocksOf();
  let looks = 0;
  const giving = createGiving({
    kept: keptFilesIn(folder, { bytesMax: 1000, freeBytes: () => 1e12 }),
    clocks,
    wanted: () => {
      looks += 1;
    },
  });
  const answer = async (name = NAME) =>
    (await giving.answer({ kind: "file-ask", id: 1, name, offset: 0, patient: true })).kind;
  expect([await answer(), await answer(), looks]).toEqual(["wait", "wait", 1]);
  giving.pulling("begun");
  expect(await answer()).toBe("wait");
  giving.pulling(["6".repeat(64)]);
  expect([await answer("6".repeat(64)), await answer()]).toEqual(["wait", "none"]);
  giving.pulling("over");
  expect([await answer(), looks]).toEqual(["none", 1]);
  rmSync(folder, { recursive: true });
});
