/** What an activity was given, as claims: its sets formed anew and counted exactly. */

import type { Deal, SetDeal } from "../deal.ts";
import { ENDLESS } from "../layer/allowance.ts";
import type { Claim } from "../layer/claim.ts";
import { scaledTake } from "../layer/scaled-take.ts";
import { bestSlotSets } from "../layer/slot-sets.ts";
import { formSets, lineTake, setTake, slotTake, slotUnits, type Take, unitTake } from "../layer/take.ts";
import type { Rounding } from "../rounding.ts";
import type { Run } from "../world/run.ts";
import type { Sheet } from "../world/sheet.ts";
import type { Activity } from "./activity.ts";
import { bestTogether } from "./together.ts";

/** `units`: dearest first. */
export function claimsOf(
  run: Run,
  { entry, dealIndex, likeness }: Activity,
  units: readonly number[],
): Claim[] {
  if (units.length === 0) return [];
  const deal = entry.promotion.deals[dealIndex]!;
  const isPack = likeness?.startsWith("pack") ?? false;
  return takes(deal, isPack, units, run.sheet, run.ruleSet.rounding)
    .filter(({ amountCents }) => amountCents > 0)
    .map((take) => ({ entry, dealIndex, take }));
}

function takes(
  deal: Deal,
  isPack: boolean,
  units: readonly number[],
  sheet: Sheet,
  rounding: Rounding,
): Take[] {
  const prices = sheet.left;
  switch (deal.shape) {
    case "unit":
      if (deal.by === "line") return [lineTake(deal, units, sheet, prices)];
      return units.map((unit) => unitTake(deal, unit, sheet, prices));
    case "set":
      if (isPack) return [setTake(deal, units, sheet, prices)];
      return setsOf(deal, units, sheet).map((set) => setTake(deal, set, sheet, prices));
    case "slots": {
      const most = isPack ? 1 : ENDLESS;
      const sets = bestSlotSets(deal, slotUnits(deal, units, sheet, prices), rounding, most, true);
      return sets.map((set) => slotTake(deal, set, sheet, prices, rounding));
    }
    case "scaled":
      return [scaledTake(deal, units, sheet, prices, rounding)];
    default:
      return [];
  }
}

function setsOf(deal: SetDeal, units: readonly number[], sheet: Sheet): number[][] {
  const { reward } = deal;
  if (reward.kind === "units" && reward.together) return bestTogether(deal, units, sheet.left);
  return formSets(deal, units, sheet, sheet.left);
}
