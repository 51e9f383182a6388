/** HQ's configuration as it lies in the replica: a row a name, its value as JSON. */

import type Database from "better-sqlite3";

/** Answers a row's value, undefined where there is none. */
export function configOf(db: Database.Database): (name: string) => unknown {
  const row = db.prepare("SELECT json FROM config WHERE name = ?").pluck();
  return (name) => {
    const json = row.get(name) as string | undefined;
    return json === undefined ? undefined : JSON.parse(json);
  };
}
