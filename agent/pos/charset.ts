/** Character sets of POS software. Bytes that mean nothing in theirs are refused, never guessed. */

import { CP858 } from "./cp858.ts";
import { PosError } from "./protocol.ts";
import { WINDOWS_1252 } from "./windows-1252.ts";

export type CharsetName = "utf-8" | "cp858" | "windows-1252";

export interface Charset {
  /** Throws PosError `bad-text`. */
  decode(bytes: Uint8Array): string;
  /** @param instead what stands for a character that the set does not have; of ASCII characters only */
  encode(text: string, instead: (character: string) => string): Uint8Array;
}

const utf8Decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const utf8: Charset = {
  decode(bytes) {
    try {
      return utf8Decoder.decode(bytes);
    } catch (cause) {
      throw new PosError("bad-text", { detail: "the message is not UTF-8", cause });
    }
  },
  encode: (text) => Buffer.from(text),
};

export const charsets: Readonly<Record<CharsetName, Charset>> = {
  "utf-8": utf8,
  cp858: singleByte("CP858", CP858),
  "windows-1252": singleByte("Windows-1252", WINDOWS_1252),
};

/**
 * A set of one byte a character whose lower half is ASCII.
 * @param upper the characters of 0x80 to 0xFF; U+FFFD where a byte means nothing
 */
function singleByte(name: string, upper: string): Charset {
  const characters = Array.from({ length: 256 }, (_, byte) =>
    byte < 128 ? String.fromCharCode(byte) : upper[byte - 128]!,
  );
  const bytes = new Map([...characters.entries()].map(([byte, character]) => [character, byte]));
  bytes.delete("\uFFFD");
  return {
    decode(message) {
      let text = "";
      for (const byte of message) {
        const character = characters[byte]!;
        if (character === "\uFFFD")
          throw new PosError("bad-text", { detail: `0x${byte.toString(16)} is no character of ${name}` });
        text += character;
      }
      return text;
    },
    encode(text, instead) {
      const written: number[] = [];
      for (const character of text) {
        const byte = bytes.get(character);
        if (byte !== undefined) written.push(byte);
        else for (const ascii of instead(character)) written.push(ascii.charCodeAt(0));
      }
      return Uint8Array.from(written);
    },
  };
}
