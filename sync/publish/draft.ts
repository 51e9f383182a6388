/** What is to be published, before it is: the content of every channel, and what was found about it. */

import { join } from "node:path";
import { type CouponSeries, type Finding, type LintOptions, lint } from "../../engine/lint/index.ts";
import type { PromotionData } from "../../engine/promotion.ts";
import { EngineInputError, readRuleSet } from "../../engine/wire.ts";
import type { GoldenRow } from "../golden/golden.ts";
import { SyncError } from "../protocol.ts";
import type { RolloutPlan } from "../rollout/plan.ts";
import { type Chain, readChain } from "./chain-folder.ts";
import { type ChannelContent, channelsOf } from "./channels.ts";
import { goldenRows } from "./golden.ts";
import { codeFindings, type TillCodes } from "./till-codes.ts";
import { type WorstLoss, worstLoss } from "./worst-loss.ts";
import type { ZoneArticle } from "./zones.ts";

export interface Draft {
  readonly contents: readonly ChannelContent[];
  /** As HQ wrote them; the linter has read them. */
  readonly rules: unknown;
  readonly golden: readonly GoldenRow[];
  readonly findings: readonly Finding[];
  /** Undefined where HQ has said nothing of allowances. */
  readonly worstLoss: WorstLoss | undefined;
  /** How it spreads over the stores; absent: to all at once. */
  readonly rollout?: RolloutPlan | undefined;
  /** Where rules and golden baskets come from, for what is said of them. */
  readonly names: { readonly rules: string; readonly golden: string };
}

export interface DraftOptions {
  /** The chain folder. */
  readonly from: string;
  /** Coupons on top of coupons.json: an object of the same form, or a file's path. */
  readonly coupons?: unknown;
  readonly now: Date;
  /** Promotions that take more per cent off are among the warnings: a second approver must sign them. */
  readonly ceilingPercent?: number;
  /** How tills read what is scanned; without it nothing is said of it. */
  readonly tillCodes?: TillCodes;
}

/** The chain folder, read and linted. Throws SyncError `invalid-chain`. */
export function folderDraft(options: DraftOptions, chainKey: Uint8Array): Draft {
  const { from, coupons, now, ceilingPercent } = options;
  const chain = readChain(from, coupons);
  const names = { rules: join(from, "rules.json"), golden: join(from, "golden.json") };
  const looking = { today: dayOf(now), coupons: seriesOf(chain), ceilingPercent };
  const ofCodes = options.tillCodes === undefined ? [] : codeFindings(chain, from, options.tillCodes);
  const ofRules: Finding[] = [];
  for (const articles of goodsOf(chain))
    ofRules.push(...linted(chain.rules, names.rules, { ...looking, articles }));
  const findings = [...onceEach(ofRules), ...ofCodes];
  const contents = channelsOf(chain, chainKey);
  const loss = worstLoss(contents, promotionsIn(chain.rules), now);
  const { rollout } = chain.config;
  const said = { findings, worstLoss: loss, rollout, names };
  return { contents, rules: chain.rules, golden: goldenRows(chain), ...said };
}

/**
 * The article master, and as each price zone has it: a promotion may be below the floor in one of them alone. One after the
 * other: of a thousand zones all at once would be gigabytes.
 */
function* goodsOf({ articles, zones }: Chain): Generator<readonly ZoneArticle[]> {
  yield articles;
  for (const zone of zones) {
    const own = new Set(zone.articles.map((one) => one.article));
    const others = articles.filter((one) => !own.has(one.article));
    yield [...others, ...zone.articles.filter(({ sold }) => sold !== false)];
  }
}

function onceEach(findings: readonly Finding[]): Finding[] {
  const said = (one: Finding) => JSON.stringify([one.code, one.promotionIds, one.text.en]);
  return [...new Map(findings.map((one) => [said(one), one])).values()];
}

/** Throws SyncError `invalid-chain` for rules that can't be read. */
export function linted(rules: unknown, name: string, options: LintOptions): readonly Finding[] {
  try {
    return lint(readRuleSet(rules), options);
  } catch (cause) {
    if (!(cause instanceof EngineInputError)) throw cause;
    throw new SyncError("invalid-chain", `${name}: ${cause.message}`, { cause });
  }
}

/** As far as this version can read them; the linter has read the rules before. */
export function promotionsIn(rules: unknown): readonly PromotionData[] {
  return readRuleSet(rules, { unknown: "keep" }).promotions ?? [];
}

function seriesOf({ coupons }: Chain): CouponSeries[] {
  const withCodes = new Set(
    coupons.codes.flatMap(({ series, status }) => (status === "issued" ? [series] : [])),
  );
  return coupons.series.map(({ series, validFrom, validTo, code }) => {
    const isOut = code !== undefined || withCodes.has(series);
    return { series, validFrom, validTo, isOut };
  });
}

export function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}
