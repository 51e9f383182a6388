/**
 * What a chain may give more than it planned while tills can ask nobody: reckoned from the allowances before anything is
 * published. Planned is that each unique coupon is used once, each point once, and of each budget what it says.
 *
 * A till that nobody answers accepts no more of a series than its allowance counts, and every use too many is one that
 * some till accepted so. Hence for each series
 *
 *     tills × least of (perTillAndDay × days, perTillAndOutage) × worthCents
 *
 * for points the same with what they are worth, and of a budget what all tills' parts make together, less the budget.
 *
 * What has a home counts too: away from it, and at home once its lease is over. What a home grants by its lease is counted
 * nowhere, and needs not be: it is the one use that is sure, and each other of the same thing is on some till's allowance.
 */

import type { Condition, PromotionData } from "../../engine/promotion.ts";
import { ALLOWANCE_PREFIX } from "../claims/allowance-rows.ts";
import { couponAllowanceSchema, type Part, partSchema, pointsAllowanceSchema } from "../claims/allowances.ts";
import { LEASE_MS } from "../claims/lease.ts";
import { SyncError } from "../protocol.ts";
import type { Cell, ChannelRow } from "../release/channel-digest.ts";
import type { ChannelContent } from "./channels.ts";

/** Row of `config` with what the reckoning rests on: `{ tills, days }`. */
export const FLEET_ROW = "allowance-fleet";

export interface LossOf {
  readonly kind: "coupons" | "points" | "budget";
  /** Series, account or promotion. */
  readonly name: string;
  /** Undefined: without end, as far as can be reckoned. */
  readonly cents: number | undefined;
  /** How it is reckoned, or why it can't be; English, for HQ's people. */
  readonly how: string;
}

export interface WorstLoss {
  readonly tills: number;
  /** Business days without a line. */
  readonly days: number;
  /** The sum of what has an end. */
  readonly cents: number;
  readonly currency: string;
  readonly parts: readonly LossOf[];
}

export interface Fleet {
  readonly tills: number;
  readonly days: number;
}

/** @param rules as HQ wrote them. Throws SyncError `invalid-chain` where a coupon takes off more than its allowance says. */
export function worstLoss(
  contents: readonly ChannelContent[],
  promotions: readonly PromotionData[],
  now: Date,
): WorstLoss | undefined {
  const config = rowsOf(contents, "config");
  const fleet = config.find(({ name }) => name === FLEET_ROW)?.value as Fleet | undefined;
  if (fleet === undefined) return undefined;
  const of = (prefix: string) =>
    config.flatMap(({ name, value }) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
    );
  const allowed = new Map(of(ALLOWANCE_PREFIX.coupons));
  const budgets = new Map(of(ALLOWANCE_PREFIX.budgets));
  for (const name of budgets.keys())
    if (promotions.find(({ id }) => id === name)?.limits?.budget === undefined)
      throw new SyncError(
        "invalid-chain",
        `config.json: allowances.budgets.${name}: no promotion of this id has a budget`,
      );
  const codes = codesIn(contents, overBy(now));
  const parts: LossOf[] = [
    ...uniqueSeries(codes, allowed.keys()).map((name) =>
      withHomes(ofCoupons(name, allowed.get(name), promotions, fleet), codes.get(name)),
    ),
    ...of(ALLOWANCE_PREFIX.points).map(([name, value]) => ofPoints(name, value, fleet)),
    ...promotions.flatMap(({ id, limits }) =>
      limits?.budget === undefined ? [] : [ofBudget(id, limits, budgets.get(id), fleet)],
    ),
  ];
  const cents = parts.reduce((sum, one) => sum + (one.cents ?? 0), 0);
  const currency = rowsOf(contents, "rules").find(({ name }) => name === "currency")?.value;
  return { ...fleet, cents, currency: String(currency ?? ""), parts };
}

function ofCoupons(
  name: string,
  value: unknown,
  promotions: readonly PromotionData[],
  { tills, days }: Fleet,
): LossOf {
  const kind = "coupons";
  if (value === undefined)
    return {
      kind,
      name,
      cents: undefined,
      how: "no allowance: every till accepts every code while it is alone",
    };
  const allowance = couponAllowanceSchema.parse(value);
  if (allowance === "refuse") return { kind, name, cents: 0, how: "refused while nobody can be asked" };
  const { worthCents, perTillAndDay, perTillAndOutage } = allowance;
  const most = worthOf(name, promotions);
  if (most !== undefined && most > worthCents)
    throw new SyncError(
      "invalid-chain",
      `config.json: allowances.coupons.${name}.worthCents is ${worthCents}, but its promotions take off up to ${most}`,
    );
  const count = least(perTillAndDay * days, perTillAndOutage);
  const times = `${tills} tills × ${count} × ${euro(worthCents)}`;
  const how = most === undefined ? `${times}; that one is worth no more is HQ's word` : times;
  return { kind, name, cents: tills * count * worthCents, how };
}

/** Says where the allowance counts. */
function withHomes(loss: LossOf, { all, homed }: Codes = NO_CODES): LossOf {
  if (homed === 0) return loss;
  const hours = LEASE_MS / 3_600_000;
  const how =
    homed === all
      ? `${loss.how}; all its codes have a home, where this begins only ${hours} hours after HQ was lost`
      : `${loss.how}; ${homed} of its ${all} codes have a home, where this begins only ${hours} hours after HQ was lost`;
  return { ...loss, how };
}

function ofPoints(name: string, value: unknown, { tills, days }: Fleet): LossOf {
  const kind = "points";
  const allowance = pointsAllowanceSchema.parse(value);
  if (allowance === "refuse") return { kind, name, cents: 0, how: "refused while nobody can be asked" };
  const { worthCentsPerHundred, perTillAndDay, perTillAndOutage } = allowance;
  const count = least(perTillAndDay * days, perTillAndOutage);
  const cents = Math.ceil((tills * count * worthCentsPerHundred) / 100);
  return {
    kind,
    name,
    cents,
    how: `${tills} tills × ${count} points × ${euro(worthCentsPerHundred)} a hundred`,
  };
}

/** A till counts a budget by itself, as long as the campaign lasts: days without a line make no difference. */
function ofBudget(
  name: string,
  { budget = {}, exceeding }: NonNullable<PromotionData["limits"]>,
  value: unknown,
  { tills }: Fleet,
): LossOf {
  const kind = "budget";
  const part: Part = value === undefined ? {} : partSchema.parse(value);
  const each = {
    amountCents: least(part.amountCents, budget.amountCents),
    applications: least(part.applications, budget.applications),
  };
  if (each.amountCents !== undefined && budget.amountCents !== undefined && exceeding !== "overshoot") {
    const { amountCents } = each;
    const cents = Math.max(0, tills * amountCents - budget.amountCents);
    return {
      kind,
      name,
      cents,
      how: `${tills} tills × ${euro(amountCents)} less ${euro(budget.amountCents)}`,
    };
  }
  if (each.applications !== undefined && budget.applications !== undefined) {
    const times = Math.max(0, tills * each.applications - budget.applications);
    if (times === 0) return { kind, name, cents: 0, how: "the tills' parts make no more than the budget" };
    const how = `up to ${times} applications more than the budget: ${tills} tills × ${each.applications} less ${budget.applications}`;
    return { kind, name, cents: undefined, how };
  }
  const how = "each till's last application may pass its part";
  return { kind, name, cents: undefined, how };
}

/** The most that a coupon of the series takes off a sale, as far as its promotions say it in cents. */
function worthOf(series: string, promotions: readonly PromotionData[]): number | undefined {
  const mine = promotions.filter(({ requires }) => requires !== undefined && wants(requires, series));
  let sum = 0;
  for (const { mechanics, limits } of mine) {
    const limit = limits?.exceeding === "overshoot" ? undefined : limits?.amountCents;
    const each = mechanics.map(({ kind, amountCents, maxCents }) =>
      kind === "basket" ? ((amountCents ?? maxCents) as number | undefined) : undefined,
    );
    const all = each.every((cents) => cents !== undefined)
      ? each.reduce((total, cents) => total + cents, 0)
      : undefined;
    const most = least(limit, all);
    if (most === undefined) return undefined;
    sum += most;
  }
  return sum;
}

function wants(condition: Condition, series: string): boolean {
  switch (condition.kind) {
    case "coupon":
      return condition.series === series;
    case "all":
    case "any":
      return condition.of.some((one) => wants(one, series));
    default:
      return false;
  }
}

/** Of a series: how many codes of their own, how many of them count, and how many have a home. */
interface Codes {
  readonly all: number;
  readonly issued: number;
  readonly homed: number;
}

const NO_CODES: Codes = { all: 0, issued: 0, homed: 0 };

/** The day before which everything is over, whatever a store's time zone is and however late its business day ends. */
function overBy(now: Date): string {
  return new Date(now.getTime() - 2 * 86_400_000).toISOString().slice(0, 10);
}

/** By series, in one pass over what may be millions. A code whose last day, or whose series' last, is past counts no more. */
function codesIn(contents: readonly ChannelContent[], over: string): ReadonlyMap<string, Codes> {
  const codes = new Map<string, { -readonly [Count in keyof Codes]: number }>();
  const isOver = (validTo: Cell | undefined) => typeof validTo === "string" && validTo < over;
  const gone = new Set(
    contents.flatMap(({ channel, rows }) =>
      channel.startsWith("coupons/")
        ? rows.flatMap(([table, { series, valid_to }]) =>
            table === "coupon_series" && isOver(valid_to) ? [series] : [],
          )
        : [],
    ),
  );
  for (const { channel, rows } of contents) {
    if (!channel.startsWith("coupons/")) continue;
    for (const [table, { series, status, home, valid_to }] of rows) {
      if (table !== "coupon") continue;
      const its = codes.get(String(series)) ?? { ...NO_CODES };
      codes.set(String(series), its);
      its.all += 1;
      if (status === "issued" && !gone.has(series!) && !isOver(valid_to)) its.issued += 1;
      if ((home ?? null) !== null) its.homed += 1;
    }
  }
  return codes;
}

/** Series that have codes of their own, or an allowance. */
function uniqueSeries(codes: ReadonlyMap<string, Codes>, allowed: Iterable<string>): string[] {
  const issued = [...codes].flatMap(([name, its]) => (its.issued > 0 ? [name] : []));
  return [...new Set([...allowed, ...issued])].sort();
}

function rowsOf(contents: readonly ChannelContent[], channel: string) {
  const rows: readonly ChannelRow[] = contents.find((one) => one.channel === channel)?.rows ?? [];
  const named = rows.filter(([table]) => table === "config" || table === "rule_setting");
  return named.map(([, { name, json }]) => ({
    name: String(name),
    value: JSON.parse(String(json)) as unknown,
  }));
}

function least(a: number, b: number | undefined): number;
function least(a: number | undefined, b: number | undefined): number | undefined;
function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

export function euro(cents: number): string {
  return (cents / 100).toLocaleString("en", { minimumFractionDigits: 2 });
}
