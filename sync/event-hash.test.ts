import { expect, test } from "vitest";
import { eventHash } from "./event-hash.ts";

const event = { lane: "sales", sequence: 2, previousHash: "ab", kind: "sale", atMs: 7, body: "{}" } as const;

test("the link of an event is what every till and HQ of before have reckoned", () => {
  // sha256 of: ab, ["sales",2,"sale",7] and {} on three lines.
  expect(eventHash(event)).toBe("cdccad2c1dcdf72eee0270f4d4fd3ba32b8697fde6826e786afa6a4855abd970");
});

test.each([
  { lane: "claims" as const },
  { sequence: 3 },
  { previousHash: "" },
  { kind: "return" },
  { atMs: 8 },
  { body: "{ }" },
])("another one is another event's: %j", (change) => {
  expect(eventHash({ ...event, ...change })).not.toBe(eventHash(event));
});
