/** The beginning of the SHA-256 of `engine/rule-set.schema.json`. Written by `npm run reference`. */
export const RULE_SET_SCHEMA = "d275cd4c7dd85b92";
