/** The chain folder's golden baskets: made whole, held to today's rules, written anew. */

import { join } from "node:path";
import { EngineInputError, readRuleSet } from "../../engine/wire.ts";
import { type Answered, checkGolden } from "../golden/check.ts";
import type { Expected, GoldenEntry, GoldenRow } from "../golden/golden.ts";
import { SyncError } from "../protocol.ts";
import { readText } from "../read-text.ts";
import type { Articles } from "./articles.ts";
import { type Chain, readChain } from "./chain-folder.ts";
import { writeReplacing } from "./write.ts";

/** Golden baskets get something else than HQ expects: nothing was published. */
export class GoldenError extends SyncError {
  readonly differing: readonly Answered[];
  /** @param told a difference in the language of whoever reads it; absent: English */
  constructor(differing: readonly Answered[], told: (difference: string) => string = (one) => one) {
    const list = differing
      .map(({ name, differences }) => `"${name}": ${differences.map(told).join("; ")}`)
      .join("\n  ");
    const message =
      differing.length === 1
        ? `nothing was published, a golden basket gets something else:\n  ${list}`
        : `nothing was published, ${differing.length} golden baskets get something else:\n  ${list}`;
    super("invalid-chain", message);
    this.name = "GoldenError";
    this.differing = differing;
  }
}

/** As they travel, by name. What a line leaves out is that of the article; a till needs to look up nothing. */
export function goldenRows(chain: Pick<Chain, "golden" | "articles" | "rules">): readonly GoldenRow[] {
  const articles = new Map(chain.articles.map((one) => [one.article, one]));
  const { semantics: ofRules } = chain.rules as { semantics?: number };
  return chain.golden.map(({ name, semantics = ofRules, basket, context, expected }) => {
    const { customer, coupons } = context;
    return {
      name,
      value: {
        semantics,
        basket: { ...basket, lines: basket.lines.map((line, at) => filled(line, at, articles)) },
        context: {
          ...context,
          ...(customer === undefined ? {} : { customer: { id: "golden", ...customer } }),
          ...(coupons === undefined
            ? {}
            : { coupons: coupons.map((one, at) => ({ couponId: `golden-${at + 1}`, ...one })) }),
        },
        ...(expected === undefined ? {} : { expected }),
      },
    };
  });
}

function filled(
  line: GoldenEntry["basket"]["lines"][number],
  at: number,
  articles: ReadonlyMap<string, Articles[number]>,
) {
  const named = { lineId: String(at + 1), ...line };
  const article = articles.get(line.article);
  if (article === undefined) return named;
  // As a till does it: the least that it may cost is the POS's to say.
  const { priceCents, regularPriceCents, floorCents: _, ...known } = article;
  const prices = {
    ...("unitPrice" in line ? {} : { unitPriceCents: priceCents }),
    ...(regularPriceCents === undefined || "unitPrice" in line || "unitPriceCents" in line
      ? {}
      : { regularPriceCents: Math.max(priceCents, regularPriceCents) }),
  };
  return { ...known, ...prices, ...named };
}

/** Throws GoldenError, or SyncError `invalid-chain` for one that can't be checked here. */
export function goldenOrStop(rules: unknown, rows: readonly GoldenRow[], file: string): void {
  const wrong = answersOf(rules, rows, file).filter(({ differences }) => differences.length > 0);
  if (wrong.length > 0) throw new GoldenError(wrong);
}

/** What they get by these rules. Throws SyncError `invalid-chain` where that can't be told. */
export function answersOf(rules: unknown, rows: readonly GoldenRow[], file: string): readonly Answered[] {
  if (rows.length === 0) return [];
  const unsaid = rows.find(({ value }) => (value as { expected?: Expected }).expected === undefined);
  if (unsaid !== undefined) {
    const what = `"${unsaid.name}" has no "expected": tillside publish --golden-write --from FOLDER fills it in`;
    throw new SyncError("invalid-chain", `${file}: ${what}`);
  }
  try {
    const { answered, skipped } = checkGolden(readRuleSet(rules), rows, { unknown: "refuse" });
    const [first] = skipped;
    if (first !== undefined)
      throw new SyncError("invalid-chain", `${file}: "${first.name}" can't be checked: ${first.reason}`);
    return answered;
  } catch (cause) {
    if (!(cause instanceof EngineInputError)) throw cause;
    throw new SyncError("invalid-chain", `rules.json: ${cause.message}`, { cause });
  }
}

export interface GoldenWritten {
  readonly name: string;
  /** Undefined: it is filled in for the first time. */
  readonly before: Expected | undefined;
  readonly after: Expected;
  readonly differences: readonly string[];
}

/**
 * Writes into golden.json what its baskets get by the rules of the folder. Throws SyncError `invalid-chain` or
 * `unusable`.
 */
export function writeGolden(from: string): readonly GoldenWritten[] {
  const file = join(from, "golden.json");
  const chain = readChain(from);
  if (chain.golden.length === 0)
    throw new SyncError("invalid-chain", `${file} has no baskets: write some first (sync/golden/README.md)`);
  const nothing: Expected = { totalCents: 0, gets: {} };
  const rows = goldenRows(chain).map(({ name, value }) => ({
    name,
    value: { expected: nothing, ...(value as object) },
  }));
  const answered = answersOf(chain.rules, rows, file);
  const raw = JSON.parse(readText(file)) as object[];
  const after = raw.map((one, at) => ({ ...one, expected: answered[at]!.found }));
  writeReplacing(from, "golden.json", `${JSON.stringify(after, null, 2)}\n`);
  return answered.map(({ name, found, differences }, at) => {
    const before = chain.golden[at]!.expected;
    return { name, before, after: found, differences: before === undefined ? [] : differences };
  });
}
