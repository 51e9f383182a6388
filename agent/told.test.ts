import { expect, test } from "vitest";
import { readAnswer, Told, withFields } from "./told.ts";

const evaluation = { totalCents: 119, effects: [{ text: { it: "Caffè “3x2”\n" } }], lines: [] };
const json = JSON.stringify(evaluation);

test("an answer that was written elsewhere says the same, whether it is passed on or read", () => {
  const told = new Told({ transactionId: "1", none: undefined }, json).with({ state: "open" });
  const all = { transactionId: "1", state: "open", ...evaluation };
  expect(told.value()).toEqual(all);
  expect(JSON.parse(told.text())).toEqual(all);
});

test("an answer that has nothing to add is passed on as it was written", () => {
  expect(new Told({}, json).text()).toBe(json);
});

test("fields are added to an answer whether it is read or not", () => {
  const [before, after] = [{ state: "open" }, { kept: false }];
  const all = { state: "open", ...evaluation, kept: false };
  expect(withFields(evaluation, before, after)).toEqual(all);
  expect(readAnswer(withFields(new Told({}, json), before, after))).toEqual(all);
});
