/** A program that takes a database's write lock and keeps it until it is told to end: `node hold-lock.ts FILE`. */

import Database from "better-sqlite3";

const db = new Database(process.argv[2]!);
db.exec("BEGIN IMMEDIATE");
process.send?.("held");
process.once("message", () => {
  db.exec("ROLLBACK");
  db.close();
  process.disconnect();
});
