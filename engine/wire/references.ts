/** What one object alone can't show: names used twice, stages that go backwards. */

import { type RuleSetData, STAGES } from "../promotion.ts";
import { SEMANTICS_VERSION } from "../semantics.ts";
import { EngineInputError } from "./error.ts";

/** Throws EngineInputError "bad-rule-set" for the first of them. */
export function checkReferences(data: RuleSetData): void {
  const fail = (path: string, message: string): never => {
    throw new EngineInputError("bad-rule-set", path, `rule set: ${message}`);
  };
  if (data.semantics > SEMANTICS_VERSION) {
    fail(
      "semantics",
      `written for semantics ${data.semantics}, this engine knows ${SEMANTICS_VERSION}; update Tillside`,
    );
  }
  const layers = new Set<string>();
  let stage = 0;
  data.layers.forEach(({ id, stage: name }, index) => {
    const next = STAGES.indexOf(name);
    if (layers.has(id)) fail(`layers[${index}].id`, `layer "${id}" stands twice; give each its own id`);
    if (next < stage) {
      fail(
        `layers[${index}].stage`,
        `stage "${name}" comes after "${STAGES[stage]}"; stages run ${STAGES.join(", ")}`,
      );
    }
    layers.add(id);
    stage = next;
  });
  const ids = new Set<string>();
  data.promotions.forEach(({ id }, index) => {
    if (ids.has(id)) fail(`promotions[${index}].id`, `promotion "${id}" stands twice; give each its own id`);
    ids.add(id);
  });
}
