/** Sets on which price floors bind, under a limit on value that refuses what is too much or may be passed once. */

import type { Cents } from "../basket.ts";
import { type Deal, isClaiming } from "../deal.ts";
import { ENDLESS } from "../layer/allowance.ts";
import { roomOf } from "../layer/floor.ts";
import { wantedBy } from "../layer/take.ts";
import type { Entry, Run } from "../world/run.ts";
import type { Rival } from "./index.ts";
import { limitsOf } from "./limits.ts";

/**
 * What may come on top of what the search promises: it counts such sets without floors, and one that saves less may fit
 * where the limit would not let in all of it. 0 where no limit is near, or no goods have a floor.
 */
export function heldBack(run: Run, rivals: readonly Rival[]): Cents {
  let cents = 0;
  const counted = new Set<Entry>();
  for (const { entry } of rivals) {
    const { exceeding = "cap" } = entry.promotion.data.limits ?? {};
    if (exceeding === "cap" || counted.has(entry)) continue;
    counted.add(entry);
    const allowance = limitsOf(run, entry);
    if (allowance === undefined || allowance.amountCents === ENDLESS) continue;
    const { gross, room } = heapOf(run, entry);
    if (room === gross || gross <= allowance.amountCents) continue;
    cents += exceeding === "refuse" ? Math.min(room, allowance.amountCents) : room;
  }
  return cents;
}

/** All goods that its sets may take: what they cost, and what of it may come off. */
function heapOf({ sheet }: Run, { promotion, lines }: Entry): { gross: Cents; room: Cents } {
  const units = new Set(
    promotion.deals.flatMap((deal) =>
      isClaiming(deal) && isFormed(deal) ? wantedBy(deal, sheet, lines) : [],
    ),
  );
  let gross = 0;
  let room = 0;
  for (const unit of units) {
    gross += sheet.left[unit]!;
    room += roomOf(sheet, unit, sheet.left[unit]!);
  }
  return { gross, room };
}

/** Its units save together: what one of them may not give depends on the others. */
function isFormed(deal: Deal): boolean {
  return deal.shape !== "unit" || deal.by === "line";
}
