/** The chain's loyalty cards, in whatever symbology they are printed. */
import { readRange } from "./chain-range.ts";
import type { Family } from "./code.ts";

export const card: Family = {
  name: "card",
  read: ({ text }, rules) => readRange(text, rules.cards, (number) => ({ kind: "card", number })),
};
