/** The prices that a layer began with: what its conditions, quotas and shortfalls are counted on. */

import type { Promotion } from "../rule-set.ts";
import type { Run } from "../world/run.ts";
import type { Sheet } from "../world/sheet.ts";

/** The sheet as the layer found it; as it stands now if the layer has not begun, or is a stack at work. */
export function sheetAtLayer(run: Run, layer: number): Sheet {
  const start = run.starts.get(layer);
  return start === undefined ? (run.asked ?? run.sheet) : { ...run.sheet, left: [...start] };
}

/** What the promotion's condition is asked about: what takes nothing off is asked at the end, about what is paid. */
export function sheetAsked(run: Run, { layer, givesMoney }: Promotion): Sheet {
  return givesMoney ? sheetAtLayer(run, layer) : run.sheet;
}
