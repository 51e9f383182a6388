/**
 * Price zones: what some stores have otherwise than articles.json says. `articles/umbria.json` is about the stores of that
 * group, `articles/0042.json` about that store. A store has what its groups say, in the order of its `storeGroups`, then
 * what is said of itself; stores of which the same files speak are one zone, and read one channel.
 */

import { hash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { type Articles, articleSchema } from "./articles.ts";
import { checked, invalid, readJson, uniqueBy } from "./chain-file.ts";

export type ZoneArticle = Articles[number] & {
  /** False: these stores don't have it, and nobody is told to buy it there. */
  readonly sold?: boolean | undefined;
};

export interface PriceZone {
  /** The files that speak of it: `umbria`, or `umbria.0042`; of many files the first, and a hash of all. */
  readonly name: string;
  readonly stores: readonly string[];
  /** Whole, and only those that some file names. */
  readonly articles: readonly ZoneArticle[];
}

/** A release names each, and tills read no more than a mebibyte of it. */
const ZONES_MAX = 2_000;
/** A folder of the releases is called so. */
const NAME_MAX = 100;

interface Store {
  readonly store: string;
  readonly storeGroups: readonly string[];
}

const { article, ...rest } = articleSchema.shape;
// What is left out stays as articles.json has it: no default may take its place.
const { flags, attributes, ...others } = rest;
const differencesSchema = uniqueBy(
  z.strictObject({
    article,
    ...z.strictObject(others).partial().shape,
    flags: flags.unwrap().optional(),
    attributes: attributes.unwrap().optional(),
    sold: z.boolean().optional(),
  }),
  "article",
);
type Differences = z.infer<typeof differencesSchema>;

/** Throws SyncError `invalid-chain`. */
export function readZones(folder: string, articles: Articles, stores: readonly Store[]): PriceZone[] {
  const files = namesIn(folder);
  const spoken = new Set(stores.flatMap(({ store, storeGroups }) => [...storeGroups, store]));
  const lost = files.find((name) => !spoken.has(name));
  if (lost !== undefined)
    throw invalid(
      join(folder, `${lost}.json`),
      "",
      "no store and no store group of config.json is called so",
    );
  const odd = files.find((name) => !/^[A-Za-z0-9_-]{1,64}$/.test(name));
  if (odd !== undefined)
    throw invalid(join(folder, `${odd}.json`), "", "the name may have letters, digits, dash and underscore");
  const read = new Map(
    files.map((name) => {
      const file = join(folder, `${name}.json`);
      return [name, { file, differences: checked(differencesSchema, readJson(file), file) }] as const;
    }),
  );
  const known = new Map(articles.map((one) => [one.article, one]));
  const zoneOf = ({ store, storeGroups }: Store) => namesOf(store, storeGroups, read).join(".");
  const zones = [...Map.groupBy(stores, zoneOf)].filter(([names]) => names !== "");
  if (zones.length > ZONES_MAX)
    throw invalid(
      folder,
      "",
      `${zones.length} price zones, ${ZONES_MAX} at the most: write what several stores have in common as a group's`,
    );
  return zones.map(([names, its]) => {
    const own = new Map<string, ZoneArticle>();
    for (const { file, differences } of names.split(".").map((one) => read.get(one)!))
      lay(differences, own, known, file);
    return { name: short(names), stores: its.map(({ store }) => store).sort(), articles: [...own.values()] };
  });
}

/** As the zone of a store is called where there are these files; empty: none speaks of it. */
export function zoneNameOf(store: string, groups: readonly string[], files: ReadonlySet<string>): string {
  return short(namesOf(store, groups, files).join("."));
}

function namesOf(
  store: string,
  groups: readonly string[],
  files: Pick<ReadonlySet<string>, "has">,
): string[] {
  return [...new Set([...groups, store])].filter((name) => files.has(name));
}

function short(names: string): string {
  if (names.length <= NAME_MAX) return names;
  return `${names.split(".")[0]}.${hash("sha256", names, "hex").slice(0, 32)}`;
}

/** On what was said before. */
function lay(
  differences: Differences,
  own: Map<string, ZoneArticle>,
  known: ReadonlyMap<string, ZoneArticle>,
  file: string,
): void {
  differences.forEach(({ sold, ...said }, at) => {
    const before = own.get(said.article) ?? known.get(said.article);
    const isSold = sold ?? before?.sold;
    const one = before === undefined ? whole(said, file, at) : { ...before, ...said };
    own.set(said.article, { ...one, ...(isSold === undefined ? {} : { sold: isSold }) } as ZoneArticle);
  });
}

/** What articles.json does not have is said whole. */
function whole(said: unknown, file: string, at: number): Articles[number] {
  const read = articleSchema.safeParse(said);
  if (read.success) return read.data;
  const field = read.error.issues[0]?.path.join(".") ?? "";
  throw invalid(
    file,
    `${at}.${field}`,
    "is missing, and articles.json does not have this article: say all of it here",
  );
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const all = readdirSync(folder);
  // Windows hides endings: whoever wrote such a file means its prices.
  const misnamed = all.find((name) => /\.json(\.txt)?$/i.test(name) && !name.endsWith(".json"));
  if (misnamed !== undefined) throw invalid(join(folder, misnamed), "", "the name must end in .json");
  return all
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort();
}
