/**
 * One agent a till: two with one journal would each take the other's open sales for left over ones, whatever port each answers
 * the POS at. SQLite's lock on a file beside the journal says who has it: it is the system's, which frees it when the process
 * ends, however that was, and it writes nothing, so that a full disk does not keep a till from starting.
 */

import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";

export interface FolderLock {
  /** Lets the next one have it. May be called twice. */
  release(): void;
}

/** An agent that is ended writes down what is under way, and the next one may start meanwhile. */
const PATIENCE_MS = 5_000;
const LOOK_MS = 100;

const lockFile = (journal: string) => `${journal}.lock`;

/**
 * @param journal where the journal is, or will be
 * Undefined: another process has it, still after `patienceMs`. Throws what SQLite throws where such a file can't be made.
 */
export async function lockFolder(journal: string, patienceMs = PATIENCE_MS): Promise<FolderLock | undefined> {
  const db = new Database(lockFile(journal), { timeout: 0 });
  try {
    for (let waitedMs = 0; ; waitedMs += LOOK_MS) {
      if (isTaken(db)) return { release: () => void db.close() };
      if (waitedMs >= patienceMs) break;
      await sleep(LOOK_MS);
    }
  } catch (error) {
    db.close();
    throw error;
  }
  db.close();
  return undefined;
}

/**
 * Whether an agent runs here now, whatever has its port. Makes no file: one that belongs to whoever looks would be in the agent's
 * way. Where nobody can say (`false`), an agent takes up what it is asked all the same.
 */
export async function isLocked(journal: string): Promise<boolean> {
  if (!existsSync(lockFile(journal))) return false;
  try {
    const lock = await lockFolder(journal, 0);
    lock?.release();
    return lock === undefined;
  } catch {
    return false;
  }
}

/** From now on until the connection is closed. */
function isTaken(db: Database.Database): boolean {
  try {
    db.exec("BEGIN EXCLUSIVE");
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === "SQLITE_BUSY") return false;
    throw error;
  }
}
