/** Targeted texts. One beside other mechanics is shown when they gave something. */

import { type Entry, markApplied, type Run } from "../world/run.ts";
import { admission } from "./admission.ts";
import type { EarnEffect } from "./effect.ts";

export function messages(run: Run, entries: readonly Entry[]): EarnEffect[] {
  const effects: EarnEffect[] = [];
  for (const entry of entries) {
    const { data, deals } = entry.promotion;
    for (const deal of deals) {
      if (deal.shape !== "message") continue;
      const speaksAlone = deals.every(({ shape }) => shape === "message");
      const series = speaksAlone ? admission(run, entry) : entry.applied ? [] : undefined;
      if (series === undefined) continue;
      markApplied(run, entry, series);
      const { audience, text } = deal;
      effects.push({ kind: "message", promotionId: data.id, audience, text, couponIds: entry.couponIds });
    }
  }
  return effects;
}
