/**
 * The fault that the images must find, imported into the agent's threads before all else: the journal says that it is
 * written with synchronous=FULL, and is written with NORMAL.
 */

import Database from "better-sqlite3";

const FULL = 2;
const pragma = Database.prototype.pragma;
Database.prototype.pragma = function (source: string, options?: Database.PragmaOptions) {
  if (source === "synchronous = FULL") return pragma.call(this, "synchronous = NORMAL", options);
  const answer = pragma.call(this, source, options);
  return source === "synchronous" ? FULL : answer;
};
