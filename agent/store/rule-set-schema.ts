/** The beginning of the SHA-256 of `engine/rule-set.schema.json`. Written by `npm run reference`. */
export const RULE_SET_SCHEMA = "0176746f5014c3e9";
