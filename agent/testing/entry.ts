/** What agents of the tests begin with: in `npm test` the bundle that ships (`installer/agent-bundle.ts`), elsewhere the sources. */

import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const { TILLSIDE_ENTRY: shipped } = process.env;

/** Of a process of its own. */
export const ENTRY = shipped ?? join(import.meta.dirname, "../../tillside.js");

/** Of an agent in the test's own process: its threads load a few files each then, not hundreds. */
export function shippedAgent(): Promise<typeof import("../main.ts")> {
  return shipped === undefined
    ? import("../main.ts")
    : import(pathToFileURL(join(dirname(shipped), "agent.js")).href);
}
