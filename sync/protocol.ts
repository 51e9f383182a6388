/**
 * The words that till and HQ share: names of roles, channels and lanes, the shape of an event, and every limit.
 * The formats themselves are in `release/` (down) and `outbox.ts` (up).
 */

/** Signing roles, after The Update Framework: root appoints, release says what is published, head says how new. */
export type Role = "root" | "release" | "head";

/** Named streams of rows, each with a version of its own. `articles/0042` is that store's article master. */
export type Channel = string;

/**
 * Two queues up, so that a claim on a coupon never waits behind a backlog of sales:
 * `claims` tells of coupons and balances used, `sales` of whole receipts.
 */
export type Lane = "claims" | "sales";

/** Kind of the note that takes the place, and the hash, of an event that HQ would not take. */
export const PARKED_KIND = "parked";

/** A fact that left the till's journal: gapless and hash-chained in its lane. */
export interface OutboxEvent {
  readonly lane: Lane;
  /** From 1, without gaps, by (till, epoch, lane). */
  readonly sequence: number;
  /** `hash` of the event before, "" for the first. */
  readonly previousHash: string;
  readonly hash: string;
  readonly kind: string;
  /** Wall clock of the till, milliseconds since 1970. Informative: order is by sequence. */
  readonly atMs: number;
  /** JSON text, kept byte for byte from the till's journal to HQ's. */
  readonly body: string;
}

/** An event that HQ has acknowledged, by which it shows that it still holds all up to there (`held.ts`). */
export interface Mark {
  readonly lane: Lane;
  /** In the epoch in which it was acknowledged. */
  readonly sequence: number;
  readonly hash: string;
}

/** A mark, and where the journal has it. */
export interface KeptMark extends Mark {
  /** Over all epochs, from 1; a later event has a higher one. */
  readonly row: number;
}

/** Who speaks: a till, and this life of its journal. A new or cloned journal is a new epoch. */
export interface TillIdentity {
  readonly store: string;
  readonly till: string;
  /** 128 random bits, hex. */
  readonly epoch: string;
}

/** By the sale's id, or by its number: `till` where tills of the store number their receipts alike. */
export type ReceiptQuestion =
  | { readonly sale: string }
  | { readonly store: string; readonly receipt: string; readonly till?: string };

/** What HQ holds of a receipt: bodies of events, as tills told them. */
export interface HeldReceipt {
  /** Null where only returns of it have reached HQ so far. */
  readonly sale: object | null;
  readonly definitions: readonly {
    readonly hash: string;
    readonly promotionId: string;
    readonly json: string;
  }[];
  readonly returns: readonly object[];
  /** Of the vouchers that it issued, those that were used since and are not good again, and what they took off. */
  readonly vouchersUsed?: readonly UsedVoucher[];
}

export interface UsedVoucher {
  readonly couponId: string;
  readonly savedCents: number;
}

/** A table's part of a channel file: full rows, columnar; keys of rows to delete. */
export interface TableChange {
  readonly table: string;
  readonly columns: readonly string[];
  /** One array a column, all of one length. */
  readonly upserts: readonly (readonly (string | number | null)[])[];
  /** Primary keys, one array a key column. */
  readonly deletes: readonly (readonly (string | number)[])[];
}

/** A channel file after signature, length, hash and schema have been checked. `from` 0 is a snapshot. */
export interface ChannelFile {
  readonly channel: Channel;
  readonly schema: number;
  readonly from: number;
  readonly to: number;
  /** What `channelDigest` of the channel's rows gives before and after: the replica checks its own content with them. */
  readonly digestBefore: string;
  readonly digestAfter: string;
  /**
   * The same of the rows that it changes or takes away, as they were at `from`: who stands there need not read them to know
   * what is left. Absent of files that were written before there was this.
   */
  readonly digestReplaced?: string | undefined;
  /** May be gone through more than once. Of a large file each is read when its turn comes. */
  readonly tables: Iterable<TableChange>;
}

/** What the client needs of the till's replica. `agent/store` implements it. */
export interface Replica {
  /** Version each channel stands at; absent means 0. */
  versions(): Promise<ReadonlyMap<Channel, number>>;
  /** The active release, 0 before the first. */
  activeRelease(): Promise<number>;
  /**
   * Brings the replica to `release`, all or nothing: applies the files in one transaction, checks that the rules
   * compile and that golden baskets get what HQ expects, then moves the active version. Throws SyncError
   * `release-rejected` and leaves everything as it was.
   * @param channels all that the release has for this till: rows of any other go, but those of urgent channels. Absent: none go
   */
  activate(release: number, files: readonly ChannelFile[], channels?: readonly string[]): Promise<void>;
  /** Takes an urgent channel (`kill`, `blocklist`) from these files, in a transaction of its own; the release stays as it is. */
  takeUrgent(files: readonly ChannelFile[]): Promise<void>;
}

/** What the client needs of the till's journal: its outbox, and the highest versions it ever trusted. */
export interface Outbox {
  identity(): Promise<TillIdentity>;
  /** Oldest unacknowledged events of a lane, at most `limit`. */
  pending(lane: Lane, limit: number): Promise<readonly OutboxEvent[]>;
  /** HQ holds everything up to `sequence`, durably. `hqMs`: how late it is there then, where it says so. */
  settle(lane: Lane, sequence: number, hqMs: number | undefined): Promise<void>;
  /**
   * Begins a new epoch, in one transaction: what was not acknowledged is pending again in every lane, from sequence 1
   * and in a new chain. Nothing happens unless `epoch` is the current one.
   */
  renewEpoch(epoch: string): Promise<void>;
  /**
   * Of what was acknowledged, oldest first in each lane. `newest`: the last event of each lane, and its last one of the
   * epoch before. `all`: the last of every epoch too, and ever fewer the older they are, as far as all after them is kept;
   * at most 32 of a lane.
   */
  marks(which: "newest" | "all"): Promise<readonly KeptMark[]>;
  /**
   * HQ holds nothing of this lane after `row` (0: nothing that is known), although it had acknowledged it: what the journal
   * still has of that is pending again. Where events of an earlier epoch are among it, or some were forgotten meanwhile,
   * a new epoch begins.
   */
  rewind(lane: Lane, row: number): Promise<void>;
  /** HQ holds a note in place of this event: it counts as settled, and is kept here for ever with the reason. */
  park(lane: Lane, sequence: number, reason: string): Promise<void>;
}

/**
 * What a till never goes back behind: metadata that it has trusted, and `active`, the release that its replica has reached.
 * `release` is the highest that was for all, `trial` the highest that was not yet.
 * A head's version counts among heads of the same keys: whoever stole a key could sign the highest number there is, and
 * new keys must be able to begin below it. `age`: the newest of them, and for how long it has been known (`client/head-age.ts`).
 */
export type FloorName = Exclude<Role, "head"> | `head/${string}` | `age/${string}` | "active" | "trial";

export interface VersionFloor {
  /** Highest version ever accepted; 0 before the first. */
  highest(name: FloorName): Promise<number>;
  raise(name: FloorName, version: number): Promise<void>;
  /** False: what was accepted before this process began can't be read now. Absent: it always can. */
  isKnown?(): Promise<boolean>;
}

/** The world failed between till and HQ, or HQ sent something that must not be trusted. */
export type SyncFault =
  | "unreachable"
  | "refused"
  | "bad-signature"
  | "rollback"
  | "wrong-length"
  | "wrong-hash"
  | "malformed"
  | "too-large"
  | "expired"
  | "release-rejected"
  | "fork"
  | "bad-request"
  /** What HQ wrote is not fit to be published: a file of the chain folder, or the linter's findings. */
  | "invalid-chain"
  /** A folder, file, database or port of this machine can't be used; the message says what to do. */
  | "unusable";

export class SyncError extends Error {
  readonly code: SyncFault;
  constructor(code: SyncFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "SyncError";
    this.code = code;
  }
}
