import type Database from "better-sqlite3";
import { codeRulesSchema } from "../../drivers/codes/code-rules.ts";
import { compile } from "../../engine/index.ts";
import { readRuleSet } from "../../engine/wire.ts";
import type { ChannelFile } from "../../sync/protocol.ts";
import { partSchema } from "../allowances/part.ts";
import { ruleSetRows } from "./rule-set-rows.ts";

/** What the till will read must be readable: rules compile, code ranges make sense. Throws whatever says why not. */
export function checkMeaning(db: Database.Database, files: readonly ChannelFile[]): void {
  const changed = new Set(files.map(({ channel }) => channel.split("/")[0]));
  // A promotion that only a newer Tillside understands is no reason to refuse the others.
  if (changed.has("rules")) compile(readRuleSet(ruleSetRows(db), { unknown: "keep" }));
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
