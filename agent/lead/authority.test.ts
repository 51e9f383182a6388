import { expect, test } from "vitest";
import { leadAuthority } from "./authority.ts";

const owed = [{ call: "release", reservation: "11111111-2222-4333-8444-555555555555" }] as const;
const saying = (answer: unknown) =>
  leadAuthority((async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  }) as never);

test("what a coupon came to is told only when the lead has it durably: else it is owed on", async () => {
  expect(await saying(true).tell(owed, 100)).toEqual({ kind: "done" });
  expect(await saying(false).tell(owed, 100)).toMatchObject({ kind: "unreachable" });
  expect(await saying(new Error("the worker ended")).tell(owed, 100)).toMatchObject({
    kind: "unreachable",
    message: "the worker ended",
  });
});
