/**
 * Promotions that real supermarkets published, day by day (test/captures/README.md), as rules of ours. Everything that a row
 * says stays in: rows of one promotion that differ in price or quantity become promotions of their own.
 */

import { existsSync, readdirSync } from "node:fs";
import type { ChannelContent } from "../../sync/publish/channels.ts";
import { canonicalJson } from "../../sync/release/canonical-json.ts";
import type { ChannelRow } from "../../sync/release/channel-digest.ts";
import { readData } from "../replay/read-data.ts";

export interface Day {
  readonly day: string;
  /** A line of CSV by (chain, promotion, article), without a header. */
  readonly lines: ReadonlyMap<string, string>;
  readonly csv: string;
  readonly rules: ChannelContent;
}

/** Of a folder with `promotions_2026-08-09.csv`, gzipped or not, one a day, in their order. Throws where there is none. */
export function readDays(folder: string): readonly Day[] {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const days = [
    ...new Set(names.flatMap((name) => /^promotions_([\d-]+)\.csv/.exec(name)?.[1] ?? [])),
  ].sort();
  if (days.length < 2) throw new Error(`${folder} has not two days of promotions (promotions_DAY.csv.gz)`);
  return days.map((day) => {
    const csv = readData(folder, `promotions_${day}.csv`);
    const [header = "", ...lines] = csv.split("\n").filter((line) => line !== "");
    const columns = header.split(",");
    const rows = lines.map((line) => [line, rowOf(columns, cellsOf(line))] as const);
    const keyed = rows.map(([line, row]) => [keyOf(row), line] as const);
    return { day, csv, lines: new Map(keyed), rules: rulesOf(rows.map(([, row]) => row)) };
  });
}

type Row = Readonly<Record<string, string>>;

const keyOf = (row: Row) => `${row.chain_id}/${row.promo_id}/${row.barcode}`;

function rowOf(columns: readonly string[], cells: readonly string[]): Row {
  return Object.fromEntries(columns.map((column, at) => [column, cells[at] ?? ""]));
}

/** Cells in quotes hold commas and doubled quotes. */
function cellsOf(line: string): string[] {
  const cells = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return Array.from(cells, ([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain);
}

function rulesOf(rows: readonly Row[]): ChannelContent {
  const settings: Readonly<Record<string, unknown>> = {
    semantics: 1,
    currency: "ILS",
    layers: [{ id: "offers", stage: "item", mode: "best" }],
  };
  const same = Map.groupBy(rows, (row) =>
    [row.chain_id, row.promo_id, row.min_qty, row.price, row.discount_rate].join("/"),
  );
  return {
    channel: "rules",
    rows: [
      ...Object.entries(settings).map(
        ([name, value]): ChannelRow => ["rule_setting", { name, json: canonicalJson(value) }],
      ),
      ...[...same].map(
        ([id, [row]]): ChannelRow => ["promotion", { id, json: canonicalJson(promotion(id, row!)) }],
      ),
      ...[...same].flatMap(([id, each]) =>
        each.map(({ barcode }): ChannelRow => ["article_group", { group_id: id, article: barcode! }]),
      ),
    ],
  };
}

function promotion(id: string, row: Row): object {
  return {
    id,
    name: { he: row.text },
    layer: "offers",
    valid: { to: row.valid_until },
    ...(row.club === "1" ? { who: { card: true } } : {}),
    ...(row.coupon === "1" ? { requires: { kind: "coupon", series: id } } : {}),
    mechanics: [mechanic(row, { of: [{ group: id }] })],
  };
}

function mechanic({ min_qty, price, discount_rate, reward_type }: Row, select: object): object {
  const [quantity, priceCents, percent] = [
    Number(min_qty),
    Math.round(Number(price) * 100),
    Number(discount_rate),
  ];
  if (reward_type === "2" && percent > 0 && percent <= 100)
    return { kind: "percent", select, percent: String(percent) };
  if (priceCents > 0 && Number.isInteger(quantity) && quantity > 1)
    return { kind: "multi-buy", select, buy: quantity, reward: { priceCents } };
  if (priceCents > 0)
    return { kind: "fixed-price", select, priceCents, per: quantity === 1 ? "unit" : "measure" };
  // What the source calls "other": a till keeps it and does not apply it.
  return { kind: "other-of-the-source", code: reward_type, select };
}
