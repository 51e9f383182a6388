/**
 * The fault that the images must find, imported into the agent's threads before all else: the file that NORMAL_FILE
 * names says that it is written with synchronous=FULL, and is written with NORMAL.
 */

import { basename } from "node:path";
import Database from "better-sqlite3";

const FULL = 2;
/** Connections that were told to be FULL last. */
const deceived = new WeakSet<Database.Database>();
const pragma = Database.prototype.pragma;
Database.prototype.pragma = function (
  this: Database.Database,
  source: string,
  options?: Database.PragmaOptions,
) {
  const isFull = source === "synchronous = FULL" && basename(this.name) === process.env.NORMAL_FILE;
  if (isFull) deceived.add(this);
  else if (source.startsWith("synchronous =")) deceived.delete(this);
  const answer = pragma.call(this, isFull ? "synchronous = NORMAL" : source, options);
  return source === "synchronous" && deceived.has(this) ? FULL : answer;
};
