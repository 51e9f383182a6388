/** Promotions whose first day comes before the last stores have them: customers of two stores would see two leaflets. */

import type { Previous } from "../publish/published.ts";
import { contentOf } from "../publish/published.ts";
import { canonicalJson } from "../release/canonical-json.ts";
import { type PlannedRing, type RolloutPlan, ringsOf } from "./plan.ts";

export interface TooSoon {
  readonly promotionId: string;
  /** Its first day. */
  readonly from: string;
  /** The first day that is sure, if nothing goes wrong meanwhile: "YYYY-MM-DD". */
  readonly ready: string;
}

interface Written {
  readonly id: string;
  readonly valid?: { readonly from?: string };
}

/** Of promotions that are new or changed. One that is running already is no leaflet to come. */
export async function promotionsTooSoon(
  rules: unknown,
  { release }: Previous,
  plan: RolloutPlan,
  first: PlannedRing,
  { to, now }: { readonly to: string; readonly now: Date },
): Promise<readonly TooSoon[]> {
  const rings = ringsOf(plan);
  const minutes = rings
    .slice(rings.findIndex(({ name }) => name === first.name))
    .reduce((sum, { soakMinutes }) => sum + soakMinutes, 0);
  const [today, last] = [dayOf(now), dayOf(new Date(now.getTime() + minutes * 60_000))];
  const ready = dayOf(new Date(Date.parse(last) + 86_400_000));
  const entry = release?.channels.find(({ channel }) => channel === "rules");
  const before = new Set<unknown>(
    (entry === undefined ? [] : await contentOf(to, entry)).map(([, { json }]) => json),
  );
  return (rules as { promotions: readonly Written[] }).promotions.flatMap((promotion) => {
    const { from } = promotion.valid ?? {};
    if (from === undefined || from < today || from >= ready || before.has(canonicalJson(promotion)))
      return [];
    return [{ promotionId: promotion.id, from, ready }];
  });
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}
