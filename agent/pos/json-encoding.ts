/** JSON in UTF-8. Bytes that are not UTF-8 are refused, never guessed. */

import type { Encoding } from "./profile.ts";
import { PosError } from "./protocol.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

export const jsonEncoding: Encoding = {
  decode(message) {
    try {
      return JSON.parse(utf8.decode(message));
    } catch (cause) {
      throw new PosError("not-json", { detail: "one JSON object in UTF-8 on one line is expected", cause });
    }
  },
  encode: (message) => Buffer.from(JSON.stringify(message)),
};
