import type Database from "better-sqlite3";
import { codeRulesSchema } from "../../drivers/codes/code-rules.ts";
import { readRuleSet } from "../../engine/wire.ts";
import { partSchema } from "../../sync/claims/allowances.ts";
import { checkGolden, differing } from "../../sync/golden/check.ts";
import { goldenAmong } from "../../sync/golden/golden.ts";
import type { ChannelFile } from "../../sync/protocol.ts";
import { ruleSetRows } from "./rule-set-rows.ts";

/** Baskets that a refusal names. */
const TOLD_MAX = 5;

/**
 * What the till will read must be readable: rules compile, code ranges make sense, and golden baskets get what HQ
 * expects of them. Throws whatever says why not.
 */
export function checkMeaning(db: Database.Database, files: readonly ChannelFile[]): void {
  const changed = new Set(files.map(({ channel }) => channel.split("/")[0]));
  const configs = db.prepare("SELECT name, json FROM config ORDER BY name").raw();
  const golden = goldenAmong(configs.all() as [string, string][]);
  if (changed.has("rules") || (changed.has("config") && golden.length > 0)) {
    // A promotion that only a newer Tillside understands is no reason to refuse the others.
    const rules = readRuleSet(ruleSetRows(db), { unknown: "keep" });
    const wrong = differing(checkGolden(rules, golden).answered);
    if (wrong.length > 0) throw new Error(`golden baskets differ: ${wrong.slice(0, TOLD_MAX).join(", ")}`);
  }
  if (!changed.has("config")) return;
  const codes = db.prepare("SELECT json FROM config WHERE name = 'codes'").pluck().get();
  if (typeof codes === "string") codeRulesSchema.parse(JSON.parse(codes));
  for (const part of db
    .prepare("SELECT json FROM config WHERE substr(name, 1, 10) = 'allowance/'")
    .pluck()
    .all())
    partSchema.parse(JSON.parse(part as string));
  const store = db.prepare("SELECT json FROM config WHERE name = 'store'").pluck().get();
  const { timeZone } = typeof store === "string" ? JSON.parse(store) : {};
  // Throws RangeError naming the zone: every sale's local time rests on it.
  if (timeZone !== undefined) new Intl.DateTimeFormat("en", { timeZone });
}
