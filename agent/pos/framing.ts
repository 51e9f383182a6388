/** How messages are cut out of a byte stream: three ways, chosen by a profile. */

import { lengthFraming } from "./length-framing.ts";
import { lineFraming } from "./line-framing.ts";
import { stxFraming } from "./stx-framing.ts";

/** Cuts a byte stream into messages. One per connection: it keeps the unfinished rest. */
export interface FrameReader {
  /** Bytes from the socket → whole messages. Throws PosError `too-large` or `bad-frame`: the stream is useless then. */
  push(chunk: Uint8Array): readonly Uint8Array[];
  /** A message has begun and is not whole. */
  midway(): boolean;
}

export interface Framing {
  reader(messageBytesMax: number): FrameReader;
  /** One message's bytes with what surrounds them on the wire. */
  frame(message: Uint8Array): Uint8Array;
  /** What ends a message, where nothing else surrounds it. */
  readonly ending?: string;
}

/** As a profile says it. */
export type FramingChoice =
  | { readonly kind: "line" }
  | { readonly kind: "length"; readonly bytes: 4 }
  | { readonly kind: "stx"; readonly lrc: "none" | "xor" };

export function framingOf(choice: FramingChoice): Framing {
  switch (choice.kind) {
    case "line":
      return lineFraming;
    case "length":
      return lengthFraming;
    case "stx":
      return stxFraming(choice.lrc);
    default:
      return choice satisfies never;
  }
}
