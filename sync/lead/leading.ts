/** What a lead does: writes down what it is asked, has it copied, and answers once a majority has it. */

import { nextVoters, seatsOf } from "./members.ts";
import { follow, isVoter, majorityOf, type Node, type Peer, type Role, refuse, votersOf } from "./node.ts";
import { ELECTION, LEASE } from "./ticks.ts";
import { turnTo } from "./turn.ts";
import { type Event, type Member, type Order, type Out, tillOf } from "./words.ts";

export type Leading = Extract<Role, { kind: "lead" }>;
type Ask = Extract<Event, { kind: "ask" }>;

/** So many terms a lead that nobody hears does not come to by itself. */
const TAKE_OVER_TERMS = 10_000;

/** @param founders who votes in a log that begins here */
export function becomeLead(node: Node, out: Out, founders: readonly Member[] | undefined): void {
  if (founders !== undefined) write(node, out, { kind: "voters", voters: founders, line: node.term });
  const opened = write(node, out, { kind: "opened" });
  node.role = { kind: "lead", opened, since: node.now, peers: new Map(), waiting: new Map() };
}

/** By hand: this till alone is the majority from here on. The others come back to it one by one. */
export function takeOver(node: Node, out: Out): void {
  follow(node, out, node.term + TAKE_OVER_TERMS, undefined);
  node.vote = node.me;
  out.keep.push({ kind: "standing", term: node.term, vote: node.me });
  becomeLead(node, out, [node.me]);
}

/** Everything that is answered without a majority's having it: by a lead that a majority has just heard. */
export function onAsk(node: Node, out: Out, { id, till, call, atMs }: Ask): void {
  const { role, book } = node;
  const ready = role.kind === "lead" && isReady(node, role);
  const known = ready ? book.known(call) : undefined;
  if (!ready) refuse(node, out, id, role.kind === "follower" ? role.lead : undefined);
  else if (known !== undefined) out.answers.push({ id, answer: known });
  else role.waiting.set(write(node, out, { kind: "call", call, till, atMs }), id);
}

export function onSweep(node: Node, out: Out, atMs: number): void {
  if (node.role.kind === "lead" && isReady(node, node.role)) write(node, out, { kind: "sweep", atMs });
}

/** It knows what is decided, and a majority has heard it within the lease. */
export function isReady(node: Node, role: Leading): boolean {
  return node.book.page().index >= role.opened && hasLease(node, role);
}

export function hasLease(node: Node, role: Leading): boolean {
  return heardSince(node, role, node.now - LEASE);
}

/** Decides what a majority has, moves towards HQ's list, and gives up where no majority has heard it for long. */
export function lead(node: Node, out: Out, role: Leading): void {
  const longAgo = node.now - ELECTION;
  if (role.since < longAgo && !heardSince(node, role, longAgo)) follow(node, out, node.term, undefined);
  else decide(node, out, role);
}

function decide(node: Node, out: Out, role: Leading): void {
  reseat(node, out, role);
  const decided = decidedBy(node, role);
  if (node.log.termAt(decided) === node.term)
    turnTo(node, out, decided, (entry, answer) => {
      const id = role.waiting.get(entry.index);
      role.waiting.delete(entry.index);
      if (id !== undefined) out.answers.push({ id, answer });
    });
  // It has led those that come after it so far.
  if (node.book.page().index >= node.log.lastIndex() && !isVoter(node, node.till))
    follow(node, out, node.term, undefined);
}

function write(node: Node, out: Out, order: Order): number {
  const after = node.log.lastIndex();
  const entry = { index: after + 1, term: node.term, order };
  node.log.append(entry);
  out.keep.push({ kind: "entries", after, entries: [entry] });
  return entry.index;
}

/** What a majority has durably, and who only holds a copy too, as long as it answers. */
function decidedBy(node: Node, { peers }: Leading): number {
  const voters = votersOf(node);
  const has = voters.map((voter) =>
    voter === node.me ? node.log.lastIndex() : (peerOf(peers, voter)?.matched ?? 0),
  );
  const decided = has.sort((a, b) => b - a)[majorityOf(voters.length) - 1] ?? 0;
  const copies = node.list === undefined ? [] : seatsOf(node.list).copies;
  const inTouch = [...peers].filter(
    ([till, peer]) => copies.includes(till) && peer.heard >= node.now - LEASE,
  );
  return Math.min(decided, ...inTouch.map(([, peer]) => peer.matched));
}

function heardSince(node: Node, { peers }: Leading, tick: number): boolean {
  const voters = votersOf(node);
  const heard = voters.filter(
    (voter) => voter === node.me || (peerOf(peers, voter)?.heard ?? Number.NEGATIVE_INFINITY) >= tick,
  );
  return heard.length >= majorityOf(voters.length);
}

/** Only in the life that votes. */
function peerOf(peers: Leading["peers"], voter: Member): Peer | undefined {
  const peer = peers.get(tillOf(voter));
  return peer?.member === voter ? peer : undefined;
}

/** One change at a time, the next one when it is decided. */
function reseat(node: Node, out: Out, role: Leading): void {
  const { page } = node.book;
  if (node.list === undefined || !isReady(node, role)) return;
  if (votersOf(node).join() !== page().voters.join()) return;
  const seen = new Map<string, Member>([[node.till, node.me]]);
  const ready = new Map(seen);
  for (const [till, peer] of role.peers) {
    if (peer.member === undefined || peer.heard < node.now - LEASE) continue;
    seen.set(till, peer.member);
    if (peer.matched >= page().index) ready.set(till, peer.member);
  }
  const voters = nextVoters(votersOf(node), seatsOf(node.list).voters, ready, seen, node.me);
  if (voters !== undefined) write(node, out, { kind: "voters", voters });
}
