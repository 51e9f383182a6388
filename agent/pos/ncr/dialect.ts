/** The dialect `ncr`: documents of calls and answers around the log's own line items. The other half is adapter.ts. */

import type { Dialect, XmlElement } from "../adapter.ts";
import { PosError } from "../protocol.ts";
import { adapterFor } from "./adapter.ts";
import { messageLimits, readXml, XmlError } from "./xml-reader.ts";
import { writeXml } from "./xml-writer.ts";

/** The framing has measured the whole already; a POS may be told more than it may say. */
const limits = { ...messageLimits, lengthMax: 16 * messageLimits.lengthMax };

export const ncr: Dialect = {
  readXml(text): XmlElement {
    try {
      return readXml(text, { limits });
    } catch (error) {
      if (error instanceof XmlError)
        throw new PosError(error.reason, { detail: error.message, cause: error });
      throw error;
    }
  },
  writeXml: (document) => writeXml(document),
  adapter: adapterFor,
};
