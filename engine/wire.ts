/**
 * The door: rule sets, baskets and contexts as others write them, read once with zod into the engine's own types.
 * Everything behind it trusts what it gets. Unknown fields in promotions are refused, since a misspelt term would
 * silently change what a customer pays; unknown fields in baskets and contexts are let pass.
 */

import type { z } from "zod";
import type { Basket } from "./basket.ts";
import type { Context } from "./context.ts";
import type { RuleSetData } from "./promotion.ts";
import { basketSchema, toBasket } from "./wire/basket-schema.ts";
import { contextSchema, toContext } from "./wire/context-schema.ts";
import { EngineInputError, type InputErrorCode } from "./wire/error.ts";
import { checkReferences, ruleSetSchema } from "./wire/rule-set-schema.ts";

export { basketSchema } from "./wire/basket-schema.ts";
export { contextSchema } from "./wire/context-schema.ts";
export { EngineInputError, type InputErrorCode } from "./wire/error.ts";
export { promotionSchema, ruleSetSchema } from "./wire/rule-set-schema.ts";

/** Throws EngineInputError "bad-rule-set" for the first thing that is wrong. Unknown mechanic kinds pass. */
export function readRuleSet(value: unknown): RuleSetData {
  const data = parse(ruleSetSchema, value, "bad-rule-set", "rule set") as RuleSetData;
  checkReferences(data);
  return data;
}

/** Throws EngineInputError "bad-basket". Fills in what may be left out. */
export function readBasket(value: unknown): Basket {
  return toBasket(parse(basketSchema, value, "bad-basket", "basket"));
}

/** Throws EngineInputError "bad-context". Takes `at`, or date and time; the weekday follows from the date. */
export function readContext(value: unknown): Context {
  return toContext(parse(contextSchema, value, "bad-context", "context"));
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  code: InputErrorCode,
  what: string,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = deepest(result.error.issues[0]!);
  throw new EngineInputError(code, pathText(issue.path), `${what}: ${issue.message}`);
}

/** Of a union the branch that got furthest says most; zod lists all of them. */
function deepest(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string } {
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return issue;
  const branches = issue.errors.filter((branch) => branch.length > 0).map((branch) => deepest(branch[0]!));
  if (branches.length === 0) return issue;
  const best = branches.reduce((a, b) => (b.path.length > a.path.length ? b : a));
  return { path: [...issue.path, ...best.path], message: best.message };
}

function pathText(path: readonly PropertyKey[]): string {
  let text = "";
  for (const part of path)
    text += typeof part === "number" ? `[${part}]` : `${text === "" ? "" : "."}${String(part)}`;
  return text;
}
