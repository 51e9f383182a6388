/** What a till has kept, as a disk would give it back. */

import { type Kept, newKept } from "../node.ts";
import type { Row } from "../row.ts";
import type { Entry, Keep } from "../words.ts";

export interface Disk {
  keep(all: readonly Keep[]): void;
  kept(): Kept;
}

export function newDisk(life: string): Disk {
  let { term, vote, page, base } = newKept(life);
  let rows = new Map<string, Row>();
  let entries: Entry[] = [];
  const one = (keep: Keep) => {
    switch (keep.kind) {
      case "standing":
        ({ term, vote } = keep);
        break;
      case "entries":
        entries = [...entries.filter(({ index }) => index <= keep.after), ...keep.entries];
        break;
      case "turn":
        page = keep.page;
        for (const row of keep.put) rows.set(row.thing, row);
        for (const thing of keep.gone) rows.delete(thing);
        break;
      case "book":
        page = keep.page;
        rows = new Map(keep.rows.map((row) => [row.thing, row]));
        base = { index: page.index, term: page.term };
        entries = [];
        break;
      case "drop": {
        const last = entries.find(({ index }) => index === keep.through)!;
        base = { index: last.index, term: last.term };
        entries = entries.filter(({ index }) => index > keep.through);
        break;
      }
      default:
        keep satisfies never;
    }
  };
  return {
    keep: (all) => all.forEach(one),
    kept: () => ({ life, term, vote, page, rows: [...rows.values()], base, entries: [...entries] }),
  };
}
