import type { Layout } from "../store/open.ts";

/**
 * Sales that are not paid yet, as the steps that made them. NORMAL: what the till was told of a line survives the end of
 * the agent, and a power cut takes the last lines at most, never one in the middle. What is written `sure` (subtotal,
 * tenders, suspension, a sale that came from another till) is FULL, and everything before it with it.
 */
export const sessionsLayout: Layout = {
  name: "sessions",
  synchronous: "NORMAL",
  migrations: [
    `
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID, STRICT;

    -- Revisions of a transaction follow one another without a gap; the first row holds a whole session.
    CREATE TABLE step (
      transaction_id TEXT NOT NULL,
      revision INTEGER NOT NULL,
      -- How many evaluations the POS may have been told of: after a crash they are numbered after these.
      evaluations INTEGER NOT NULL,
      json TEXT NOT NULL,
      PRIMARY KEY (transaction_id, revision)
    ) WITHOUT ROWID, STRICT;
    `,
    `
    -- Sales that went from here to another till, and those that came from one, for whoever asks for them again.
    CREATE TABLE handover (
      key TEXT NOT NULL, round INTEGER NOT NULL, way TEXT NOT NULL CHECK (way IN ('out', 'in')),
      code TEXT NOT NULL, transaction_id TEXT NOT NULL, till TEXT NOT NULL, at_ms INTEGER NOT NULL,
      PRIMARY KEY (key, round, way)
    ) WITHOUT ROWID, STRICT;
    `,
  ],
};
