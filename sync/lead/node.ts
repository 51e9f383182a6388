/** One till's part in it, as a value that only `step` changes. */

import { type Book, EMPTY, openBook } from "./book.ts";
import { type Log, logOf } from "./log.ts";
import type { Row } from "./row.ts";
import { SIZES, type Sizes } from "./sizes.ts";
import { ELECTION } from "./ticks.ts";
import {
  type Entry,
  type Keep,
  type List,
  type Member,
  memberOf,
  type NotLead,
  type Out,
  type Page,
  tillOf,
} from "./words.ts";

/** What the lead knows of a till that holds a copy. */
export interface Peer {
  /** Undefined until it has answered. */
  member: Member | undefined;
  /** The first entry that it is sent next. */
  next: number;
  /** Its log is as ours up to here, durably. */
  matched: number;
  /** The latest of our ticks that it has answered. */
  heard: number;
  /** When it was sent what it has not answered yet. */
  asked: number | undefined;
  /** When it was sent anything. */
  sent: number;
  /** The book on its way to it, and how many rows it has. */
  book: { readonly page: Page; readonly rows: readonly Row[]; offset: number } | undefined;
}

export type Role =
  | { readonly kind: "follower"; readonly lead: string | undefined }
  /** It asks around, `would`, or stands. */
  | { readonly kind: "candidate"; readonly would: boolean; readonly yes: Map<string, Member> }
  | {
      readonly kind: "lead";
      /** Of its first entry: before that is decided it does not know what is. */
      readonly opened: number;
      readonly since: number;
      readonly peers: Map<string, Peer>;
      /** Who waits for which entry. */
      readonly waiting: Map<number, number>;
    };

export interface Node {
  readonly me: Member;
  readonly till: string;
  readonly sizes: Sizes;
  term: number;
  vote: Member | undefined;
  readonly log: Log;
  readonly book: Book;
  /** How the book went on since it was written down last. */
  bookUnkept: Keep[];
  list: List | undefined;
  /** Ticks of its own clock since it began. */
  now: number;
  /** When it heard a lead; at the beginning it may have, just before. */
  heardAt: number;
  standAt: number;
  role: Role;
  /** A book that is arriving. */
  incoming:
    | { readonly from: Member; readonly term: number; readonly page: Page; readonly rows: Row[] }
    | undefined;
}

/** What was kept, as it is found again. */
export interface Kept {
  readonly life: string;
  readonly term: number;
  readonly vote: Member | undefined;
  readonly page: Page;
  readonly rows: Iterable<Row>;
  /** Before the first entry. */
  readonly base: { readonly index: number; readonly term: number };
  readonly entries: readonly Entry[];
}

/** Nothing is kept yet. @param life unique for ever */
export function newKept(life: string): Kept {
  const base = { index: 0, term: 0 };
  return { life, term: 0, vote: undefined, page: EMPTY, rows: [], base, entries: [] };
}

export function openNode(till: string, kept: Kept, sizes: Sizes = SIZES): Node {
  const { life, term, vote, page, rows, base, entries } = kept;
  return {
    me: memberOf(till, life),
    till,
    sizes,
    term,
    vote,
    log: logOf(base.index, base.term, entries),
    book: openBook(page, rows),
    bookUnkept: [],
    list: undefined,
    now: 0,
    heardAt: 0,
    standAt: 2 * ELECTION,
    role: { kind: "follower", lead: undefined },
    incoming: undefined,
  };
}

/** Who votes now: as the last entry says that says it, decided or not. */
export function votersOf({ log, book }: Node): readonly Member[] {
  return log.voters() ?? book.page().voters;
}

/** The line it goes by, decided or not. */
export function lineOf({ log, book }: Node): number {
  return log.line() ?? book.page().line;
}

/** It has never been in a log: it may found one with others that have not either. */
export function isNew(node: Node): boolean {
  return node.log.lastIndex() === 0;
}

export function majorityOf(count: number): number {
  return Math.floor(count / 2) + 1;
}

/** Another term than its own was heard of, or begins: whoever waits is told. */
export function follow(node: Node, out: Out, term: number, lead: string | undefined): void {
  if (node.role.kind === "lead") for (const id of node.role.waiting.values()) refuse(node, out, id, lead);
  if (term > node.term) {
    node.term = term;
    node.vote = undefined;
    out.keep.push({ kind: "standing", term, vote: undefined });
  }
  node.role = { kind: "follower", lead };
}

export function refuse(node: Node, out: Out, id: number, lead: string | undefined): void {
  const answer: NotLead = { kind: "not-lead", lead: lead === node.till ? undefined : lead };
  out.answers.push({ id, answer });
}

export function isVoter(node: Node, till: string): boolean {
  return votersOf(node).some((voter) => tillOf(voter) === till);
}
