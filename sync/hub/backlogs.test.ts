import { expect, test } from "vitest";
import { backlogs, LARGE_BYTES, Turns } from "./backlogs.ts";

/** The tills' own: they wait for the answer. */
const waits = new AbortController().signal;

test("a single receipt does not wait behind the backlogs of tills that were away, and these go on in their order", async () => {
  const { inTurn } = backlogs();
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const large = (name: string) =>
    inTurn(50_000, waits, () => {
      begun.push(name);
      return new Promise<string>((resolve) => ends.push(() => resolve(name)));
    });
  const all = ["1", "2", "3", "4", "5", "6"].map(large);
  expect(await inTurn(700, waits, async () => "sold")).toBe("sold");
  expect(begun).toEqual(["1", "2", "3", "4"]);
  ends[2]!();
  expect(await all[2]).toBe("3");
  expect(begun).toEqual(["1", "2", "3", "4", "5"]);
  const broken = expect(
    inTurn(50_000, waits, async () => {
      throw new Error("not a batch");
    }),
  ).rejects.toThrow("not a batch");
  for (let at = 0; at < 6; at += 1) {
    await new Promise(setImmediate);
    ends[at]!();
  }
  await broken;
  expect(await Promise.all(all)).toEqual(["1", "2", "3", "4", "5", "6"]);
  expect(await inTurn(50_000, waits, async () => "the next")).toBe("the next");
});

test("HQ does nothing for a till that has stopped waiting, and the next one has its turn", async () => {
  const { inTurn } = backlogs();
  const ends: (() => void)[] = [];
  const done: string[] = [];
  const impatient = new AbortController();
  const large = (name: string, gone = waits) =>
    inTurn(50_000, gone, async () => {
      if (done.length < 4) await new Promise<void>((resolve) => ends.push(resolve));
      done.push(name);
    });
  const working = ["1", "2", "3", "4"].map((name) => large(name));
  const [left, stayed] = [large("gone", impatient.signal), large("5")];
  impatient.abort();
  for (const end of ends) end();
  await expect(left).rejects.toThrow("waits for its answer no more");
  await Promise.all([...working, stayed]);
  expect(done).toEqual(["1", "2", "3", "4", "5"]);
});

test("when all tills come back at once, those that have a turn have it in time, and the others are told when to come, each another time", () => {
  const turns = new Turns();
  const waiting: number[] = [];
  const told: number[] = [];
  for (let till = 0; till < 1000; till += 1) {
    const laterMs = turns.refusal(0);
    if (laterMs !== undefined) told.push(laterMs);
    else if (!turns.enter(0)) waiting.push(till);
  }
  // Guessed at 25 ms each.
  expect(waiting).toHaveLength(201);
  expect(told).toHaveLength(1000 - 205);
  expect(told.slice(0, 3)).toEqual([5050, 5100, 5150]);
  expect(new Set(told).size).toBe(told.length);

  // A batch takes 100 ms in truth: fewer may wait, and who comes then is told later times.
  let nowMs = 0;
  for (; waiting.length > 0; waiting.shift()) {
    nowMs += 100;
    expect(turns.ended(nowMs)).toBe(true);
  }
  while (turns.refusal(nowMs) === undefined) turns.enter(nowMs);
  const [first, second] = [turns.refusal(nowMs)!, turns.refusal(nowMs)!];
  expect(second - first).toBeCloseTo(200, 0);
});

test("nobody is sent away for longer than tills wait by themselves, and with nobody waiting there is room", () => {
  const turns = new Turns();
  for (let till = 0; till < 206; till += 1) turns.enter(0);
  let longest = 0;
  for (let till = 0; till < 100_000; till += 1) longest = Math.max(longest, turns.refusal(0)!);
  expect(longest).toBe(300_000);
  for (let nowMs = 25; turns.ended(nowMs); nowMs += 25);
  expect(turns.refusal(10_000)).toBeUndefined();
});

test("a single receipt is never sent away", () => {
  const { inTurn, refusal } = backlogs();
  for (let till = 0; till < 300; till += 1) void inTurn(50_000, waits, () => new Promise(() => {}));
  expect(refusal(LARGE_BYTES)).toBeUndefined();
  expect(refusal(LARGE_BYTES + 1)).toBeGreaterThan(5_000);
});
