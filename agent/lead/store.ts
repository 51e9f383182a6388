/** `lead.db`: what this till has promised and kept, so that it goes on from there after any end. */

import { randomUUID } from "node:crypto";
import { type Kept, newKept } from "../../sync/lead/node.ts";
import type { Row } from "../../sync/lead/row.ts";
import type { Entry, Keep, Page } from "../../sync/lead/words.ts";
import { openStore, StoreError, setAside } from "../store/open.ts";
import { leadLayout } from "./layout.ts";

export interface LeadStore {
  kept(): Kept;
  /** One durable transaction. */
  keep(all: readonly Keep[]): void;
  /** Where a damaged file, or another till's, was put. */
  readonly broken?: string;
  close(): void;
}

interface Standing {
  readonly store: string;
  readonly till: string;
  readonly life: string;
  readonly term: number;
  readonly vote: string | null;
  readonly page: string;
  readonly baseIndex: number;
  readonly baseTerm: number;
}

/**
 * A file that is damaged or another till's is put aside, and a new one begins as a new member. Throws StoreError
 * `unusable` or `newer`.
 */
export function openLeadStore(
  path: string,
  own: { readonly store: string; readonly till: string },
): LeadStore {
  try {
    const store = opened(path, own);
    if (store !== undefined) return store;
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== "corrupt") throw error;
  }
  const broken = setAside(path);
  return { ...opened(path, own)!, broken };
}

function opened(path: string, own: { readonly store: string; readonly till: string }): LeadStore | undefined {
  const db = openStore(path, leadLayout);
  const read = db.prepare(`
    SELECT store, till, life, term, vote, page, base_index AS baseIndex, base_term AS baseTerm FROM standing`);
  if (read.get() === undefined) {
    const { life, term, page } = newKept(randomUUID());
    db.prepare("INSERT INTO standing VALUES (1, :store, :till, :life, :term, NULL, :page, 0, 0)").run({
      ...own,
      life,
      term,
      page: JSON.stringify(page),
    });
  }
  const { store, till } = read.get() as Standing;
  if (store !== own.store || till !== own.till) {
    db.close();
    return undefined;
  }
  const stand = db.prepare("UPDATE standing SET term = ?, vote = ?");
  const cut = db.prepare("DELETE FROM entry WHERE position > ?");
  const append = db.prepare("INSERT INTO entry VALUES (?, ?, ?)");
  const entries = db.prepare("SELECT position, term, command FROM entry ORDER BY position");
  const termAt = db.prepare("SELECT term FROM entry WHERE position = ?").pluck();
  const drop = db.prepare("DELETE FROM entry WHERE position <= ?");
  const begin = db.prepare("UPDATE standing SET base_index = ?, base_term = ?");
  const turn = db.prepare("UPDATE standing SET page = ?");
  const put = db.prepare("INSERT INTO book VALUES (?, ?) ON CONFLICT DO UPDATE SET json = excluded.json");
  const remove = db.prepare("DELETE FROM book WHERE thing = ?");
  const clear = db.prepare("DELETE FROM book");
  const rows = db.prepare("SELECT json FROM book").pluck();

  const putAll = (all: readonly Row[]) => {
    for (const row of all) put.run(row.thing, JSON.stringify(row));
  };
  const keepOne = (keep: Keep) => {
    switch (keep.kind) {
      case "standing":
        stand.run(keep.term, keep.vote ?? null);
        break;
      case "entries":
        cut.run(keep.after);
        for (const { index, term, order } of keep.entries) append.run(index, term, JSON.stringify(order));
        break;
      case "turn":
        turn.run(JSON.stringify(keep.page));
        putAll(keep.put);
        for (const thing of keep.gone) remove.run(thing);
        break;
      case "book":
        clear.run();
        cut.run(0);
        turn.run(JSON.stringify(keep.page));
        begin.run(keep.page.index, keep.page.term);
        putAll(keep.rows);
        break;
      case "drop":
        begin.run(keep.through, termAt.get(keep.through));
        drop.run(keep.through);
        break;
      default:
        keep satisfies never;
    }
  };
  return {
    kept() {
      const { life, term, vote, page, baseIndex, baseTerm } = read.get() as Standing;
      return {
        life,
        term,
        vote: vote ?? undefined,
        page: JSON.parse(page) as Page,
        rows: (rows.all() as string[]).map((json) => JSON.parse(json) as Row),
        base: { index: baseIndex, term: baseTerm },
        entries: (entries.all() as { position: number; term: number; command: string }[]).map(
          ({ position, term, command }): Entry => ({ index: position, term, order: JSON.parse(command) }),
        ),
      };
    },
    keep: db.transaction((all: readonly Keep[]) => all.forEach(keepOne)).immediate,
    close: () => void db.close(),
  };
}
