/**
 * Who leads. A till that hears no lead asks around first whether it would be voted for, so that one which was cut off comes
 * back without making a stir; then it stands. It is voted for by who has heard no lead, has not voted in this term, and has
 * nothing in its log that the candidate lacks.
 */

import { becomeLead, hasLease } from "./leading.ts";
import { listKey, seatsOf } from "./members.ts";
import { follow, isNew, lineOf, majorityOf, type Node, votersOf } from "./node.ts";
import { ELECTION, GRACE, RANK } from "./ticks.ts";
import { type Member, type Message, type Out, tillOf } from "./words.ts";

type Vote = Extract<Message, { kind: "vote" }>;
type Voted = Extract<Message, { kind: "voted" }>;

/** When it stands if it hears nothing more: the first of the list first. */
export function waitAgain(node: Node): void {
  const tills = node.list?.tills ?? votersOf(node).map(tillOf);
  const place = tills.indexOf(node.till);
  node.standAt = node.now + ELECTION + GRACE + RANK * (place < 0 ? tills.length : place);
}

/** It hears nobody: asks around, if it is one of those who may lead. */
export function askAround(node: Node, out: Out): void {
  waitAgain(node);
  // A lead that has written itself out may be the only one with that entry: until it is decided it is needed.
  const votedBefore = node.book.page().voters.includes(node.me);
  if (!electors(node).includes(node.till) && !votedBefore) return;
  follow(node, out, node.term, undefined);
  campaign(node, out, true);
}

export function onVote(node: Node, out: Out, vote: Vote): Voted {
  const yes = vote.would ? wouldVote(node, vote) : votes(node, out, vote);
  const { me, term } = node;
  return { kind: "voted", from: me, asked: vote.term, would: vote.would, yes, term };
}

function wouldVote(node: Node, vote: Vote): boolean {
  return !hasLead(node) && vote.term > node.term && suits(node, vote);
}

function votes(node: Node, out: Out, vote: Vote): boolean {
  // Whoever has a lead is not for another, and hears of no later term from who has none.
  if (hasLead(node)) return false;
  if (vote.term > node.term) follow(node, out, vote.term, undefined);
  const free = node.vote === undefined || node.vote === vote.from;
  if (vote.term !== node.term || !free || !suits(node, vote)) return false;
  if (node.vote === undefined) {
    node.vote = vote.from;
    out.keep.push({ kind: "standing", term: node.term, vote: vote.from });
  }
  waitAgain(node);
  return true;
}

export function onVoted(node: Node, out: Out, voted: Voted): void {
  if (voted.term > node.term) follow(node, out, voted.term, undefined);
  const { role } = node;
  if (role.kind !== "candidate" || role.would !== voted.would || !voted.yes) return;
  if (voted.asked !== node.term + (voted.would ? 1 : 0)) return;
  role.yes.set(tillOf(voted.from), voted.from);
  count(node, out);
}

function campaign(node: Node, out: Out, would: boolean): void {
  if (!would) {
    node.term += 1;
    node.vote = node.me;
    out.keep.push({ kind: "standing", term: node.term, vote: node.me });
  }
  node.role = { kind: "candidate", would, yes: new Map([[node.till, node.me]]) };
  const { me, log, term } = node;
  const line = lineOf(node);
  for (const to of electors(node))
    if (to !== node.till)
      out.send.push({
        to,
        message: {
          kind: "vote",
          from: me,
          line,
          term: would ? term + 1 : term,
          would,
          lastIndex: log.lastIndex(),
          lastTerm: log.lastTerm(),
          founding: isNew(node) ? listKey(node.list) : undefined,
        },
      });
  count(node, out);
}

function count(node: Node, out: Out): void {
  const { role } = node;
  if (role.kind !== "candidate" || !isElected(node, role.yes)) return;
  if (role.would) campaign(node, out, false);
  else becomeLead(node, out, isNew(node) ? foundersOf(node, role.yes) : undefined);
}

/** A log is founded by all that hold copies, since one of them may be all that is left of an earlier one. */
function isElected(node: Node, yes: ReadonlyMap<string, Member>): boolean {
  // Nobody, where HQ's list leaves it out since it asked: then it founds nothing.
  const founders = isNew(node) ? electors(node) : [];
  if (isNew(node)) return founders.length > 0 && founders.every((till) => yes.has(till));
  const voters = votersOf(node);
  const given = voters.filter((voter) => yes.get(tillOf(voter)) === voter);
  return given.length >= majorityOf(voters.length);
}

function foundersOf(node: Node, yes: ReadonlyMap<string, Member>): readonly Member[] {
  return seatsOf(node.list!).voters.map((till) => yes.get(till)!);
}

/** The tills that are asked for their vote. */
function electors(node: Node): readonly string[] {
  if (!isNew(node)) return votersOf(node).map(tillOf);
  if (node.list === undefined) return [];
  const { voters, copies } = seatsOf(node.list);
  // Only who will vote may found; who has a copy only says that it knows of nothing.
  return voters.includes(node.till) ? [...voters, ...copies] : [];
}

function hasLead(node: Node): boolean {
  if (node.role.kind === "lead") return hasLease(node, node.role);
  return node.now - node.heardAt < ELECTION;
}

function suits(node: Node, vote: Vote): boolean {
  const { log } = node;
  if (vote.line < lineOf(node)) return false;
  const lastTerm = log.lastTerm();
  const hasAll =
    vote.lastTerm > lastTerm || (vote.lastTerm === lastTerm && vote.lastIndex >= log.lastIndex());
  return hasAll && (vote.founding === undefined || (isNew(node) && vote.founding === listKey(node.list)));
}
