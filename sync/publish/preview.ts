/** What a publication would change, without writing a byte. */

import type { Texts } from "../../engine/basket.ts";
import type { Finding } from "../../engine/lint/index.ts";
import { EngineInputError, readRuleSet } from "../../engine/wire.ts";
import { planFiles } from "../client/plan.ts";
import { type Answered, checkGolden } from "../golden/check.ts";
import { type Expected, type GoldenRow, goldenAmong } from "../golden/golden.ts";
import { canonicalJson } from "../release/canonical-json.ts";
import { type ChannelRow, EMPTY_DIGEST, rowsOf } from "../release/channel-digest.ts";
import { encodeChannelFile } from "../release/channel-file.ts";
import { changeBetween, rowName } from "./changes.ts";
import { type ChannelContent, digestOf, goneFrom } from "./channels.ts";
import { currencyChange } from "./currency-change.ts";
import type { Draft } from "./draft.ts";
import { GoingRows } from "./going-rows.ts";
import { answersOf } from "./golden.ts";
import { headLost } from "./head-lost.ts";
import type { PublisherKeys } from "./init-keys.ts";
import { contentOf, readPrevious } from "./published.ts";
import { rulesOfRows } from "./rules-of-rows.ts";
import { storesGone } from "./stores-gone.ts";
import type { WorstLoss } from "./worst-loss.ts";

export interface ChannelChange {
  readonly channel: string;
  /** Rows. */
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** What a till that has the release of before downloads. */
  readonly bytes: number;
  /** Of a price zone: stores that read it now and did not, and the other way round. */
  readonly joined?: readonly string[];
  readonly left?: readonly string[];
}

export interface PromotionChange {
  readonly id: string;
  readonly name: Texts;
  readonly change: "new" | "changed" | "gone";
  /** Of a changed one: which of its terms. */
  readonly terms: readonly string[];
}

export interface GoldenChange {
  readonly name: string;
  /** Null: it can't be told, or there are no rules yet. */
  readonly beforeCents: number | null;
  /** Null: it is there no more. */
  readonly afterCents: number | null;
  /** Against what golden.json expects, in words: these stop the publication. */
  readonly differences: readonly string[];
}

export interface Preview {
  /** The newest that tills are told of now; null: none. */
  readonly before: number | null;
  readonly channels: readonly ChannelChange[];
  readonly promotions: readonly PromotionChange[];
  /** Groups of articles: promotions that name them change with them. */
  readonly groups: readonly { readonly group: string; readonly added: number; readonly removed: number }[];
  /** Settings of the rule set, such as `layers`. */
  readonly settings: readonly string[];
  readonly golden: readonly GoldenChange[];
  readonly findings: readonly Finding[];
  readonly worstLoss?: WorstLoss;
  /** The linter's errors or golden baskets stop it. */
  readonly stopped: boolean;
}

/** Throws SyncError for what can't be read. */
export async function previewOf(draft: Draft, to: string, keys: PublisherKeys): Promise<Preview> {
  const previous = readPrevious(to, keys);
  const { release } = previous;
  const channels: ChannelChange[] = [];
  const rowsBefore = new Map<string, readonly ChannelRow[]>();
  const going = new GoingRows();
  for (const entry of goneFrom(release, draft.contents))
    going.leave(entry.channel, await contentOf(to, entry));
  for (const content of draft.contents) {
    const entry = release?.channels.find(({ channel }) => channel === content.channel);
    const isWanted = content.channel === "rules" || content.channel === "config";
    const digest = digestOf(content);
    const isSame = entry?.digest === digest;
    const rows = entry === undefined || (isSame && !isWanted) ? [] : await contentOf(to, entry);
    if (isWanted) rowsBefore.set(content.channel, rows);
    const stores = entry === undefined ? {} : storesMoved(entry.stores, content.stores);
    if (entry === undefined)
      channels.push(await newChannel(content, going.take(content.channel, content.rows)));
    else if (!isSame) channels.push({ ...(await changeOf(content, rows, entry.digest)), ...stores });
    else if (stores.joined !== undefined) {
      const { channel, files, version } = entry;
      // Who joins reads all of it.
      const whole = stores.joined.length > 0 ? (planFiles(files, 0, version) ?? []) : [];
      const bytes = whole.reduce((sum, file) => sum + file.bytes, 0);
      channels.push({ channel, added: 0, changed: 0, removed: 0, bytes, ...stores });
    }
  }
  for (const [channel, removed] of going.left())
    channels.push({ channel, added: 0, changed: 0, removed, bytes: 0 });
  const rulesRows = rowsBefore.get("rules") ?? [];
  const rowsNow = draft.contents.find(({ channel }) => channel === "rules")?.rows ?? [];
  const golden = goldenChanges(draft, rulesRows, rowsBefore.get("config") ?? []);
  return {
    before: release?.version ?? null,
    channels,
    promotions: promotionChanges(rulesRows, rowsNow),
    groups: groupChanges(rulesRows, rowsNow),
    settings: settingChanges(rulesRows, rowsNow),
    golden,
    findings: [
      ...draft.findings,
      ...(await currencyChange(draft.rules, release, to)),
      ...(await storesGone(draft.contents, release, to)),
      ...headLost(previous),
    ],
    ...(draft.worstLoss && { worstLoss: draft.worstLoss }),
    stopped:
      draft.findings.some(({ severity }) => severity === "error") ||
      golden.some(({ differences }) => differences.length > 0),
  };
}

function storesMoved(
  before: readonly string[] = [],
  now: readonly string[] = [],
): Pick<ChannelChange, "joined" | "left"> {
  const joined = now.filter((store) => !before.includes(store));
  const left = before.filter((store) => !now.includes(store));
  return joined.length + left.length === 0 ? {} : { joined, left };
}

/** @param had those of its rows that tills have by another channel */
async function newChannel(content: ChannelContent, had: readonly ChannelRow[]): Promise<ChannelChange> {
  const whole = await changeOf(content, [], EMPTY_DIGEST);
  if (had.length === 0) return whole;
  const { added, changed } = await changeOf(content, had, digestOf({ rows: had }));
  return { ...whole, added, changed };
}

async function changeOf(
  content: ChannelContent,
  before: readonly ChannelRow[],
  digestBefore: string,
): Promise<ChannelChange> {
  const { channel, rows } = content;
  const known = new Set(before.map(([table, cells]) => rowName(table, cells)));
  const delta = changeBetween(
    channel,
    { version: 1, digest: digestBefore, rows: before },
    { version: 2, digest: digestOf(content), rows },
  );
  const put = [...rowsOf(delta)];
  const changed = put.filter(([table, cells]) => known.has(rowName(table, cells))).length;
  const removed = [...delta.tables].reduce((sum, { deletes }) => sum + (deletes[0]?.length ?? 0), 0);
  const { bytes } = await encodeChannelFile(delta);
  return { channel, added: put.length - changed, changed, removed, bytes: bytes.length };
}

function promotionChanges(before: readonly ChannelRow[], after: readonly ChannelRow[]): PromotionChange[] {
  const [old, now] = [promotionsIn(before), promotionsIn(after)];
  const changes: PromotionChange[] = [];
  for (const [id, one] of now) {
    const was = old.get(id);
    const terms = was === undefined ? [] : changedTerms(was, one);
    if (was === undefined) changes.push({ id, name: nameOf(one), change: "new", terms: [] });
    else if (terms.length > 0) changes.push({ id, name: nameOf(one), change: "changed", terms });
  }
  for (const [id, one] of old)
    if (!now.has(id)) changes.push({ id, name: nameOf(one), change: "gone", terms: [] });
  return changes.sort((a, b) => (a.id < b.id ? -1 : 1));
}

type Terms = Readonly<Record<string, unknown>>;

function promotionsIn(rows: readonly ChannelRow[]): ReadonlyMap<string, Terms> {
  return new Map(
    rows
      .filter(([table]) => table === "promotion")
      .map(([, { id, json }]) => [String(id), JSON.parse(String(json))]),
  );
}

function nameOf({ name }: Terms): Texts {
  return (name ?? {}) as Texts;
}

function changedTerms(before: Terms, after: Terms): string[] {
  const terms = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...terms].filter(
    (term) => canonicalJson(before[term] ?? null) !== canonicalJson(after[term] ?? null),
  );
}

function groupChanges(before: readonly ChannelRow[], after: readonly ChannelRow[]): Preview["groups"] {
  const [old, now] = [membersIn(before), membersIn(after)];
  const names = new Set([...old.keys(), ...now.keys()]);
  return [...names].sort().flatMap((group) => {
    const [was, is] = [old.get(group) ?? new Set(), now.get(group) ?? new Set()];
    const added = [...is].filter((article) => !was.has(article)).length;
    const removed = [...was].filter((article) => !is.has(article)).length;
    return added + removed === 0 ? [] : [{ group, added, removed }];
  });
}

function membersIn(rows: readonly ChannelRow[]): ReadonlyMap<string, Set<unknown>> {
  const groups = new Map<string, Set<unknown>>();
  for (const [table, { group_id, article }] of rows) {
    if (table !== "article_group") continue;
    const members = groups.get(String(group_id)) ?? new Set();
    groups.set(String(group_id), members.add(article));
  }
  return groups;
}

function settingChanges(before: readonly ChannelRow[], after: readonly ChannelRow[]): string[] {
  const settings = (rows: readonly ChannelRow[]): Terms =>
    Object.fromEntries(
      rows.filter(([table]) => table === "rule_setting").map(([, { name, json }]) => [name, json]),
    );
  // The first publication has nothing to compare with.
  return before.length === 0 ? [] : changedTerms(settings(before), settings(after));
}

/** By the rules of before and by those that come; a basket that tills have already stands at what they insist on. */
function goldenChanges(
  { rules, golden, names }: Draft,
  rulesBefore: readonly ChannelRow[],
  configBefore: readonly ChannelRow[],
): GoldenChange[] {
  const signed = goldenAmong(configBefore.map(([, { name, json }]) => [String(name), String(json)]));
  const before = new Map<string, number | undefined>([
    ...byRulesOfBefore(rulesBefore, golden).map((one) => [one.name, one.found.totalCents] as const),
    // A newer Tillside may have written it in a form of its own.
    ...signed.map(
      ({ name, value }) => [name, (value as { expected?: Expected }).expected?.totalCents] as const,
    ),
  ]);
  const now = answersOf(rules, golden, names.golden).map(({ name, found, differences }): GoldenChange => {
    return { name, beforeCents: before.get(name) ?? null, afterCents: found.totalCents, differences };
  });
  const gone = signed.filter(({ name }) => !golden.some((one) => one.name === name));
  return [
    ...now,
    ...gone.map(({ name }): GoldenChange => {
      return { name, beforeCents: before.get(name) ?? null, afterCents: null, differences: [] };
    }),
  ];
}

function byRulesOfBefore(rows: readonly ChannelRow[], golden: readonly GoldenRow[]): readonly Answered[] {
  if (rows.length === 0 || golden.length === 0) return [];
  try {
    return checkGolden(readRuleSet(rulesOfRows(rows), { unknown: "keep" }), golden).answered;
  } catch (error) {
    // Written by a newer Tillside: there is nothing to compare with.
    if (error instanceof EngineInputError) return [];
    throw error;
  }
}
