import { expect, it } from "vitest";
import { checks } from "../checks.ts";
import { lint } from "../index.ts";
import { apart } from "./apart.ts";
import { form } from "./form.ts";
import { outcome, paid } from "./proof.ts";
import { rewards } from "./rewards.ts";
import { rivals } from "./rivals.ts";

const proofs = [...form, ...rewards, ...rivals];
const codes = (...[rules, options]: Parameters<typeof lint>) => lint(rules, options).map(({ code }) => code);

it.each(proofs)(
  "$code: $shows",
  ({ code, wrong, right, options, rightOptions = options, basket, context, gets }) => {
    expect(codes(wrong, options)).toContain(code);
    expect(codes(right, rightOptions)).not.toContain(code);
    const got = [wrong, right].map((rules) => outcome(rules, basket, context, options?.articles));
    expect(got).toEqual(gets);
  },
);

it.each(apart)("$code: two receipts cost less than one, until the advice is taken", (proof) => {
  const { code, wrong, right, options, basket, context, together, apart: two } = proof;
  const { whole = basket.replace("|", " ") } = proof;
  expect(codes(wrong, options)).toContain(code);
  expect(codes(right, options)).not.toContain(code);
  expect([paid(wrong, whole, context), paid(wrong, basket, context)]).toEqual([together, two]);
  expect(two).toBeLessThan(together);
});

it("every finding is proved", () => {
  const all = checks.flatMap((check) => Object.keys(check.codes));
  const proved = new Set([...proofs, ...apart].map(({ code }) => code));
  expect(all.filter((code) => !proved.has(code))).toEqual([]);
});
