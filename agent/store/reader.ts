/** Who has found a release right: what one program has read need not be right to another. */

import { SEMANTICS_VERSION } from "../../engine/semantics.ts";
import { VERSION } from "../version.ts";
import { RULE_SET_SCHEMA } from "./rule-set-schema.ts";

/** Names this program. */
export const THIS_READER = `${VERSION} ${SEMANTICS_VERSION} ${RULE_SET_SCHEMA}`;
