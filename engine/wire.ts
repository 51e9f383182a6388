/**
 * The door: rule sets, baskets and contexts as others write them, read once with zod into the engine's own types.
 * Everything behind it trusts what it gets. Unknown fields in promotions are refused (a till puts the promotion aside),
 * since a misspelt term would silently change what a customer pays; those in baskets and contexts are let pass
 * unless a person wrote them (`{ unknown: "refuse" }`).
 */

import type { Texts } from "./basket.ts";
import type { Context } from "./context.ts";
import { texts } from "./mechanics/shared.terms.ts";
import type { LayerData, PromotionData, RuleSetData, UnreadPromotion } from "./promotion.ts";
import { contextSchema, toContext } from "./wire/context-schema.ts";
import { issueMessage } from "./wire/issue-message.ts";
import { issueText, parse, parseStrictly } from "./wire/parse.ts";
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
export { readBasket } from "./wire/read-basket.ts";
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
  const named = ([list, place]: readonly PropertyKey[]) => promotionAt(value, list, place);
  return parse(ruleSetSchema, value, "bad-rule-set", "rule set", named) as RuleSetData;
}

/** Among thousands of promotions nobody counts to the one that is meant: its id says which. */
function promotionAt(value: unknown, list?: PropertyKey, place?: PropertyKey): string | undefined {
  if (list !== "promotions" || typeof place !== "number") return undefined;
  const { id } = (value as { promotions: readonly { id?: unknown }[] }).promotions[place] ?? {};
  return typeof id === "string" ? `promotion "${id}"` : undefined;
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

/**
 * Throws EngineInputError "bad-context". Takes `at`, or date and time; the weekday follows from the date. With
 * `{ unknown: "refuse" }`, for what a person wrote, a field that nobody knows is an error.
 */
export function readContext(value: unknown, options: { readonly unknown?: "refuse" } = {}): Context {
  const read = options.unknown === "refuse" ? parseStrictly : parse;
  return toContext(read(contextSchema, value, "bad-context", "context"));
}
