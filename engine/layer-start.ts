/** The prices that a layer began with: what its conditions, quotas and shortfalls are counted on. */

import type { Run } from "./run.ts";
import type { Sheet } from "./sheet.ts";

/** The sheet as the layer found it; as it stands now if the layer has not begun, or is a stack at work. */
export function sheetAtLayer(run: Run, layer: number): Sheet {
  const start = run.starts.get(layer);
  return start === undefined ? (run.asked ?? run.sheet) : { ...run.sheet, left: [...start] };
}
