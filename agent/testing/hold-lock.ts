/** A program that takes a database's write lock and keeps it: `node hold-lock.ts FILE MILLISECONDS`. */

import Database from "better-sqlite3";

const [file, ms] = process.argv.slice(2);
const db = new Database(file!);
db.exec("BEGIN IMMEDIATE");
process.send?.("held");
setTimeout(() => {
  db.exec("ROLLBACK");
  db.close();
  process.disconnect?.();
}, Number(ms));
