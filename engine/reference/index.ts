/** The files that are made of the schemas and committed, so that people and editors can read them. */

import { ruleSetJsonSchema } from "./json-schema.ts";
import { referencePage } from "./page.ts";

/** Names are within `engine/`. Who writes them is outside the engine. */
export function referenceFiles(): { readonly name: string; readonly text: string }[] {
  const schema = ruleSetJsonSchema();
  return [
    { name: "rule-set.schema.json", text: `${JSON.stringify(schema, null, 2)}\n` },
    { name: "REFERENCE.md", text: referencePage(schema) },
  ];
}
