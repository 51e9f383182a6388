import type { ClaimAnswer as AnswerToClaim, ClaimCall } from "../claims/claims.ts";
import type { LeaseAsk, LeaseSaid } from "../claims/lease.ts";
import type { UseAt, UsesQuestion } from "../customer-uses.ts";
import type { Acknowledgement, Batch } from "../outbox.ts";
import type { HeldReceipt, Lane, Mark, ReceiptQuestion } from "../protocol.ts";
import type { Claim, ClaimAnswer, Offer, RestoredList, SaleAtHome, Standing } from "../suspended.ts";
import type { Fleet, TillReport } from "../till-report.ts";
import type { VoucherReport } from "../vouchers.ts";
import type { FleetQuestion } from "./fleet.ts";
import type { ForkedSale, Place } from "./suspended.ts";
import type { TillKeys } from "./till-keys.ts";
import type { VoucherQuestion } from "./vouchers.ts";

export type { ForkedSale, Place };

/** The till's chain doesn't continue what HQ holds: a cloned or restored disk. Its events are kept apart. */
export interface Fork extends Acknowledgement {
  /** First event that doesn't fit. */
  readonly forkedAt: number;
}

export interface SaleRow {
  /** Order of arrival at HQ; ask for what comes after the last one seen. */
  readonly position: number;
  readonly store: string;
  readonly till: string;
  readonly saleId: string;
  readonly receipt: string;
  readonly atMs: number;
  readonly totalCents: number;
  readonly discountCents: number;
}

export interface SalesQuestion {
  /** Position after which to begin; 0 is from the start. */
  readonly since: number;
  /** 1 to 1000. */
  readonly limit: number;
  readonly store?: string;
}

export interface LaneStatus {
  readonly store: string;
  readonly till: string;
  readonly epoch: string;
  readonly lane: Lane;
  readonly cursor: number;
  /** When HQ last heard of this lane, milliseconds since 1970. */
  readonly heardMs: number;
}

export interface HubStatus {
  readonly sales: number;
  readonly events: number;
  /** Held, acknowledged, but not understood: look into them. */
  readonly quarantined: number;
  /** Events kept apart because their chain forked. */
  readonly forked: number;
  /** Unique coupons that were redeemed in more than one sale. */
  readonly couponsUsedTwice: number;
  /** Points that were used although they were not there any more. */
  readonly pointsMissing: number;
  /** Coupons and points that open sales hold. */
  readonly claimsHeld: number;
  /** Stores that hold a lease, until when (as HQ's clock says), on how much, and what they have not heard yet. */
  readonly leases: readonly {
    readonly store: string;
    readonly number: number;
    readonly untilMs: number;
    readonly homed: number;
    readonly unheard: number;
  }[];
  /** Suspended sales that may be claimed now. */
  readonly suspended: number;
  /** Suspended sales that were paid at more than one till: look into them. */
  readonly salesForked: number;
  readonly lanes: readonly LaneStatus[];
}

/**
 * Where HQ keeps what tills send. One interface, a driver a database; asynchronous because not every database is in
 * this process.
 */
export interface HubStore {
  /**
   * Takes a batch in one transaction: each event raw and once for ever, its effects only if it was really new, the
   * lane's cursor with it. When it resolves, all of that survives a power cut. Whoever sends the same again gets the
   * same answer.
   */
  accept(batch: Batch, receivedMs: number): Promise<Acknowledgement | Fork>;
  /** For each of the till's marks whether it is held, without a gap before it. Where one is not, `fleet` says so. */
  holds(place: Place, marks: readonly Mark[], nowMs: number): Promise<readonly boolean[]>;
  sales(question: SalesQuestion): Promise<readonly SaleRow[]>;
  /** One receipt with its promotions and all that came back of it; undefined where HQ holds nothing of it. */
  receipt(question: ReceiptQuestion): Promise<HeldReceipt | undefined>;
  /** What a customer has used up of limits at other tills than the one that asks. */
  customerUses(place: Place, question: UsesQuestion): Promise<readonly UseAt[]>;
  /** What may be used once, and points: in the order of the calls. */
  claims(place: Place, calls: readonly ClaimCall[], nowMs: number): Promise<readonly AnswerToClaim[]>;
  /** The store's lease on what is homed there, and what its lead has and gets to say of that. */
  lease(place: Place, ask: LeaseAsk, nowMs: number): Promise<LeaseSaid>;
  /** Told when the store is asked for something that is homed there; answers how to stop. */
  whenAsked(store: string, told: () => void): () => void;
  /** A sale waits, and may be claimed by any till of the store. See `Suspended` for this and the next. */
  offer(place: Place, offer: Offer, nowMs: number): Promise<Standing>;
  claim(place: Place, claim: Claim, nowMs: number): Promise<ClaimAnswer>;
  takeBack(place: Place, sale: SaleAtHome, nowMs: number): Promise<Standing>;
  standings(store: string, keys: readonly string[]): Promise<readonly Standing[]>;
  forkedSales(): Promise<readonly ForkedSale[]>;
  /** Coupons of the store's sales that are good again, in the order in which HQ heard of it, a bounded part. */
  restored(store: string, since: number): Promise<RestoredList>;
  status(nowMs: number): Promise<HubStatus>;
  /** A till's word about itself takes the place of the one before. */
  reported(place: Place, report: TillReport, nowMs: number): Promise<void>;
  /** Every till that was ever heard of. */
  fleet(question: FleetQuestion): Promise<Fleet>;
  /** Vouchers issued and used, and what of that does not fit together. */
  vouchers(question: VoucherQuestion): Promise<VoucherReport>;
  /** Codes and keys: who is a till of this chain. */
  readonly tills: TillKeys;
  close(): Promise<void>;
}
