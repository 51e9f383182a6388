/** Before the tests: agents that run as processes of their own are what ships, not the sources. */

import { join } from "node:path";
import { bundleAgent } from "../installer/agent-bundle.ts";

export async function setup(): Promise<void> {
  const folder = join(import.meta.dirname, "../dist/agent");
  await bundleAgent(folder);
  process.env.TILLSIDE_ENTRY = join(folder, "tillside.js");
}
