/** Writes the references of rule sets and of the contract anew: `npm run reference`. */

import { hash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { Examples } from "../../agent/contract/reference/examples.ts";
import { contractFiles, jsonFile } from "../../agent/contract/reference/index.ts";
import { referenceFiles } from "../../engine/reference/index.ts";
import { recordExchanges, withoutChance } from "./exchanges.ts";

const root = join(import.meta.dirname, "../..");

function write(path: string, text: string): void {
  writeFileSync(join(root, path), text);
  console.log(`${path}: ${text.length} characters`);
}

for (const { name, text } of referenceFiles()) write(`engine/${name}`, text);
write(
  "agent/store/rule-set-schema.ts",
  `/** The beginning of the SHA-256 of \`engine/rule-set.schema.json\`. Written by \`npm run reference\`. */
export const RULE_SET_SCHEMA = "${hash("sha256", readFileSync(join(root, "engine/rule-set.schema.json"))).slice(0, 16)}";
`,
);

const examplesFile = "agent/contract/reference/examples.json";
const before: Examples | undefined = existsSync(join(root, examplesFile))
  ? JSON.parse(readFileSync(join(root, examplesFile), "utf8"))
  : undefined;
const recorded = await recordExchanges();
// The same but for times and random numbers: then nobody has to look at them again.
const examples =
  before !== undefined && isDeepStrictEqual(withoutChance(before), withoutChance(recorded))
    ? before
    : recorded;
if (examples !== before) write(examplesFile, jsonFile(examples));
for (const { name, text } of contractFiles(examples)) write(`agent/contract/${name}`, text);
