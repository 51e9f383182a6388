import type Database from "better-sqlite3";

/**
 * The rule set as HQ wrote it, put together from its rows, not yet validated. With `only`, what a stored sale needs:
 * no promotions, and of each group only those articles. An empty replica gives an empty rule set.
 */
export function ruleSetRows(db: Database.Database, only?: ReadonlySet<string>): Record<string, unknown> {
  const settings = db.prepare("SELECT name, json FROM rule_setting ORDER BY name").raw().all() as [
    string,
    string,
  ][];
  const groups: Record<string, string[]> = {};
  const members = only
    ? db.prepare(
        "SELECT group_id, article FROM article_group WHERE article IN (SELECT value FROM json_each(?)) ORDER BY 1, 2",
      )
    : db.prepare("SELECT group_id, article FROM article_group ORDER BY 1, 2");
  const rows = members.raw().iterate(...(only ? [JSON.stringify([...only])] : []));
  for (const [group, article] of rows as IterableIterator<[string, string]>) {
    groups[group] ??= [];
    groups[group].push(article);
  }
  const promotions = only
    ? []
    : (db.prepare("SELECT json FROM promotion ORDER BY id").pluck().all() as string[]);
  return {
    semantics: 1,
    currency: "EUR",
    layers: [],
    ...Object.fromEntries(settings.map(([name, json]) => [name, JSON.parse(json)])),
    groups,
    promotions: promotions.map((json) => JSON.parse(json)),
  };
}
