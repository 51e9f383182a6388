/** How much goes into one message, and how much of the log stays beside the book. */

export interface Sizes {
  /** Entries, and rows of the book, of one message: it stays below what a frame may be. */
  readonly entriesMax: number;
  readonly rowsMax: number;
  /** Entries that are kept beside the book, for tills that are a little behind; and how many more make dropping worth it. */
  readonly keepEntries: number;
  readonly dropEntries: number;
}

export const SIZES: Sizes = { entriesMax: 400, rowsMax: 400, keepEntries: 512, dropEntries: 1024 };
