/** What the book of claims says of one thing. */

/** A reservation of an open or suspended sale. */
export interface Hold {
  readonly reservation: string;
  readonly till: string;
  readonly transactionId: string;
  readonly fence: number;
  readonly atMs: number;
  /** Of points: so many. */
  readonly points: number;
}

/** Points that a paid sale used. */
export interface Spent {
  readonly reservation: string;
  readonly till: string;
  readonly points: number;
  readonly atMs: number;
}

export type Row =
  | { readonly thing: string; readonly kind: "held"; readonly hold: Hold }
  /** By a recorded sale. */
  | { readonly thing: string; readonly kind: "used"; readonly hold: Hold; readonly saleId: string }
  | {
      readonly thing: string;
      readonly kind: "points";
      readonly holds: readonly Hold[];
      readonly spent: readonly Spent[];
    }
  /** A reservation that is over: what was sent before its end and comes after it must not bring it back. */
  | { readonly thing: string; readonly kind: "ended"; readonly atMs: number }
  /** The book's own clock, which only sweeps move. */
  | { readonly thing: typeof CLOCK; readonly kind: "clock"; readonly atMs: number };

export const CLOCK = "clock";

export function endedThing(reservation: string): string {
  return `ended ${reservation}`;
}
