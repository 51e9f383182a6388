/** Writes the reference of rule sets anew: `npm run reference`. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { referenceFiles } from "../../engine/reference/index.ts";

const engine = join(import.meta.dirname, "../../engine");
for (const { name, text } of referenceFiles()) {
  writeFileSync(join(engine, name), text);
  console.log(`engine/${name}: ${text.length} characters`);
}
