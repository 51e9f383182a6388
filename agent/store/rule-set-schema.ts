/** The beginning of the SHA-256 of `engine/rule-set.schema.json`. Written by `npm run reference`. */
export const RULE_SET_SCHEMA = "a746f324b52d9d0f";
