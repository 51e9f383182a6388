/** The files that are made of the contract and committed, so that vendors and their programs can read them. */

import { jsonText } from "../../../engine/reference/json-text.ts";
import type { Examples } from "./examples.ts";
import { contractJsonSchema } from "./json-schema.ts";
import { openRpc } from "./openrpc.ts";
import { callsPage } from "./page.ts";

/** Names are within `agent/contract/`. */
export function contractFiles(examples: Examples): { readonly name: string; readonly text: string }[] {
  return [
    { name: "openrpc.json", text: jsonFile(openRpc(examples)) },
    { name: "schema.json", text: jsonFile(contractJsonSchema()) },
    { name: "CALLS.md", text: callsPage(examples) },
  ];
}

export function jsonFile(value: unknown): string {
  return `${jsonText(value)}\n`;
}
