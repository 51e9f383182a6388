/**
 * Where a till hands over its suspended sales and takes up others', as the answering thread sees it. HQ is one way to ask;
 * another, such as the store's lead till, keeps the same promises: exactly one till gets a sale, and who got it gets the
 * same answer again.
 */

import type { Claim, ClaimAnswer, SaleAtHome, Standing } from "../../sync/suspended.ts";
import type { Session } from "../session/session.ts";

/** Nobody could be asked: whether it was done is not known. */
export interface Unreachable {
  readonly kind: "unreachable";
  readonly message: string;
}

/** A suspended sale, on its way to whoever asks for it. */
export interface SaleToOffer {
  readonly session: Session;
  /** For how long others may have it, milliseconds. */
  readonly forMs: number;
}

export type ClaimedSale =
  | (Omit<Extract<ClaimAnswer, { kind: "claimed" }>, "body"> & { readonly session: Session })
  | Exclude<ClaimAnswer, { kind: "claimed" }>;

/** None of them rejects; each ends within its deadline, in milliseconds. */
export interface Exchange {
  /** It waits, and any till of the store may have it. The same again changes nothing. */
  offer(sale: SaleToOffer, deadlineMs: number): Promise<Standing | Unreachable>;
  /** At most one till gets it; that one gets it again when it asks again. */
  claim(asked: Omit<Claim, "format">, deadlineMs: number): Promise<ClaimedSale | Unreachable>;
  /** Its own till goes on with it, if no other has it: `till` of the answer says. */
  takeBack(sale: SaleAtHome, deadlineMs: number): Promise<Standing | Unreachable>;
  /** Of those that are known there. */
  standings(keys: readonly string[], deadlineMs: number): Promise<readonly Standing[] | Unreachable>;
  /** Coupons that are good again because what they were used for came back elsewhere: into the journal with them. */
  hearRestored(deadlineMs: number): Promise<Unreachable | undefined>;
}
