/**
 * The door: rule sets, baskets and contexts as others write them, read once with zod into the engine's own types.
 * Everything behind it trusts what it gets. Unknown fields in promotions are refused (a till puts the promotion aside),
 * since a misspelt term would silently change what a customer pays; those in baskets and contexts are let pass.
 */

import type { z } from "zod";
import type { Basket, Texts } from "./basket.ts";
import type { Context } from "./context.ts";
import { texts } from "./mechanics/shared.terms.ts";
import type { LayerData, PromotionData, RuleSetData, UnreadPromotion } from "./promotion.ts";
import { basketSchema, toBasket } from "./wire/basket-schema.ts";
import { contextSchema, toContext } from "./wire/context-schema.ts";
import { EngineInputError, type InputErrorCode } from "./wire/error.ts";
import { issueMessage } from "./wire/issue-message.ts";
import { checkReferences } from "./wire/references.ts";
import {
  isSurelyPromotion,
  isSurelyRuleSet,
  layerSchema,
  promotionSchema,
  ruleSetFrame,
  ruleSetSchema,
} from "./wire/rule-set-schema.ts";

export { basketSchema, lineSchema } from "./wire/basket-schema.ts";
export { contextSchema } from "./wire/context-schema.ts";
export { EngineInputError, type InputErrorCode } from "./wire/error.ts";
export { promotionSchema, ruleSetSchema } from "./wire/rule-set-schema.ts";

/**
 * Throws EngineInputError "bad-rule-set" for the first thing that is wrong; unknown mechanic kinds pass. So HQ reads
 * before it publishes. A till says `{ unknown: "keep" }`: a promotion or layer that does not read, perhaps because HQ
 * is newer, is put aside in `unread` with its reason, and the rest of the release works. What is right is not copied:
 * leave `value` as it is afterwards.
 */
export function readRuleSet(value: unknown, options: { readonly unknown?: "keep" } = {}): RuleSetData {
  const data = options.unknown === "keep" ? readKeeping(value) : readStrictly(value);
  checkReferences(data);
  return data;
}

function readStrictly(value: unknown): RuleSetData {
  if (isSurelyRuleSet(value)) return value as RuleSetData;
  return parse(ruleSetSchema, value, "bad-rule-set", "rule set") as RuleSetData;
}

function readKeeping(value: unknown): RuleSetData {
  if (isSurelyRuleSet(value)) return { ...(value as RuleSetData), unread: [] };
  const frame = parse(ruleSetFrame, value, "bad-rule-set", "rule set");
  const layers: LayerData[] = [];
  const strange = new Map<string, string>();
  for (const one of frame.layers) {
    const read = layerSchema.safeParse(one, { error: issueMessage });
    if (read.success) layers.push(read.data as LayerData);
    else strange.set(one.id, issueText(read.error, `layer "${one.id}"`));
  }
  const promotions: PromotionData[] = [];
  const unread: UnreadPromotion[] = [];
  for (const one of frame.promotions) {
    if (isSurelyPromotion(one) && !strange.has(one.layer as string)) {
      promotions.push(one as never);
      continue;
    }
    const read = promotionSchema.safeParse(one, { error: issueMessage });
    const reason = read.success ? strange.get(read.data.layer) : issueText(read.error, "promotion");
    if (reason === undefined) promotions.push(read.data as PromotionData);
    else unread.push({ id: one.id, name: nameOf(one), reason, data: one });
  }
  return { ...frame, layers, promotions, unread } as RuleSetData;
}

function nameOf({ id, name }: { id: string; name?: unknown }): Texts {
  const read = texts.safeParse(name);
  return read.success ? read.data : { en: id };
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
  const result = schema.safeParse(value, { error: issueMessage });
  if (result.success) return result.data;
  const issue = deepest(telling(result.error.issues));
  throw new EngineInputError(code, pathText(issue.path), `${what}: ${issue.message}`);
}

function issueText({ issues }: z.core.$ZodError, what: string): string {
  const { path, message } = deepest(telling(issues));
  return path.length === 0 ? `${what}: ${message}` : `${what}: ${message} (at ${pathText(path)})`;
}

/** A misspelt field is also a missing one: the misspelling says more. */
function telling(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  return issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]!;
}

/** Of a union the shape that was meant says most; zod lists all of them. */
function deepest(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string } {
  if (issue.code !== "invalid_union") return issue;
  const shapes = issue.errors.filter((shape) => shape.length > 0);
  if (shapes.length === 0) return issue;
  const meant = shapes.filter((shape) => !shape.some(isStray));
  if (meant.length !== 1 && issue.message !== "Invalid input") return issue;
  const told = (meant.length === 1 ? meant : shapes).map((shape) => deepest(telling(shape)));
  const best = told.reduce((a, b) => (b.path.length > a.path.length ? b : a));
  return { path: [...issue.path, ...best.path], message: best.message };
}

/** A field that this shape does not have, in the object itself or in an entry of the list. */
function isStray({ code, path }: z.core.$ZodIssue): boolean {
  return code === "unrecognized_keys" && path.every((part) => typeof part === "number");
}

function pathText(path: readonly PropertyKey[]): string {
  let text = "";
  for (const part of path)
    text += typeof part === "number" ? `[${part}]` : `${text === "" ? "" : "."}${String(part)}`;
  return text;
}
