import { hash } from "node:crypto";
import type { OutboxEvent } from "./protocol.ts";
import { canonicalJson } from "./release/canonical-json.ts";

/**
 * The link of an event in its lane's chain: SHA-256, hex, over the hash before it, what the event is, and its body
 * byte for byte. A changed, missing or reordered event breaks every later link.
 */
export function eventHash(event: Omit<OutboxEvent, "hash">): string {
  const what = canonicalJson([event.lane, event.sequence, event.kind, event.atMs]);
  return hash("sha256", `${event.previousHash}\n${what}\n${event.body}`, "hex");
}
