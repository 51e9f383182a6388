/** What an evaluation offers, and how a POS of these abilities speaks of it. */

import type { Evaluation } from "../../engine/effect.ts";
import { applied, type Difference } from "../contract/difference.ts";
import { appliedOf } from "../pos/amount-only.ts";
import type { Abilities, Profile } from "../pos/profile.ts";
import type { Pattern } from "./dialogue.ts";

export interface Offer {
  readonly applied: readonly object[];
  readonly discountCents: number;
}

/** Undefined: this answer is no whole evaluation. */
export function offerOf(result: unknown): Offer | undefined {
  if (
    typeof result !== "object" ||
    result === null ||
    !("effects" in result) ||
    !Array.isArray(result.effects)
  )
    return undefined;
  const { discountCents } = result as { discountCents?: unknown };
  const effects = (result.effects as readonly { kind?: unknown }[]).map((effect) => ({
    shares: [],
    ...effect,
  }));
  return { applied: appliedOf(effects), discountCents: Number(discountCents) };
}

/** What the whole evaluation consists of; the rest of an answer is about the call. */
export const EVALUATION = [
  "semantics",
  "grossCents",
  "discountCents",
  "totalCents",
  "effects",
  "coupons",
  "lines",
  "vat",
  "layers",
] as const;

/** The whole evaluation that an answer gives, itself or with the one before. Undefined: it gives none. */
export function wholeOf(result: unknown, before: unknown): Evaluation | undefined {
  if (typeof result !== "object" || result === null) return undefined;
  if ("difference" in result && before !== undefined)
    return applied(before as Evaluation, result.difference as Difference);
  if (!("effects" in result && "lines" in result)) return undefined;
  const named = [...EVALUATION, "modifiers"].filter((name) => name in result);
  return Object.fromEntries(named.map((name) => [name, result[name as never]])) as unknown as Evaluation;
}

/** `applied: "all"` in the words of what the POS is able to do; everything else as it is. */
export function spokenParams(
  params: Readonly<Record<string, unknown>>,
  offer: Offer | undefined,
  { abilities }: Pick<Profile, "abilities">,
): Readonly<Record<string, unknown>> {
  if (params.applied !== "all" && params.applied !== "nothing") return params;
  const { applied: taken, discountCents } = params.applied === "all" && offer ? offer : NOTHING;
  if (abilities.modifiers === "line") return { ...params, applied: taken };
  const { applied: _, ...rest } = params;
  return { ...rest, discountCents };
}

const NOTHING: Offer = { applied: [], discountCents: 0 };

/** What is expected of an agent whose POS can do less. */
export function expectedOf(pattern: Pattern, abilities: Abilities): Pattern {
  if (Array.isArray(pattern)) return pattern.map((one) => expectedOf(one, abilities));
  if (typeof pattern !== "object" || pattern === null) return pattern;
  const fields = Object.entries(pattern).flatMap(([field, value]): [string, Pattern][] => {
    if (field === "shares" && abilities.modifiers === "transaction") return [];
    if (field === "how" && value === "asked" && !abilities.giftLine) return [[field, "scanned"]];
    return [[field, expectedOf(value as Pattern, abilities)]];
  });
  return Object.fromEntries(fields);
}
