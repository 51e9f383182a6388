/** The one way a node goes on: what happened goes in; what is to be kept, sent and answered comes out. */

import { onAppend, onAppended, onInstall } from "./copying.ts";
import { askAround, onVote, onVoted, waitAgain } from "./election.ts";
import { lead, onAsk, onSweep, takeOver } from "./leading.ts";
import type { Node } from "./node.ts";
import { sendAll } from "./send.ts";
import { type Event, type Keep, type Message, type Out, tillOf } from "./words.ts";

/**
 * Everything that happened since the last step, in its order; many at once cost one writing. The world makes `keep` durable
 * as a whole, then sends and answers. Where that fails the node is not used any more: it is opened anew from what is kept.
 */
export function step(node: Node, events: readonly Event[]): Out {
  const out: Out = { keep: [], send: [], answers: [] };
  for (const event of events) on(node, out, event);
  if (node.role.kind === "lead") lead(node, out, node.role);
  if (node.role.kind === "lead") sendAll(node, out, node.role);
  return { ...out, keep: keptNow(node, events, out.keep) };
}

/**
 * The book as it goes on is not waited for: it comes out of entries that are kept already, again after any end. It is written
 * with what must be, or at the next tick; a lead writes once for a claim, not once more before it answers.
 */
function keptNow(node: Node, events: readonly Event[], keep: Keep[]): Keep[] {
  const all = [...node.bookUnkept, ...keep];
  const canWait =
    keep.every(({ kind }) => kind === "turn" || kind === "drop") &&
    !events.some(({ kind }) => kind === "ticks");
  node.bookUnkept = canWait ? all : [];
  return canWait ? [] : all;
}

function on(node: Node, out: Out, event: Event): void {
  switch (event.kind) {
    case "ticks":
      node.now += event.count;
      if (node.role.kind !== "lead" && node.now >= node.standAt) askAround(node, out);
      break;
    case "message":
      hear(node, out, event.message);
      break;
    case "list":
      node.list = event.list;
      waitAgain(node);
      break;
    case "ask":
      onAsk(node, out, event);
      break;
    case "sweep":
      onSweep(node, out, event.atMs);
      break;
    case "take-over":
      takeOver(node, out);
      break;
    default:
      event satisfies never;
  }
}

function hear(node: Node, out: Out, message: Message): void {
  const to = tillOf(message.from);
  switch (message.kind) {
    case "vote":
      out.send.push({ to, message: onVote(node, out, message) });
      break;
    case "append":
      out.send.push({ to, message: onAppend(node, out, message) });
      break;
    case "install":
      out.send.push({ to, message: onInstall(node, out, message) });
      break;
    case "voted":
      onVoted(node, out, message);
      break;
    case "appended":
      onAppended(node, out, message);
      break;
    default:
      message satisfies never;
  }
}
