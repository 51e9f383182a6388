/** The options that every scanner has, as parts of its zod object. */
import { z } from "zod";
import { terminators } from "./framing.ts";

export const framingShape = {
  terminator: z.enum(terminators).default("auto"),
  /** Milliseconds of silence that end a scan ("none") or give it up (any other terminator). */
  interByteMs: z.int().min(10).max(10_000).optional(),
  bytesMax: z.int().min(16).max(65_536).default(4096),
};

export const reopeningShape = {
  reopenMinMs: z.int().min(10).max(60_000).default(250),
  reopenMaxMs: z.int().min(10).max(60_000).default(2000),
};

/** Of HID devices the system tells when one is plugged in, and a look at all of them costs some milliseconds. */
export const hidReopeningShape = {
  ...reopeningShape,
  reopenMaxMs: reopeningShape.reopenMaxMs.unwrap().default(10_000),
};
