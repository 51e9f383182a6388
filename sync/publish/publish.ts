/** Publishing: HQ's chain folder becomes an immutable, numbered, signed release of static files. */
import { join } from "node:path";
import { type CouponSeries, type Finding, lint } from "../../engine/lint/index.ts";
import { EngineInputError, readRuleSet } from "../../engine/wire.ts";
import { SyncError } from "../protocol.ts";
import { type Chain, readChain } from "./chain-folder.ts";
import { channelsOf } from "./channels.ts";
import { goldenOrStop, goldenRows } from "./golden.ts";
import { loadPublisherKeys } from "./init-keys.ts";
import { type WrittenRelease, writeRelease } from "./write-release.ts";

export interface PublishOptions {
  /** The chain folder. */
  readonly from: string;
  /** The releases folder, made if missing. */
  readonly to: string;
  /** The folder of `initKeys`. */
  readonly keys: string;
  /** Coupons on top of coupons.json: an object of the same form, or a file's path. */
  readonly coupons?: unknown;
  readonly now: Date;
  /** A new number even if nothing changed. */
  readonly force?: boolean;
  /** How long the head may be believed without being renewed. Default 7. */
  readonly headDays?: number;
  /** Promotions that take more per cent off are among the warnings: a second approver must sign them. */
  readonly ceilingPercent?: number;
}

export interface Published extends WrittenRelease {
  /** What the linter found, errors excepted: those stop the publication. */
  readonly warnings: readonly Finding[];
}

/** The linter's errors stopped a publication. */
export class LintError extends SyncError {
  readonly findings: readonly Finding[];
  constructor(file: string, findings: readonly Finding[]) {
    const list = findings.map((it) => `${it.code} (${it.promotionIds.join(", ")}): ${it.text.en}`);
    super("invalid-chain", `nothing was published, ${file} has errors:\n  ${list.join("\n  ")}`);
    this.name = "LintError";
    this.findings = findings;
  }
}

/**
 * Checks and lints the chain folder, holds the golden baskets to it, then writes the release (see `writeRelease`).
 * Throws SyncError: `invalid-chain` (LintError for the linter's, GoldenError), `unusable`, `bad-signature`.
 */
export async function publish({
  from,
  coupons,
  keys,
  ceilingPercent,
  ...options
}: PublishOptions): Promise<Published> {
  const chain = readChain(from, coupons);
  const warnings = lintOrStop(chain, join(from, "rules.json"), { today: dayOf(options.now), ceilingPercent });
  goldenOrStop(chain.rules, goldenRows(chain), join(from, "golden.json"));
  const publisher = loadPublisherKeys(keys);
  const contents = channelsOf(chain, publisher.chainKey);
  return { ...(await writeRelease({ ...options, keys: publisher, contents })), warnings };
}

function lintOrStop(
  chain: Chain,
  file: string,
  { today, ceilingPercent }: { readonly today: string; readonly ceilingPercent: number | undefined },
): readonly Finding[] {
  let findings: readonly Finding[];
  try {
    const rules = readRuleSet(chain.rules);
    findings = lint(rules, { today, articles: chain.articles, coupons: seriesOf(chain), ceilingPercent });
  } catch (cause) {
    if (!(cause instanceof EngineInputError)) throw cause;
    throw new SyncError("invalid-chain", `${file}: ${cause.message}`, { cause });
  }
  const errors = findings.filter((finding) => finding.severity === "error");
  if (errors.length > 0) throw new LintError(file, errors);
  return findings;
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

function dayOf(now: Date): string {
  return now.toISOString().slice(0, 10);
}
