/**
 * A database emptied under those who read it: the way left where a file can't be moved away, since Windows renames none that
 * is open. Whoever has begun to read reads on in what was there.
 */

import Database from "better-sqlite3";

/**
 * Leaves a database of version 0 without tables. Its rows may be damaged, its first page may not: then it throws SQLite's
 * error, and nothing was changed.
 * @param busyMs how long it waits for another program's lock
 */
export function emptyInPlace(path: string, busyMs: number): void {
  const db = new Database(path, { timeout: busyMs, fileMustExist: true });
  try {
    // Without tables nothing of what is damaged is read; what is written then is the whole of a new file.
    db.unsafeMode(true);
    db.pragma("writable_schema = ON");
    db.transaction(() => {
      db.exec("DELETE FROM sqlite_schema");
      db.pragma("user_version = 0");
    }).immediate();
    db.pragma("writable_schema = RESET");
    db.exec("VACUUM");
  } finally {
    db.close();
  }
}
