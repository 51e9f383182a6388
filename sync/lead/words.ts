/** What is said among the tills that choose a lead, what they keep, and what a lead is asked. Plain values, all of it. */

import type { ClaimAnswer, ClaimCall } from "../claims/claims.ts";
import type { Row } from "./row.ts";

/**
 * A till in one life of its file: "3#9f2c…". A till that lost its file has promised and kept nothing any more, so it comes
 * back as another member.
 */
export type Member = string;

/** What the log says, one after another. What the majority holds is so for ever. */
export type Order =
  /** A new lead's first: what earlier ones left undecided is decided with it. */
  | { readonly kind: "opened" }
  /** From here on these vote. */
  | {
      readonly kind: "voters";
      readonly voters: readonly Member[];
      /** A line begins: the first one, or one that somebody began by hand. Its number is the term. */
      readonly line?: number;
    }
  | { readonly kind: "call"; readonly call: ClaimCall; readonly till: string; readonly atMs: number }
  /** What is too old goes: the lead looks at its clock now and then. */
  | { readonly kind: "sweep"; readonly atMs: number };

export interface Entry {
  /** From 1 on, without a gap. */
  readonly index: number;
  /** The lead's that wrote it. */
  readonly term: number;
  readonly order: Order;
}

/** The book of claims as it stands after one entry, and who votes there. */
export interface Page {
  readonly index: number;
  readonly term: number;
  readonly voters: readonly Member[];
  /** The line it belongs to; 0: none yet. A later line has a higher number, and nothing of an earlier one is in force. */
  readonly line: number;
}

/** To be durable, in this order and as a whole, before anything of the same step is sent or answered. */
export type Keep =
  | { readonly kind: "standing"; readonly term: number; readonly vote: Member | undefined }
  /** Whatever stood after `after` is gone; then come these. */
  | { readonly kind: "entries"; readonly after: number; readonly entries: readonly Entry[] }
  /** The book has gone on to this page: these rows changed, these are gone. */
  | {
      readonly kind: "turn";
      readonly page: Page;
      readonly put: readonly Row[];
      readonly gone: readonly string[];
    }
  /** Another book, as a whole, in place of book and log. */
  | { readonly kind: "book"; readonly page: Page; readonly rows: readonly Row[] }
  /** Entries up to this one are not needed any more: the book has them. */
  | { readonly kind: "drop"; readonly through: number };

/** A store's tills, as HQ's configuration lists them. */
export interface List {
  /** Ids of tills, the one that should rather lead first. */
  readonly tills: readonly string[];
}

export type Message =
  /** Would you vote for me in this term (`would`), or: do. */
  | {
      readonly kind: "vote";
      readonly from: Member;
      readonly line: number;
      readonly term: number;
      readonly would: boolean;
      /** Of the last entry of its log. */
      readonly lastIndex: number;
      readonly lastTerm: number;
      /** Of a till that has never had a log, who it takes for the store. */
      readonly founding?: string | undefined;
    }
  | {
      readonly kind: "voted";
      readonly from: Member;
      /** That it was asked for. */
      readonly asked: number;
      readonly would: boolean;
      readonly yes: boolean;
      /** Its own. */
      readonly term: number;
    }
  | {
      readonly kind: "append";
      readonly from: Member;
      readonly line: number;
      readonly term: number;
      readonly previousIndex: number;
      readonly previousTerm: number;
      readonly entries: readonly Entry[];
      /** Up to here the majority has it. */
      readonly decided: number;
      /** The lead's tick: comes back with the answer. */
      readonly tick: number;
    }
  /** A part of the whole book, for who is too far behind. */
  | {
      readonly kind: "install";
      readonly from: Member;
      readonly line: number;
      readonly term: number;
      readonly page: Page;
      /** Rows that were sent before these. */
      readonly offset: number;
      readonly rows: readonly Row[];
      readonly last: boolean;
      readonly tick: number;
    }
  | {
      readonly kind: "appended";
      readonly from: Member;
      readonly line: number;
      readonly term: number;
      /** Its log is as the lead's up to here; absent: it does not fit. */
      readonly matched?: number | undefined;
      /** What it knows to be decided: so far all logs are alike. */
      readonly decided: number;
      /** While a book is being sent: rows that it has of it. */
      readonly installed?: number | undefined;
      readonly tick: number;
    };

export type Event =
  /** So much time has gone by. */
  | { readonly kind: "ticks"; readonly count: number }
  | { readonly kind: "message"; readonly message: Message }
  /** What the configuration says now. */
  | { readonly kind: "list"; readonly list: List }
  /** A till wants something; `id` is the asker's own. */
  | {
      readonly kind: "ask";
      readonly id: number;
      readonly till: string;
      readonly call: ClaimCall;
      readonly atMs: number;
    }
  | { readonly kind: "sweep"; readonly atMs: number }
  /** By hand, by somebody who knows that the lead is off and stays off. */
  | { readonly kind: "take-over" };

/** Why a till is not answered here. It may ask `lead`, where one is known. */
export interface NotLead {
  readonly kind: "not-lead";
  readonly lead?: string | undefined;
}

/** What one step asks of the world: first keep, then send and answer. */
export interface Out {
  readonly keep: Keep[];
  readonly send: { readonly to: string; readonly message: Message }[];
  readonly answers: { readonly id: number; readonly answer: ClaimAnswer | NotLead }[];
}

export function memberOf(till: string, life: string): Member {
  return `${till}#${life}`;
}

export function tillOf(member: Member): string {
  return member.slice(0, member.lastIndexOf("#"));
}
