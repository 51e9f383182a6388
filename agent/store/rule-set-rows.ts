import type Database from "better-sqlite3";

/** The rule set as HQ wrote it, put together from its rows, not yet validated. An empty replica gives an empty one. */
export function ruleSetRows(db: Database.Database): Record<string, unknown> {
  const groups: Record<string, string[]> = {};
  const members = db.prepare("SELECT group_id, article FROM article_group ORDER BY 1, 2").raw().iterate();
  for (const [group, article] of members as IterableIterator<[string, string]>) {
    groups[group] ??= [];
    groups[group].push(article);
  }
  const promotions = db.prepare("SELECT json FROM promotion ORDER BY id").pluck().all() as string[];
  return { ...ruleSettings(db), groups, promotions: promotions.map((json) => JSON.parse(json)) };
}

/** The same without its promotions and groups. */
export function ruleSettings(db: Database.Database): Record<string, unknown> {
  const rows = db.prepare("SELECT name, json FROM rule_setting ORDER BY name").raw().all() as [
    string,
    string,
  ][];
  const settings = Object.fromEntries(rows.map(([name, json]) => [name, JSON.parse(json)]));
  return { semantics: 1, currency: "EUR", layers: [], ...settings };
}
