/** What `tillside publish` says on a terminal. */

import { money } from "../../sync/golden/expected.ts";
import type { GoldenWritten } from "../../sync/publish/golden.ts";
import type { Killed } from "../../sync/publish/kill.ts";
import type { ChannelChange, GoldenChange, Preview, PromotionChange } from "../../sync/publish/preview.ts";
import { concerning, type Published } from "../../sync/publish/publish.ts";
import type { WorstLoss } from "../../sync/publish/worst-loss.ts";
import { said } from "../texts/italian/said.ts";
import { centsIn, countIn, inLanguage, type Language } from "../texts/language.ts";

export function publishedReport(
  { release, changed, gone, warnings, worstLoss, ring, tooSoon, homesKept, mended }: Published,
  {
    language,
    forced,
    undo,
  }: { readonly language: Language; readonly forced: boolean; readonly undo?: number },
): string {
  const isNew = forced || mended !== undefined;
  const unchanged = isNew ? "nothing changed but its number" : "nothing changed, the head was renewed";
  const told = [
    ...(changed.length > 0 ? [`changed: ${channelNames(changed)}`] : []),
    ...(gone.length > 0 ? [`no longer there: ${channelNames(gone)}`] : []),
  ];
  const what = told.length > 0 ? told.join("; ") : unchanged;
  const again =
    undo === undefined
      ? []
      : [
          `It holds what release ${undo} held; cards and coupons are those of now. The chain folder was not touched: put it right before you publish it again.`,
        ];
  const loss = lossLines(worstLoss, language);
  const early = tooSoon.map(
    ({ promotionId, from, ready }) =>
      `warning: ${promotionId} begins on ${from}; the last stores have this release on ${ready} at the earliest.`,
  );
  const whom =
    ring === undefined
      ? []
      : [
          `It is on trial in ${ringText(ring)}. \`tillside rollout run\` gives it to the others, \`rollout status\` says how it goes.`,
        ];
  const homes =
    homesKept === 0
      ? []
      : [
          `warning: ${homesKept} coupons and cards were to have another home; they keep what they had when they were first published.`,
        ];
  const done = `Release ${release} is published; ${what}.`;
  return [...findingLines(warnings, language), ...loss, ...early, ...homes, done, ...whom, ...again].join(
    "\n",
  );
}

/** So many channels of a family, shards or zones, are told as one. */
const ONE_BY_ONE = 3;

/** In the order in which they come. */
function familiesOf<T>(
  items: readonly T[],
  channelOf: (item: T) => string,
): (readonly [string, readonly T[]])[] {
  return [...Map.groupBy(items, (item) => channelOf(item).split("/")[0]!)];
}

function channelNames(all: readonly string[]): string {
  return familiesOf(all, (channel) => channel)
    .flatMap(([family, channels]) =>
      channels.length > ONE_BY_ONE ? [`${family}/… (${channels.length})`] : channels,
    )
    .join(", ");
}

function ringText({ stores, permille }: NonNullable<Published["ring"]>): string {
  const named =
    stores.length === 0 ? [] : [`${stores.length === 1 ? "store" : "stores"} ${stores.join(", ")}`];
  return [...named, ...(permille === 0 ? [] : [`${permille / 10} % of all stores`])].join(" and ");
}

export function killedReport({ switchedOff, headVersion }: Killed): string {
  const lines = switchedOff.map(
    ({ promotionId, reason, by, at }) =>
      `off  ${promotionId}  since ${at}, by ${by}${reason && `: ${reason}`}`,
  );
  const last = "Tills hear of it at once, or at their next look; it needs no release.";
  return [
    ...(lines.length === 0 ? ["Nothing is switched off."] : lines),
    `Head ${headVersion} is signed. ${last}`,
  ].join("\n");
}

export function goldenReport(written: readonly GoldenWritten[], language: Language): string {
  return written
    .map(({ name, before, after, differences }) => {
      if (before === undefined) return `new      "${name}": total ${money(after.totalCents)}`;
      return differences.length === 0
        ? `same     "${name}"`
        : `changed  "${name}": ${differences.map((one) => said(language, one)).join("; ")}`;
    })
    .join("\n");
}

/** Short where little changes; what stops the publication stands last, where the eye is. */
export function previewReport(preview: Preview, language: Language): string {
  const { before, channels, promotions, groups, settings, golden, findings, worstLoss, stopped } = preview;
  const downloads =
    before === null ? "what a new till downloads" : `what a till with release ${before} downloads`;
  return [
    before === null
      ? "Nothing was written. It would be the first release:"
      : channels.length === 0
        ? `Nothing was written. Compared with release ${before}, nothing would change.`
        : `Nothing was written. Compared with release ${before}:`,
    ...part(
      "promotions",
      promotions.map((one) => promotionLine(one, language)),
    ),
    ...part(
      "groups of articles",
      groups.map(({ group, added, removed }) => `${group}: +${added} -${removed}`),
    ),
    ...part("settings of the rule set", settings),
    ...part("golden baskets", goldenLines(golden, language)),
    ...part(downloads, channelLines(channels, language)),
    ...part("the linter", findingLines(findings, language)),
    ...part("what can be lost while no till reaches anybody", lossLines(worstLoss, language)),
    "",
    stopped
      ? "It would NOT be published: see the errors and the golden baskets that DIFFER."
      : "It would be published.",
  ].join("\n");
}

function part(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];
}

/** What is planned, each coupon once and each budget as it stands, is not a loss. */
function lossLines(loss: WorstLoss | undefined, language: Language): string[] {
  if (loss === undefined) return [];
  const { tills, days, cents, currency, parts } = loss;
  const told = parts.filter((one) => one.cents !== 0);
  const endless = told.filter((one) => one.cents === undefined);
  const time = days === 1 ? "a day" : `${days} days`;
  const but =
    endless.length === 0 ? "" : `, and without a known end: ${endless.map(({ name }) => name).join(", ")}`;
  return [
    `If the line is down at all ${tills} tills for ${time}, at most ${centsIn(language)(cents)} ${currency === "EUR" ? "€" : currency} more than planned${but}.`,
    ...told.map(({ kind, name, cents: most, how }) => {
      const sum = most === undefined ? said(language, "no end") : centsIn(language)(most);
      return `  ${`${LOSS[language][kind]} ${name}`.padEnd(24)} ${sum.padStart(12)}  ${said(language, how)}`;
    }),
  ];
}

function promotionLine({ id, name, change, terms }: PromotionChange, language: Language): string {
  return `${change.padEnd(8)} ${id} "${inLanguage(name, language)}"${terms.length === 0 ? "" : `: ${terms.join(", ")}`}`;
}

function goldenLines(golden: readonly GoldenChange[], language: Language): string[] {
  const { isNew, isGone, differs } = GOLDEN[language];
  const total = centsIn(language);
  const told = golden.filter(
    ({ beforeCents, afterCents, differences }) => beforeCents !== afterCents || differences.length > 0,
  );
  const others = golden.length - told.length;
  const lines = told.map(({ name, beforeCents, afterCents, differences }) => {
    const totals = `${beforeCents === null ? isNew : total(beforeCents)} -> ${afterCents === null ? isGone : total(afterCents)}`;
    const others = differences.map((one) => said(language, one)).join("; ");
    return `${totals.padEnd(18)} "${name}"${others === "" ? "" : ` ${differs}: ${others}`}`;
  });
  return others === 0 ? lines : [...lines, `${others} with the total of before`];
}

/** Shards share a line, and so do many price zones. */
function channelLines(channels: readonly ChannelChange[], language: Language): string[] {
  const line = channelLineIn(language);
  return familiesOf(channels, ({ channel }) => channel).flatMap(([family, its]) => {
    if (its.length <= ONE_BY_ONE) return its.flatMap((one) => [line(one), ...movedLines(one)]);
    const sum = (of: (one: ChannelChange) => number) => its.reduce((total, one) => total + of(one), 0);
    const rows = {
      added: sum((it) => it.added),
      changed: sum((it) => it.changed),
      removed: sum((it) => it.removed),
    };
    const channel = `${family}/… (${its.length})`;
    const moved = its.flatMap(movedLines);
    // All shards, and of the zones one.
    return family === "prices"
      ? [
          line({ channel, ...rows, bytes: Math.max(...its.map(({ bytes }) => bytes)) }, " each at the most"),
          ...moved,
        ]
      : [line({ channel, ...rows, bytes: sum(({ bytes }) => bytes) })];
  });
}

function channelLineIn(language: Language): (change: ChannelChange, each?: string) => string {
  const count = countIn(language);
  return ({ channel, added, changed, removed, bytes }, each = "") =>
    `${channel.padEnd(22)} rows: ${count(added)} new, ${count(changed)} changed, ${count(removed)} gone; ${count(bytes)} bytes${each}`;
}

function movedLines({ channel, joined = [], left = [] }: ChannelChange): string[] {
  return [
    ...(joined.length > 0 ? [`${channel.padEnd(22)} also for: ${fewOf(joined)}`] : []),
    ...(left.length > 0 ? [`${channel.padEnd(22)} no longer for: ${fewOf(left)}`] : []),
  ];
}

/** Stores that are named; of more it is told how many. */
const NAMED = 10;

function fewOf(stores: readonly string[]): string {
  const more = stores.length - NAMED;
  return `${stores.slice(0, NAMED).join(", ")}${more > 0 ? ` (+${more})` : ""}`;
}

/** The linter's own words, in either language. */
function findingLines(findings: Published["warnings"], language: Language): string[] {
  return findings.map(
    (it) =>
      `${SEVERITY[language][it.severity]}: ${it.code}${concerning(it)}: ${it.text[language] ?? it.text.en}`,
  );
}

const LOSS = {
  en: { coupons: "coupons", points: "points", budget: "budget" },
  it: { coupons: "coupon", points: "punti", budget: "budget" },
} as const;

const GOLDEN = {
  en: { isNew: "new", isGone: "gone", differs: "DIFFERS" },
  it: { isNew: "nuova", isGone: "tolta", differs: "DIVERSA" },
} as const;

const SEVERITY = {
  en: { error: "error", warning: "warning" },
  it: { error: "errore", warning: "avviso" },
} as const;
