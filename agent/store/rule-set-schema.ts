/** The beginning of the SHA-256 of `engine/rule-set.schema.json`. Written by `npm run reference`. */
export const RULE_SET_SCHEMA = "e76d7b1777cdcc48";
