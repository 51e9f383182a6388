import type { ChannelRow } from "../release/channel-digest.ts";

/** The rule set out of the rows of the channel `rules`, as HQ wrote it. */
export function rulesOfRows(rows: readonly ChannelRow[]): Readonly<Record<string, unknown>> {
  const settings: Record<string, unknown> = {};
  const groups: Record<string, string[]> = {};
  const promotions: unknown[] = [];
  for (const [table, { name, json, group_id, article }] of rows) {
    if (table === "rule_setting") settings[String(name)] = JSON.parse(String(json));
    else if (table === "promotion") promotions.push(JSON.parse(String(json)));
    else if (table === "article_group") {
      groups[String(group_id)] ??= [];
      groups[String(group_id)]!.push(String(article));
    }
  }
  return { ...settings, groups, promotions };
}
