/** The other tills of the store, as the answering thread asks them for suspended sales: the lead worker does it. */

import type { Session } from "../session/session.ts";

export interface SaleAsk {
  readonly code: string;
  /** Where it is to go on: nobody else gets it from then on. False: only where it is. */
  readonly take: boolean;
  /** For how long the answer is waited for, milliseconds. */
  readonly withinMs: number;
}

/** What a till says of a sale by the code of its suspension. */
export type SaleSaid =
  | { readonly kind: "waits" }
  | { readonly kind: "given"; readonly key: string; readonly round: number; readonly session: Session }
  /** That till has it, or is to have it. */
  | { readonly kind: "taken"; readonly till: string }
  | { readonly kind: "unknown" };

export type SaidBy = SaleSaid & { readonly from: string };

export interface Neighbours {
  /** Whether this till is in a list of its store's tills. */
  isThere(): boolean;
  /** Those that answered in time. Never rejects. @param till only this one */
  ask(asked: SaleAsk, till?: string): Promise<readonly SaidBy[]>;
}

/** How a session is written; another number where an older Tillside could not go on with it. */
export const SALE_FORMAT = 1;
/** Of a session as JSON: packed it fits a message between tills. */
export const GIVEN_BYTES_MAX = 600_000;
