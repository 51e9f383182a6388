/** The log on its way from the lead to the others, and their answers. */

import { waitAgain } from "./election.ts";
import { follow, lineOf, type Node } from "./node.ts";
import { newPeer } from "./send.ts";
import { turnTo } from "./turn.ts";
import { type Message, type Out, tillOf } from "./words.ts";

type Append = Extract<Message, { kind: "append" }>;
type Install = Extract<Message, { kind: "install" }>;
export type Appended = Extract<Message, { kind: "appended" }>;

export function onAppend(node: Node, out: Out, append: Append): Appended {
  if (!hear(node, out, append)) return answer(node, append, {});
  const { log, book } = node;
  const { index: decided, line } = book.page();
  // What was decided in another line may be decided otherwise in this one: only a whole book helps.
  if (decided > 0 && line !== append.line) return answer(node, append, {});
  const { previousIndex, previousTerm, entries } = append;
  // Up to what is decided all logs are alike.
  if (previousIndex > decided && log.termAt(previousIndex) !== previousTerm) return answer(node, append, {});
  node.incoming = undefined;
  const from = entries.findIndex(({ index, term }) => index > decided && log.termAt(index) !== term);
  if (from >= 0) {
    const added = entries.slice(from);
    const after = added[0]!.index - 1;
    log.cut(after);
    for (const entry of added) log.append(entry);
    out.keep.push({ kind: "entries", after, entries: added });
  }
  const matched = previousIndex + entries.length;
  turnTo(node, out, Math.min(append.decided, matched));
  return answer(node, append, { matched });
}

export function onInstall(node: Node, out: Out, install: Install): Appended {
  if (!hear(node, out, install)) return answer(node, install, {});
  const { log, book } = node;
  const { page, offset, rows, last } = install;
  const here = book.page();
  const sameLine = page.line === here.line;
  if (sameLine && page.index <= here.index) return answer(node, install, { matched: here.index });
  const incoming = incomingOf(node, install);
  const fits = offset === incoming.rows.length;
  if (fits) incoming.rows.push(...rows);
  if (!fits || !last) return answer(node, install, { installed: incoming.rows.length });
  node.incoming = undefined;
  // What its log has of it already it may have said to have: that must not go.
  if (sameLine && log.termAt(page.index) === page.term) turnTo(node, out, page.index);
  else {
    book.replace(page, incoming.rows);
    log.restart(page.index, page.term);
    out.keep.push({ kind: "book", page, rows: incoming.rows });
  }
  return answer(node, install, { matched: page.index });
}

export function onAppended(node: Node, out: Out, appended: Appended): void {
  const { from, line, term, matched, decided, installed, tick } = appended;
  if (line > lineOf(node) || term > node.term) follow(node, out, Math.max(term, node.term), undefined);
  const { role } = node;
  if (role.kind !== "lead" || term !== node.term) return;
  const till = tillOf(from);
  const known = role.peers.get(till);
  if (known === undefined) return;
  const peer = known.member === undefined || known.member === from ? known : newPeer(role.opened);
  role.peers.set(till, peer);
  peer.member = from;
  peer.heard = Math.max(peer.heard, tick);
  peer.asked = undefined;
  if (matched !== undefined) {
    peer.matched = Math.max(peer.matched, matched);
    peer.next = peer.matched + 1;
    peer.book = undefined;
  } else if (installed !== undefined) {
    if (peer.book !== undefined) peer.book.offset = installed;
  } else if (decided > 0 && line !== node.book.page().line) peer.next = 0;
  else peer.next = Math.max(decided, peer.matched) + 1;
}

/** Parts of one book by one lead: the same page may have its rows in another order at the next lead. */
function incomingOf(node: Node, { from, term, page, offset }: Install): NonNullable<Node["incoming"]> {
  const { incoming } = node;
  const goesOn = incoming?.from === from && incoming.term === term && incoming.page.index === page.index;
  if (goesOn && offset > 0) return incoming;
  node.incoming = { from, term, page, rows: [] };
  return node.incoming;
}

/** Whether it is of a lead whose line and term are not over; then it is followed. */
function hear(node: Node, out: Out, message: Append | Install): boolean {
  const line = lineOf(node);
  if (message.line < line || (message.line === line && message.term < node.term)) return false;
  const lead = tillOf(message.from);
  if (message.term > node.term || node.role.kind !== "follower" || node.role.lead !== lead)
    follow(node, out, message.term, lead);
  node.heardAt = node.now;
  waitAgain(node);
  return true;
}

function answer(
  node: Node,
  { tick }: Append | Install,
  { matched, installed }: { readonly matched?: number; readonly installed?: number },
): Appended {
  const { me, term, book } = node;
  const decided = book.page().index;
  return { kind: "appended", from: me, line: lineOf(node), term, matched, decided, installed, tick };
}
