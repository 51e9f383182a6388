/** One job as a file: a line of JSON about it, then the printer's bytes as they are. */
import { createHash } from "node:crypto";
import { z } from "zod";

const headerSchema = z.strictObject({
  version: z.literal(1),
  title: z.string().max(200),
  addedAtMs: z.int().nonnegative(),
  sha256: z.string().length(64),
});

export interface JobContent {
  /** What a person knows it by: "Slip of receipt R1". */
  readonly title: string;
  /** Wall clock. */
  readonly addedAtMs: number;
  readonly bytes: Uint8Array;
}

const lineEnd = 0x0a;
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

export function jobToFile({ title, addedAtMs, bytes }: JobContent): Buffer {
  const header: z.input<typeof headerSchema> = {
    version: 1,
    title: title.slice(0, 200),
    addedAtMs,
    sha256: sha256(bytes),
  };
  return Buffer.concat([Buffer.from(JSON.stringify(header)), Uint8Array.of(lineEnd), bytes]);
}

/** `undefined` where the file is not whole: half of a receipt must never be printed. */
export function fileToJob(file: Uint8Array): JobContent | undefined {
  const end = file.indexOf(lineEnd);
  if (end < 0) return undefined;
  try {
    const header = headerSchema.parse(JSON.parse(Buffer.from(file.subarray(0, end)).toString("utf8")));
    const bytes = file.subarray(end + 1);
    if (sha256(bytes) !== header.sha256) return undefined;
    return { title: header.title, addedAtMs: header.addedAtMs, bytes };
  } catch {
    return undefined;
  }
}
