import { hash } from "node:crypto";
import type { OutboxEvent } from "./protocol.ts";

/**
 * The link of an event in its lane's chain: SHA-256, hex, over the hash before it, what the event is, and its body
 * byte for byte. A changed, missing or reordered event breaks every later link.
 */
export function eventHash(event: Omit<OutboxEvent, "hash">): string {
  const { lane, sequence, kind, atMs } = event;
  // As canonical JSON says it: HQ does this for every receipt of every till.
  const what = `["${lane}",${sequence},${JSON.stringify(kind)},${atMs}]`;
  return hash("sha256", `${event.previousHash}\n${what}\n${event.body}`, "hex");
}
