/** The beginning of the SHA-256 of `engine/rule-set.schema.json`. Written by `npm run reference`. */
export const RULE_SET_SCHEMA = "2d70a21143042672";
