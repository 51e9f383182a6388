import type { PriceModifier } from "../../engine/effect.ts";
import { book, evaluate, SEMANTICS_VERSION } from "../../engine/index.ts";
import type { StoredSale } from "../store/stored-sale.ts";
import { type PastSale, pastSale } from "./past-sale.ts";
import { exitCode, needed, UsageError, type Verb } from "./verb.ts";

/** `tillside replay`: a past receipt, evaluated again from what was stored with it. */
export const verb: Verb = {
  name: "replay",
  help: `
Usage: tillside replay RECEIPT --config FILE [--json]

Evaluates a past receipt again, from the basket, the context and the promotions that the journal keeps with it, and
compares: what is booked must come out the same byte for byte, and what the POS applied is held against what was offered.

  RECEIPT        receipt number, sale id or transaction id
  --config FILE  the till's configuration, which says where its journal is
  --json         the comparison as JSON

Exit code 0: the same. 1: it differs, and every difference is named.

Example: tillside replay mwr0ugxj-2 --config .tillside/demo/till/config.json   (a receipt that npm start has shown)`,
  options: { config: { type: "string" }, json: { type: "boolean" } },
  wordsMax: 1,

  async run(given) {
    const [receipt] = given.positionals;
    if (receipt === undefined) throw new UsageError("which receipt? See: tillside replay --help");
    const replayed = replay(pastSale(needed(verb, given, "config"), receipt));
    console.log(given.values.json ? JSON.stringify(replayed, null, 2) : report(replayed));
    return replayed.differences.length === 0 ? exitCode.done : exitCode.failed;
  },
};

export interface Replayed {
  readonly receipt: string;
  readonly release: number;
  readonly semanticsThen: number;
  readonly semanticsNow: number;
  readonly totalCents: number;
  /** What comes out otherwise today; empty means the same bytes. */
  readonly differences: readonly { readonly what: string; readonly before: unknown; readonly now: unknown }[];
  /** Where the POS applied otherwise than was offered: no fault of the replay, but somebody should know. */
  readonly appliedOtherwise: readonly {
    readonly promotionId: string;
    readonly offeredCents: number;
    readonly appliedCents: number;
  }[];
}

/** Books and evaluates the sale again under the stored definitions. */
export function replay({ sale, ruleSet }: PastSale): Replayed {
  const { basket, context, applied } = sale;
  const again = book(ruleSet, basket, context, applied);
  const parts = ["grossCents", "discountCents", "totalCents", "effects", "lines", "vat"] as const;
  const differences = parts
    .map((what) => ({ what, before: sale[what], now: again[what] }))
    .filter(({ before, now }) => JSON.stringify(before) !== JSON.stringify(now));
  return {
    receipt: sale.receipt,
    release: sale.release,
    semanticsThen: sale.semantics,
    semanticsNow: SEMANTICS_VERSION,
    totalCents: again.totalCents,
    differences,
    appliedOtherwise: appliedOtherwise(sale, evaluate(ruleSet, basket, context).effects.filter(isModifier)),
  };
}

function appliedOtherwise(sale: StoredSale, offered: readonly PriceModifier[]): Replayed["appliedOtherwise"] {
  const sums = (modifiers: readonly { promotionId: string; amountCents: number }[]) =>
    modifiers.reduce(
      (by, { promotionId, amountCents }) => by.set(promotionId, (by.get(promotionId) ?? 0) + amountCents),
      new Map<string, number>(),
    );
  const [offer, reality] = [sums(offered), sums(sale.applied)];
  return [...new Set([...offer.keys(), ...reality.keys()])]
    .sort()
    .map((promotionId) => ({
      promotionId,
      offeredCents: offer.get(promotionId) ?? 0,
      appliedCents: reality.get(promotionId) ?? 0,
    }))
    .filter(({ offeredCents, appliedCents }) => offeredCents !== appliedCents);
}

const isModifier = (effect: { readonly kind: string }): effect is PriceModifier =>
  effect.kind === "price-modifier";

function report(replayed: Replayed): string {
  const { receipt, release, semanticsThen, semanticsNow, differences } = replayed;
  const versions =
    semanticsThen === semanticsNow
      ? `semantics ${semanticsNow}`
      : `semantics ${semanticsThen} then, ${semanticsNow} now`;
  const rows = differences.map(
    ({ what, before, now }) => `  ${what}: ${JSON.stringify(before)}, now ${JSON.stringify(now)}`,
  );
  const otherwise = replayed.appliedOtherwise.map(
    (it) => `  ${it.promotionId}: offered ${it.offeredCents} cents, the POS applied ${it.appliedCents}`,
  );
  return [
    `Receipt ${receipt} (release ${release}, ${versions}): ${differences.length === 0 ? "the same, byte for byte" : "it differs"}.`,
    ...rows,
    ...(otherwise.length === 0 ? [] : ["The POS applied otherwise than it was offered:", ...otherwise]),
  ].join("\n");
}
