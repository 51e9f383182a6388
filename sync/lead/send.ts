/** What the lead sends: what is new, what was not answered, and that it is there. One message is on its way to each till. */

import type { Leading } from "./leading.ts";
import { seatsOf } from "./members.ts";
import { lineOf, type Node, type Peer, votersOf } from "./node.ts";
import { HEARTBEAT, RESEND } from "./ticks.ts";
import { type Out, tillOf } from "./words.ts";

export function sendAll(node: Node, out: Out, role: Leading): void {
  for (const till of holders(node)) {
    if (till === node.till) continue;
    let peer = role.peers.get(till);
    if (peer === undefined) {
      peer = newPeer(role.opened);
      role.peers.set(till, peer);
    }
    if (isDue(node, peer)) sendTo(node, out, till, peer);
  }
}

/** @param opened of what the lead began with: nothing before it was sent by it */
export function newPeer(opened: number): Peer {
  return {
    member: undefined,
    next: opened,
    matched: 0,
    heard: Number.NEGATIVE_INFINITY,
    asked: undefined,
    sent: Number.NEGATIVE_INFINITY,
    book: undefined,
  };
}

/** Those who vote, those who are to, and those who only have a copy. */
function holders(node: Node): ReadonlySet<string> {
  const { voters, copies } = node.list === undefined ? { voters: [], copies: [] } : seatsOf(node.list);
  return new Set([...votersOf(node).map(tillOf), ...voters, ...copies]);
}

function isDue(node: Node, peer: Peer): boolean {
  if (peer.asked !== undefined) return node.now - peer.asked >= RESEND;
  const news = peer.next <= node.log.lastIndex() || peer.book !== undefined;
  return news || node.now - peer.sent >= HEARTBEAT;
}

function sendTo(node: Node, out: Out, till: string, peer: Peer): void {
  const { me, term, log, book, now, sizes } = node;
  const about = { from: me, line: lineOf(node), term, tick: now };
  peer.asked = now;
  peer.sent = now;
  const previousIndex = peer.next - 1;
  const previousTerm = log.termAt(previousIndex);
  if (previousTerm === undefined) {
    peer.book ??= { page: book.page(), rows: [...book.rows()], offset: 0 };
    const { page, rows, offset } = peer.book;
    const part = rows.slice(offset, offset + sizes.rowsMax);
    const last = offset + part.length >= rows.length;
    out.send.push({ to: till, message: { kind: "install", ...about, page, offset, rows: part, last } });
    return;
  }
  peer.book = undefined;
  const entries = log.after(previousIndex, sizes.entriesMax);
  const decided = book.page().index;
  out.send.push({
    to: till,
    message: { kind: "append", ...about, previousIndex, previousTerm, entries, decided },
  });
}
