import { expect, test } from "vitest";
import { emptyEvaluation } from "./answers.ts";
import { difference } from "./contract/difference.ts";
import { LastEvaluation } from "./last-evaluation.ts";

const evaluations = Array.from({ length: 100 }, (_, count) => {
  const lines = Array.from({ length: count }, (_, n) => ({
    lineId: `${n}`,
    vatRate: "22",
    extendedCents: 100 + n,
  }));
  return emptyEvaluation({ currency: "EUR", lines: lines as never });
});

test("an evaluation that came as a hundred differences is read as if it had come whole", () => {
  let last = new LastEvaluation(JSON.stringify(evaluations[0]));
  for (const [n, evaluation] of evaluations.entries())
    if (n > 0) last = last.after(JSON.stringify(difference(evaluations[n - 1]!, evaluation)));
  expect(JSON.stringify(last.value())).toBe(JSON.stringify(evaluations.at(-1)));
});

test("an earlier evaluation stays what it was, read before or after its next", () => {
  const [one, two] = evaluations.slice(5) as [(typeof evaluations)[0], (typeof evaluations)[0]];
  const first = new LastEvaluation(JSON.stringify(one));
  const second = first.after(JSON.stringify(difference(one, two)));
  expect([second.value(), first.value(), second.value()]).toEqual([two, one, two]);
});
