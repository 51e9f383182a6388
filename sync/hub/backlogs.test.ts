import { expect, test } from "vitest";
import { backlogs } from "./backlogs.ts";

test("a single receipt does not wait behind the backlogs of tills that were away, and these go on in their order", async () => {
  const inTurn = backlogs();
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const large = (name: string) =>
    inTurn(50_000, () => {
      begun.push(name);
      return new Promise<string>((resolve) => ends.push(() => resolve(name)));
    });
  const all = ["1", "2", "3", "4", "5", "6"].map(large);
  expect(await inTurn(700, async () => "sold")).toBe("sold");
  expect(begun).toEqual(["1", "2", "3", "4"]);
  ends[2]!();
  expect(await all[2]).toBe("3");
  expect(begun).toEqual(["1", "2", "3", "4", "5"]);
  const broken = expect(
    inTurn(50_000, async () => {
      throw new Error("not a batch");
    }),
  ).rejects.toThrow("not a batch");
  for (let at = 0; at < 6; at += 1) {
    await new Promise(setImmediate);
    ends[at]!();
  }
  await broken;
  expect(await Promise.all(all)).toEqual(["1", "2", "3", "4", "5", "6"]);
  expect(await inTurn(50_000, async () => "the next")).toBe("the next");
});
