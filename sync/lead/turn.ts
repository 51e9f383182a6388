/** The book goes on to what is decided. */

import type { ClaimAnswer } from "../claims/claims.ts";
import type { Node } from "./node.ts";
import type { Row } from "./row.ts";
import type { Entry, Out } from "./words.ts";

/** @param decided an entry of the log, or one that the book has already */
export function turnTo(
  node: Node,
  out: Out,
  decided: number,
  turned: (entry: Entry, answer: ClaimAnswer) => void = () => {},
): void {
  const { log, book, sizes } = node;
  if (decided <= book.page().index) return;
  for (let index = book.page().index + 1; index <= decided; index += 1) {
    const entry = log.at(index)!;
    turned(entry, book.turn(entry));
  }
  const put: Row[] = [];
  const gone: string[] = [];
  for (const thing of book.changed()) {
    const row = book.row(thing);
    if (row === undefined) gone.push(thing);
    else put.push(row);
  }
  out.keep.push({ kind: "turn", page: book.page(), put, gone });
  const through = decided - sizes.keepEntries;
  if (through - log.base() < sizes.dropEntries) return;
  log.drop(through);
  out.keep.push({ kind: "drop", through });
}
