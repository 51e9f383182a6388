/**
 * A signed envelope: `{ "signed": {…}, "signatures": [{ "keyId", "signature" }] }`, each signature ed25519 over
 * canonical JSON of `signed`, base64.
 */
import { type KeyObject, sign, verify } from "node:crypto";
import { z } from "zod";
import { type Role, SyncError } from "../protocol.ts";
import { canonicalJson } from "./canonical-json.ts";
import { publicKeyObject, type SigningKey } from "./keys.ts";
import { METADATA_BYTES_MAX, type Metadata, metadataSchemas, type Root } from "./metadata.ts";

const envelopeSchema = z.object({
  signed: z.record(z.string(), z.unknown()),
  signatures: z.array(z.object({ keyId: z.string(), signature: z.string() })).max(32),
});
type Envelope = z.infer<typeof envelopeSchema>;

/** The file's text. Keys are used once each, in the order given. */
export function signEnvelope<R extends Role>(
  signed: Metadata[R] & { role: R },
  keys: readonly SigningKey[],
): string {
  const bytes = Buffer.from(canonicalJson(signed));
  const signatures = keys.map(({ keyId, privateKey }) => ({
    keyId,
    signature: sign(null, bytes, privateKey).toString("base64"),
  }));
  return `${canonicalJson({ signed, signatures })}\n`;
}

/**
 * The signed content, if enough of the role's keys (as `root` names them) have signed it. A key counts once, however
 * often it signs; signatures of keys that the role doesn't have count nothing.
 * Throws SyncError: `too-large`, `malformed` or `bad-signature`.
 */
export function openEnvelope<R extends Role>(role: R, bytes: Uint8Array, root: Root): Metadata[R] {
  const envelope = readEnvelope(role, bytes);
  requireSignatures(role, envelope, root);
  return readSigned(role, envelope);
}

/**
 * A root file that vouches for itself. Only for the root that a till is installed with; every later one comes through
 * `openNextRoot`.
 */
export function openPinnedRoot(bytes: Uint8Array): Root {
  const envelope = readEnvelope("root", bytes);
  const root = readSigned("root", envelope);
  requireSignatures("root", envelope, root);
  return root;
}

/** Root N + 1: signed by enough keys of root N and enough of its own. Throws as `openEnvelope`, or `rollback`. */
export function openNextRoot(bytes: Uint8Array, current: Root): Root {
  const envelope = readEnvelope("root", bytes);
  requireSignatures("root", envelope, current);
  const next = readSigned("root", envelope);
  requireSignatures("root", envelope, next);
  if (next.version !== current.version + 1) {
    throw new SyncError("rollback", `root ${next.version} can't follow root ${current.version}`);
  }
  return next;
}

function readEnvelope(role: Role, bytes: Uint8Array): Envelope {
  if (bytes.length > METADATA_BYTES_MAX) {
    throw new SyncError(
      "too-large",
      `the ${role} metadata has ${bytes.length} bytes, over ${METADATA_BYTES_MAX}`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch (cause) {
    throw new SyncError("malformed", `the ${role} metadata is not JSON`, { cause });
  }
  const read = envelopeSchema.safeParse(value);
  if (read.success) return read.data;
  throw new SyncError(
    "malformed",
    `the ${role} metadata is no signed envelope: ${read.error.issues[0]?.message}`,
  );
}

function requireSignatures(role: Role, envelope: Envelope, root: Root): void {
  const { keyIds, threshold } = root.roles[role];
  const bytes = Buffer.from(canonicalJson(envelope.signed));
  const valid = new Set<string>();
  for (const { keyId, signature } of envelope.signatures) {
    const key = keyIds.includes(keyId) ? keyIn(root, keyId) : undefined;
    if (key === undefined || valid.has(keyId)) continue;
    if (verify(null, bytes, key, Buffer.from(signature, "base64"))) valid.add(keyId);
  }
  if (valid.size < threshold) {
    const have = `${valid.size} good signature${valid.size === 1 ? "" : "s"} of ${threshold} that root ${root.version} asks for`;
    throw new SyncError("bad-signature", `the ${role} metadata has ${have}: it is not from this chain's HQ`);
  }
}

/** A root's keys as the system takes them, which is half the work of a signature: made once, as long as the root is known. */
const madeOf = new WeakMap<Root, Map<string, KeyObject>>();

function keyIn(root: Root, keyId: string): KeyObject | undefined {
  const made = madeOf.get(root) ?? new Map<string, KeyObject>();
  madeOf.set(root, made);
  const key = made.get(keyId) ?? (root.keys[keyId] && publicKeyObject(root.keys[keyId].publicKey));
  if (key !== undefined) made.set(keyId, key);
  return key;
}

function readSigned<R extends Role>(role: R, envelope: Envelope): Metadata[R] {
  const read = metadataSchemas[role].safeParse(envelope.signed);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const where = issue?.path.join(".") || "itself";
  throw new SyncError("malformed", `the ${role} metadata: ${where}: ${issue?.message}`);
}
