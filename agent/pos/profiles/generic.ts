import { jsonEncoding } from "../json-encoding.ts";
import { lineFraming } from "../line-framing.ts";
import type { Profile } from "../profile.ts";

/** The canonical contract: JSON-RPC 2.0, UTF-8, one message a line. */
export const generic: Profile = {
  name: "generic",
  framing: lineFraming,
  encoding: jsonEncoding,
  deadlines: { lineMs: 150, lookUpMs: 600, subtotalMs: 300, completeMs: 2000 },
};
