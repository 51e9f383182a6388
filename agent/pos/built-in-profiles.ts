/** The profiles that come with the agent: one JSON file and one line each. */

import generic from "./profiles/generic.json" with { type: "json" };
import ncr from "./profiles/ncr.json" with { type: "json" };
import system from "./profiles/system.json" with { type: "json" };
import uakari from "./profiles/uakari.json" with { type: "json" };

/** By the file's name, as it stands in the file. */
export const builtIn: Readonly<Record<string, unknown>> = {
  "generic.json": generic,
  "ncr.json": ncr,
  "system.json": system,
  "uakari.json": uakari,
};
