import type { Layout } from "../store/open.ts";

/** What a till has promised as one of those who choose the store's lead. FULL: what was said may never be forgotten. */
export const leadLayout: Layout = {
  name: "lead",
  synchronous: "FULL",
  migrations: [
    `
    -- One row. A file that is made anew is another life: sync/lead/README.md.
    CREATE TABLE standing (
      one INTEGER PRIMARY KEY CHECK (one = 1),
      store TEXT NOT NULL, till TEXT NOT NULL, life TEXT NOT NULL,
      term INTEGER NOT NULL, vote TEXT,
      page TEXT NOT NULL,
      -- Before the first entry.
      base_index INTEGER NOT NULL, base_term INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE entry (position INTEGER PRIMARY KEY, term INTEGER NOT NULL, command TEXT NOT NULL) STRICT;

    -- The book of claims after the entry of the page.
    CREATE TABLE book (thing TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID, STRICT;
    `,
  ],
};
