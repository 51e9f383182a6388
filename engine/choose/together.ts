/** Sets whose reward is rounded once: which units go together decides about cents. */

import type { Cents } from "../basket.ts";
import type { SetDeal } from "../deal.ts";
import { setSaving } from "../layer/set-saving.ts";

interface Way {
  readonly value: Cents;
  readonly open: readonly (readonly number[])[];
  readonly full: readonly (readonly number[])[];
}

/** Ways kept at most from one unit to the next. */
const WAYS_MAX = 600;

/** All units in sets, as many as fill whole ones, so that these save the most. `units`: dearest first. */
export function bestTogether(deal: SetDeal, units: readonly number[], prices: readonly Cents[]): number[][] {
  const { size } = deal;
  let ways: Way[] = [{ value: 0, open: [], full: [] }];
  const most = Math.floor(units.length / size);
  const used = most * size;
  for (const unit of units.slice(0, used)) {
    const next = new Map<string, Way>();
    for (const { value, open, full } of ways) {
      for (let place = -1; place < open.length; place++) {
        if (place === -1 && open.length + full.length >= most) continue;
        const set = place === -1 ? [unit] : [...open[place]!, unit];
        const left = open.filter((_, at) => at !== place);
        const isFull = set.length === size;
        const way: Way = {
          value: isFull ? value + setSaving(deal, set, prices) : value,
          open: isFull ? left : [...left, set],
          full: isFull ? [...full, set] : full,
        };
        const key = way.open
          .map((one) => one.map((member) => prices[member]!).join())
          .sort()
          .join("|");
        const known = next.get(key);
        if (known === undefined || way.value > known.value) next.set(key, way);
      }
    }
    ways = [...next.values()];
    if (ways.length > WAYS_MAX) {
      // Consecutive sets lose at most a cent each: the fewer open, the nearer to them.
      ways.sort((a, b) => a.open.length - b.open.length || b.value - a.value);
      ways.length = WAYS_MAX;
    }
  }
  let best: Way | undefined;
  for (const way of ways) if (best === undefined || way.value > best.value) best = way;
  return (best?.full ?? []).map((set) => [...set]);
}
