/** Real exchanges with an agent, as `npm run reference` recorded them. */

export interface Answered {
  readonly call: string;
  /** What is going on, as a sentence. */
  readonly says: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly result: unknown;
  /** By a POS that takes one amount off the whole receipt. */
  readonly byAmount?: true;
}

export interface Refused {
  readonly call: string;
  readonly says: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly error: unknown;
}

export interface Examples {
  readonly answered: readonly Answered[];
  readonly refused: readonly Refused[];
  readonly notified: readonly { readonly name: string; readonly params: unknown }[];
}
