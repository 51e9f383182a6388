/**
 * Holds a call of a vendor's POS against the one that a dialogue has. Its names for sales, lines and receipts are its own:
 * what stands for the dialogue's the first time must stand for it ever after.
 */

import type { Abilities } from "../pos/profile.ts";
import type { Pattern } from "./dialogue.ts";
import { filledAll, firstDifference, type Mismatch, type Saved } from "./match.ts";
import { expectedOf, type Offer } from "./offer.ts";

/** The POS's own words, whatever they are. */
const OWN = new Set([
  "transactionId",
  "lineId",
  "tenderId",
  "returnId",
  "receipt",
  "operator",
  "supervisor",
  "reason",
  "nonce",
  "proof",
  "at",
]);

export interface Bindings {
  /** Undefined: the POS has said what was expected. */
  mismatch(expected: unknown, actual: unknown, saved: Saved, offer: Offer | undefined): Mismatch | undefined;
  /** The pattern with the POS's own words in it. */
  translated(pattern: Pattern, saved: Saved): Pattern;
}

export function bindings(abilities: Abilities): Bindings {
  const own = new Map<string, unknown>();
  const bound = (field: string, expected: unknown, actual: unknown) => {
    const key = `${field} ${String(expected)}`;
    if (!own.has(key)) own.set(key, actual);
    return own.get(key);
  };

  function differs(
    expected: unknown,
    actual: unknown,
    path: string,
    field: string,
    offer: Offer | undefined,
    whole: Readonly<Record<string, unknown>>,
  ): Mismatch | undefined {
    if (field === "applied") return appliedDiffers(expected, whole, offer);
    if (OWN.has(field)) {
      const wanted = typeof actual === "string" ? bound(field, expected, actual) : "a text";
      return actual === wanted ? undefined : { path, expected: wanted, actual };
    }
    if (field === "quantity")
      return Number(actual) === Number(expected) ? undefined : { path, expected, actual };
    if (field === "unitPriceCents" && actual === undefined && typeof whole.unitPrice === "string") {
      const cents = Math.round(Number(whole.unitPrice) * 100);
      return cents === expected ? undefined : { path, expected, actual: cents };
    }
    // By its code, or by its id.
    if (field === "suspension" && actual === undefined && "transactionId" in whole) return undefined;
    if (typeof expected !== "object" || expected === null)
      return actual === expected ? undefined : { path, expected, actual };
    if (Array.isArray(expected)) {
      if (!Array.isArray(actual) || actual.length !== expected.length) return { path, expected, actual };
      return first(
        expected.map((one, index) => differs(one, actual[index], `${path}.${index}`, "", offer, {})),
      );
    }
    if (typeof actual !== "object" || actual === null) return { path, expected, actual };
    const record = actual as Readonly<Record<string, unknown>>;
    return first(
      Object.entries(expected)
        // What was really paid, and how, is the POS's own; its total is not.
        .filter(([name]) => name !== "tenders" || !("receipt" in expected))
        .map(([name, one]) =>
          differs(one, record[name], path === "" ? name : `${path}.${name}`, name, offer, record),
        ),
    );
  }

  function appliedDiffers(
    wanted: unknown,
    params: Readonly<Record<string, unknown>>,
    offer: Offer | undefined,
  ): Mismatch | undefined {
    const offered = wanted === "all" && offer ? offer : { applied: [], discountCents: 0 };
    if (abilities.modifiers === "transaction") {
      const { discountCents } = params;
      const expected = offered.discountCents;
      return discountCents === expected
        ? undefined
        : { path: "discountCents", expected, actual: discountCents };
    }
    if (!Array.isArray(params.applied))
      return { path: "applied", expected: offered.applied, actual: params.applied };
    return firstDifference(byPromotion(offered.applied), byPromotion(params.applied), "applied");
  }

  return {
    mismatch: (expected, actual, saved, offer) =>
      differs(filledAll(expected, saved), actual, "", "", offer, (actual ?? {}) as never),
    translated: (pattern, saved) => translate(expectedOf(pattern, abilities), "", saved, own),
  };
}

/** What each promotion took off: in how many parts and in which order is the POS's own. */
function byPromotion(applied: readonly object[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { promotionId, amountCents } of applied as readonly {
    promotionId: string;
    amountCents: number;
  }[])
    sums[promotionId] = (sums[promotionId] ?? 0) + amountCents;
  return sums;
}

function translate(
  pattern: Pattern,
  field: string,
  saved: Saved,
  own: ReadonlyMap<string, unknown>,
): Pattern {
  if (typeof pattern === "string" && OWN.has(field)) {
    const key = `${field} ${String(filledAll(pattern, saved))}`;
    return own.has(key) ? (own.get(key) as Pattern) : pattern;
  }
  if (Array.isArray(pattern)) return pattern.map((one) => translate(one, field, saved, own));
  if (typeof pattern !== "object" || pattern === null) return pattern;
  return Object.fromEntries(
    Object.entries(pattern).map(([name, one]) => [name, translate(one as Pattern, name, saved, own)]),
  );
}

function first(found: readonly (Mismatch | undefined)[]): Mismatch | undefined {
  return found.find((one) => one !== undefined);
}
