/**
 * What HQ may answer to a claim of a thing that has a home, decided: pure. As long as the home holds its lease it is
 * asked first, and holds the thing in its own book for whoever asked. What HQ grants without having asked the home hears
 * before it has a lease again.
 */

import { GRACE_MS } from "./lease.ts";

/** A store's lease as HQ knows it; number 0: it never had one. */
export interface LeaseAtHq {
  readonly number: number;
  readonly untilMs: number;
}

/** What the home was asked for one reservation, and its word. Of points: for so many. */
export interface Consent {
  readonly state: "asked" | "granted" | "refused";
  readonly amount: number;
}

export type ByHome =
  /** HQ decides by what it knows; a grant is whole. The home need not hear of it. */
  | { readonly kind: "decide" }
  /** The same; the home must hear of a grant before its next lease. */
  | { readonly kind: "decide-and-note"; readonly doubt?: "home-silent" }
  /** One of the home's own tills: HQ decides, and the home's lead besides. */
  | { readonly kind: "decide-beside-lead" }
  /** The home is to be asked for it. */
  | { readonly kind: "ask" };

export function isLive({ untilMs }: LeaseAtHq, nowMs: number): boolean {
  return untilMs + GRACE_MS > nowMs;
}

/** @param isOwn the claim is of a till of the home itself */
export function byHome(
  isOwn: boolean,
  lease: LeaseAtHq,
  consent: Consent | undefined,
  amount: number,
  nowMs: number,
): ByHome {
  // The home holds it: no lease of whatever age gives it to anybody else.
  if (consent?.state === "granted" && consent.amount >= amount) return { kind: "decide" };
  if (isLive(lease, nowMs)) return isOwn ? { kind: "decide-beside-lead" } : { kind: "ask" };
  return lease.number > 0 ? { kind: "decide-and-note", doubt: "home-silent" } : { kind: "decide-and-note" };
}
