/**
 * What the three roles sign. Every kind names its role, so that a signature of one can't be shown as another's.
 * Unknown fields are signed, passed over and harmless: a newer HQ may add some.
 */
import { z } from "zod";
import type { Role } from "../protocol.ts";
import type { UrgentChannel } from "./channels.ts";
import { keyIdOf } from "./keys.ts";

/** Larger metadata is not even parsed. */
export const METADATA_BYTES_MAX = 1024 * 1024;
/** A head is a few hundred bytes, a root a few thousand: with a small cap, one that drips is given up within seconds. */
export const SHORT_BYTES_MAX = 32 * 1024;
/** A head is short: who wants more stores in a ring says how many of a thousand. */
export const RING_STORES_MAX = 200;
/** A packed channel file, and what it may unpack to. A release that announces more is refused. */
const FILE_BYTES_MAX = 64 * 1024 * 1024;
const FILE_UNPACKED_BYTES_MAX = 256 * 1024 * 1024;

const version = z.int().min(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in hex");
const instant = z.iso.datetime({ offset: true });

const roleKeys = z
  .object({ keyIds: z.array(sha256).min(1).max(16), threshold: z.int().min(1) })
  .refine((role) => new Set(role.keyIds).size === role.keyIds.length, "names a key twice")
  .refine((role) => role.threshold <= role.keyIds.length, "asks for more signatures than it has keys");

/** Who may sign what. Version N + 1 is valid only when signed by the root keys of N and by its own. */
const rootSchema = z
  .object({
    role: z.literal("root"),
    format: z.literal(1),
    version,
    keys: z.record(sha256, z.object({ kind: z.literal("ed25519"), publicKey: z.base64() })),
    roles: z.object({ root: roleKeys, release: roleKeys, head: roleKeys }),
  })
  .refine(
    (root) => Object.entries(root.keys).every(([id, key]) => id === keyIdOf(key.publicKey)),
    "has a key whose name isn't its hash",
  )
  .refine(
    (root) => Object.values(root.roles).every((role) => role.keyIds.every((id) => id in root.keys)),
    "names a key that it doesn't list",
  );
export type Root = z.infer<typeof rootSchema>;

const fileSchema = z.object({
  from: z.int().min(0),
  to: version,
  path: z.string().regex(/^files\/[A-Za-z0-9][A-Za-z0-9._-]*\/\d+-\d+\.[0-9a-f]{64}\.zst$/),
  bytes: z.int().min(1).max(FILE_BYTES_MAX),
  sha256,
  unpackedBytes: z.int().min(1).max(FILE_UNPACKED_BYTES_MAX),
  /** How many of the channel's changes it carries; absent of a snapshot. */
  span: z.int().min(1).optional(),
});
/** A file as the release announces it. `from` 0 is a snapshot. */
export type FileEntry = z.infer<typeof fileSchema>;

const channelSchema = z.object({
  channel: z.string().regex(/^[a-z]+(\/[A-Za-z0-9._-]+)?$/),
  version,
  /** `channelDigest` of its rows. */
  digest: sha256,
  /** Only this store's tills read it. Absent, and no `stores` either: all. */
  store: z.string().optional(),
  /** Only these stores' tills read it. */
  stores: z.array(z.string().min(1).max(64)).min(1).readonly().optional(),
  files: z.array(fileSchema).min(1),
  /** How often it has changed since its first snapshot. */
  changes: z.int().min(0).default(0),
});
export type ChannelEntry = z.infer<typeof channelSchema>;

/** Everybody's, named by a head under its own name. */
function urgent(name: UrgentChannel) {
  return channelSchema.refine(
    ({ channel, store, stores }) => channel === name && store === undefined && stores === undefined,
    `is not the channel ${name}`,
  );
}

/** What is published: every channel at its version. */
const releaseSchema = z.object({
  role: z.literal("release"),
  format: z.literal(1),
  version,
  publishedAt: instant,
  channels: z
    .array(channelSchema)
    .refine(
      (list) => new Set(list.map((entry) => entry.channel)).size === list.length,
      "names a channel twice",
    ),
});
export type Release = z.infer<typeof releaseSchema>;

const releaseEntry = z.object({ version, bytes: z.int().min(1).max(METADATA_BYTES_MAX), sha256 });
export type ReleaseEntry = z.infer<typeof releaseEntry>;

/** A release on trial. Who is in the ring takes it instead of the release for all. */
const candidateSchema = z.object({
  release: releaseEntry,
  ring: z.object({
    stores: z.array(z.string().min(1).max(64)).max(RING_STORES_MAX).readonly(),
    permille: z.int().min(0).max(1000),
  }),
});
export type Candidate = z.infer<typeof candidateSchema>;

/** Which release is the newest, for whom, and until when that may be believed. */
export const headSchema = z
  .object({
    role: z.literal("head"),
    format: z.literal(1),
    version,
    signedAt: instant,
    expiresAt: instant,
    release: releaseEntry,
    candidate: candidateSchema.optional(),
    /** What is switched off at once, whatever any release says: one snapshot, named by the head itself. */
    kill: urgent("kill")
      .refine(({ files }) => files.length === 1 && files[0]?.from === 0, "is not one snapshot")
      .optional(),
    /** What is blocked at once, whatever cards and coupons of any release say. */
    blocklist: urgent("blocklist").optional(),
  })
  .refine(
    ({ release, candidate }) => candidate === undefined || candidate.release.version > release.version,
    "tries a release that is not above the one for all",
  );
export type Head = z.infer<typeof headSchema>;

export interface Metadata {
  readonly root: Root;
  readonly release: Release;
  readonly head: Head;
}

export const metadataSchemas: { readonly [R in Role]: z.ZodType<Metadata[R]> } = {
  root: rootSchema,
  release: releaseSchema,
  head: headSchema,
};
