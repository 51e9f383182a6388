/** The dialect `ncr`: documents of calls and answers around the log's own line items. The other half is adapter.ts. */

import type { Dialect, XmlElement } from "../adapter.ts";
import { PosError } from "../protocol.ts";
import { adapterFor } from "./adapter.ts";
import { messageLimits, readXml, XmlError } from "./xml-reader.ts";
import { writeXml } from "./xml-writer.ts";

/** The framing has measured the whole already. */
const heard = { ...messageLimits, lengthMax: 16 * messageLimits.lengthMax };
/** A POS may be told more than it may say: the evaluation of a basket has many times its values. */
const told = { ...heard, nodesMax: 32 * messageLimits.nodesMax };

export const ncr: Dialect = {
  readXml(text, side = "agent"): XmlElement {
    try {
      return readXml(text, { limits: side === "agent" ? heard : told });
    } catch (error) {
      if (error instanceof XmlError)
        throw new PosError(error.reason, { detail: error.message, cause: error });
      throw error;
    }
  },
  writeXml: (document) => writeXml(document),
  adapter: adapterFor,
};
