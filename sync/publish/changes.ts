/** What one publication changed in a channel, row by row; and two of them as one. */

import type { ChannelFile, TableChange } from "../protocol.ts";
import { type Cell, type ChannelRow, channelDigest, digestsTogether } from "../release/channel-digest.ts";
import { columnsFor, replicaTables, SCHEMA } from "../release/tables.ts";

type Cells = ChannelRow[1];
/** A row as it is afterwards, or the key of one that is gone. */
type Change = { readonly put: Cells } | { readonly gone: readonly Cell[] };
/** By table, then by the row's name. */
type Changes = ReadonlyMap<string, Map<string, Change>>;

/** A channel as it stands: what it is called, and what `channelDigest` says of its rows. */
export interface Content {
  readonly version: number;
  readonly digest: string;
  readonly rows: Iterable<ChannelRow>;
}

/** From one content of a channel to the next. */
export function changeBetween(channel: string, before: Content, after: Content): ChannelFile {
  const old = new Map<string, Cells>();
  const tableOf = new Map<string, string>();
  for (const [table, cells] of before.rows) {
    const name = rowName(table, cells);
    old.set(name, cells);
    tableOf.set(name, table);
  }
  const changes = noChanges();
  const replaced: ChannelRow[] = [];
  for (const [table, cells] of after.rows) {
    const name = rowName(table, cells);
    const was = old.get(name);
    old.delete(name);
    if (was !== undefined && sameCells(table, was, cells)) continue;
    changes.get(table)!.set(name, { put: cells });
    if (was !== undefined) replaced.push([table, was]);
  }
  for (const [name, cells] of old) {
    const table = tableOf.get(name)!;
    changes.get(table)!.set(name, { gone: keyOf(table, cells) });
    replaced.push([table, cells]);
  }
  return fileOf(channel, before.version, after.version, changes, {
    digestBefore: before.digest,
    digestAfter: after.digest,
    digestReplaced: channelDigest(replaced),
  });
}

/** The first, then the second. What came and went between them is gone also for who stands in the middle. */
export function composed(first: ChannelFile, second: ChannelFile): ChannelFile {
  const changes = changesOf(first);
  /** What the second replaces of the first: nobody had it before. */
  const between: ChannelRow[] = [];
  for (const [table, own] of changesOf(second))
    for (const [name, change] of own) {
      const was = changes.get(table)!.get(name);
      if (was !== undefined && "put" in was) between.push([table, was.put]);
      changes.get(table)!.set(name, change);
    }
  const replaced = [first.digestReplaced, second.digestReplaced].filter((digest) => digest !== undefined);
  return fileOf(first.channel, first.from, second.to, changes, {
    digestBefore: first.digestBefore,
    digestAfter: second.digestAfter,
    digestReplaced: replaced.length < 2 ? undefined : digestsTogether(replaced, [channelDigest(between)]),
  });
}

function noChanges(): Changes {
  return new Map(replicaTables.map(({ table }) => [table, new Map<string, Change>()]));
}

function changesOf(file: ChannelFile): Changes {
  const changes = noChanges();
  for (const { table, columns, upserts, deletes } of file.tables) {
    const own = changes.get(table)!;
    for (let at = 0; at < (deletes[0]?.length ?? 0); at += 1) {
      const gone = deletes.map((cells) => cells[at]!);
      own.set(JSON.stringify([table, gone]), { gone });
    }
    for (let at = 0; at < (upserts[0]?.length ?? 0); at += 1) {
      const put = Object.fromEntries(columns.map((column, n) => [column, upserts[n]![at] ?? null]));
      own.set(rowName(table, put), { put });
    }
  }
  return changes;
}

function fileOf(
  channel: string,
  from: number,
  to: number,
  changes: Changes,
  digests: Pick<ChannelFile, "digestBefore" | "digestAfter" | "digestReplaced">,
): ChannelFile {
  const tables = replicaTables.flatMap((its): TableChange[] => {
    const { table, key } = its;
    // By their names: a till puts rows in by the order of their keys, and many tills sort what one publisher has not.
    const named = [...(changes.get(table) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
    const rows = named.map(([, row]) => row);
    if (rows.length === 0) return [];
    const put = rows.flatMap((row) => ("put" in row ? [row.put] : []));
    const gone = rows.flatMap((row) => ("gone" in row ? [row.gone] : []));
    const columns = columnsFor(its, put);
    return [
      {
        table,
        columns,
        upserts: columns.map((column) => put.map((cells) => cells[column] ?? null)),
        deletes: gone.length === 0 ? [] : key.map((_, n) => gone.map((cells) => cells[n] as string | number)),
      },
    ];
  });
  return { channel, schema: SCHEMA, from, to, ...digests, tables };
}

function tableNamed(table: string) {
  const known = replicaTables.find((one) => one.table === table);
  if (known === undefined) throw new TypeError(`there is no table ${table}`);
  return known;
}

function keyOf(table: string, cells: Cells): readonly Cell[] {
  return tableNamed(table).key.map((column) => cells[column] ?? null);
}

/** Of its table and key. */
export function rowName(table: string, cells: Cells): string {
  return JSON.stringify([table, keyOf(table, cells)]);
}

function sameCells(table: string, a: Cells, b: Cells): boolean {
  return tableNamed(table).columns.every((column) => (a[column] ?? null) === (b[column] ?? null));
}
