/** The prices that a promotion found: what its conditions, quotas and shortfalls are counted on. */

import { byRank, type Promotion } from "../rule-set.ts";
import type { Run } from "../world/run.ts";
import type { Sheet } from "../world/sheet.ts";

/** The sheet as the layer found it; as it stands now if the layer has not begun, or is a stack at work. */
export function sheetAtLayer(run: Run, layer: number): Sheet {
  const start = run.starts.get(layer);
  return start === undefined ? (run.asked ?? run.sheet) : { ...run.sheet, left: [...start] };
}

/** The same at the promotion's turn: in a stack, less what those before it took. */
export function sheetAtTurn(run: Run, promotion: Promotion): Sheet {
  const { layer } = promotion;
  const sheet = sheetAtLayer(run, layer);
  if (run.ruleSet.layers[layer]?.mode !== "stack" || !run.starts.has(layer)) return sheet;
  for (const { promotion: other, cuts } of run.entries) {
    if (other.layer !== layer || byRank(other, promotion) >= 0) continue;
    for (const { units, cents } of cuts) {
      units.forEach((unit, i) => {
        sheet.left[unit]! -= cents[i]!;
      });
    }
  }
  return sheet;
}

/** What the promotion's condition is asked about: what takes nothing off is asked at the end, about what is paid. */
export function sheetAsked(run: Run, promotion: Promotion): Sheet {
  return promotion.givesMoney ? sheetAtTurn(run, promotion) : run.sheet;
}

/** The prices that its mechanics rest on: in a stack of base `start` those of the layer's start. */
export function pricesDealt(run: Run, promotion: Promotion): Sheet["left"] {
  if (!promotion.givesMoney) return run.sheet.left;
  const restsOnStart = run.ruleSet.layers[promotion.layer]?.base === "start";
  return (restsOnStart ? sheetAtLayer(run, promotion.layer) : sheetAtTurn(run, promotion)).left;
}
