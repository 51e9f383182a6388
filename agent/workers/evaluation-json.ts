import type { Evaluation } from "../../engine/effect.ts";

/** Of lines and effects of baskets that are open: from scan to scan the engine gives nearly all of them again. */
const written = new WeakMap<object, string>();

/**
 * The same text as `JSON.stringify`; what was written for the scan before is not written again, which at a hundred lines
 * takes half the time. Nobody may write on the evaluation's lines and effects afterwards.
 */
export function evaluationJson(evaluation: Evaluation): string {
  let text = "";
  for (const [name, value] of Object.entries(evaluation)) {
    if (value === undefined) continue;
    const json = Array.isArray(value) ? `[${value.map(partJson).join()}]` : JSON.stringify(value);
    text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${json}`;
  }
  return `{${text}}`;
}

function partJson(part: object): string {
  let json = written.get(part);
  if (json === undefined) {
    json = JSON.stringify(part);
    written.set(part, json);
  }
  return json;
}
