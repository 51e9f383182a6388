import type Database from "better-sqlite3";
import { codeRulesSchema } from "../../drivers/codes/code-rules.ts";
import { readRuleSet } from "../../engine/wire.ts";
import { partSchema } from "../../sync/claims/allowances.ts";
import { checkGolden, differing } from "../../sync/golden/check.ts";
import { goldenAmong } from "../../sync/golden/golden.ts";
import type { ChannelFile } from "../../sync/protocol.ts";
import { storeSetting } from "../../sync/store-settings.ts";
import { VOUCHERS_ROW } from "../../sync/vouchers.ts";
import { voucherSettingSchema } from "../../sync/vouchers-schema.ts";
import { configOf } from "./config-rows.ts";
import { ruleSetRows } from "./rule-set-rows.ts";

/** Baskets that a refusal names. */
const TOLD_MAX = 5;

/**
 * What the till will read must be readable: rules compile, code ranges make sense, and golden baskets get what HQ
 * expects of them. Throws whatever says why not.
 * @returns whether this Tillside understands all of rules and configuration; undefined: it was not asked again, as before
 */
export function checkMeaning(
  db: Database.Database,
  files: readonly ChannelFile[],
  store: string,
): boolean | undefined {
  const changed = new Set(files.map(({ channel }) => channel.split("/")[0]));
  const configs = db.prepare("SELECT name, json FROM config ORDER BY name").raw();
  const golden = goldenAmong(configs.all() as [string, string][]);
  let understood: boolean | undefined;
  if (changed.has("rules") || (changed.has("config") && golden.length > 0)) {
    // A promotion that only a newer Tillside understands is no reason to refuse the others.
    const written = ruleSetRows(db);
    const rules = readRuleSet(written, { unknown: "keep" });
    const { answered, skipped } = checkGolden(rules, golden);
    const wrong = differing(answered);
    if (wrong.length > 0) throw new Error(`golden baskets differ: ${wrong.slice(0, TOLD_MAX).join("; ")}`);
    // Nothing put aside and nothing read otherwise than it is written: then the rows need no schema any more.
    const isAsWritten = rules.promotions === written.promotions && rules.layers === written.layers;
    understood = isAsWritten && skipped.length === 0 && partsOfBudgets(db).every(isPart);
  }
  if (!changed.has("config")) return understood;
  const config = configOf(db);
  const codes = config("codes");
  if (codes !== undefined) codeRulesSchema.parse(codes);
  for (const part of partsOfBudgets(db)) partSchema.parse(part);
  const vouchers = config(VOUCHERS_ROW);
  if (vouchers !== undefined) voucherSettingSchema.parse(vouchers);
  const { timeZone } = (storeSetting(config, store) ?? {}) as { timeZone?: string };
  // Throws RangeError naming the zone: every sale's local time rests on it.
  if (timeZone !== undefined) new Intl.DateTimeFormat("en", { timeZone });
  return understood;
}

function partsOfBudgets(db: Database.Database): unknown[] {
  const rows = db.prepare("SELECT json FROM config WHERE substr(name, 1, 10) = 'allowance/'").pluck();
  return (rows.all() as string[]).map((json) => JSON.parse(json));
}

const isPart = (part: unknown) => partSchema.safeParse(part).success;
