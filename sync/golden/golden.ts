/** A golden basket: what is bought, when and by whom, and what HQ expects of it. In HQ's file, and as it travels. */

import { z } from "zod";

/** Name of its row in the table `config`: an older till keeps such rows and does not look at them. */
export const GOLDEN_PREFIX = "golden/";
/** More are not published, and not checked by a till: it checks them while a release is being activated. */
export const GOLDEN_MAX = 200;
export const GOLDEN_LINES_MAX = 200;

const whole = z.record(z.string(), z.int());
const given = z.strictObject({
  /** Money off, in cents. */
  offCents: z.int().optional(),
  /** By account; below 0 they are burnt. */
  points: whole.optional(),
  stamps: whole.optional(),
  /** By series. */
  vouchers: z
    .record(
      z.string(),
      z.strictObject({
        pieces: z.int(),
        /** What they are worth together. */
        cents: z.int().optional(),
        percent: z.string().optional(),
      }),
    )
    .optional(),
  /** Pieces that are asked for. */
  gifts: z.int().optional(),
  /** Lines that the POS takes out again. */
  withdrawn: z.array(z.string()).optional(),
  messages: z.int().optional(),
});
const expectedSchema = z.strictObject({
  totalCents: z.int(),
  /** By promotion; one that is not named here gives nothing. */
  gets: z.record(z.string(), given),
});

/** What one promotion gives. */
export type Given = z.infer<typeof given>;
export type Expected = z.infer<typeof expectedSchema>;

const semantics = z.int().min(1);
const name = z.string().min(1).max(100);

/** One of golden.json: whatever a line leaves out, the articles of the chain say. */
const entrySchema = z.strictObject({
  name,
  /** Version of the meaning of promotions that it needs. Default: the rule set's. */
  semantics: semantics.optional(),
  basket: z.strictObject({
    currency: z.string().optional(),
    lines: z
      .array(z.looseObject({ article: z.string().min(1), quantity: z.string() }))
      .min(1)
      .max(GOLDEN_LINES_MAX, `has more than ${GOLDEN_LINES_MAX} lines`),
  }),
  context: z.looseObject({
    customer: z.looseObject({}).optional(),
    coupons: z.array(z.looseObject({ series: z.string() })).optional(),
  }),
  expected: expectedSchema.optional(),
});
export type GoldenEntry = z.infer<typeof entrySchema>;

export const goldenFileSchema = z
  .array(entrySchema)
  .max(GOLDEN_MAX, `has more than ${GOLDEN_MAX} baskets`)
  .superRefine((entries, context) => {
    const seen = new Set<string>();
    entries.forEach((entry, index) => {
      if (seen.has(entry.name))
        context.addIssue({ code: "custom", path: [index, "name"], message: `${entry.name} is there twice` });
      seen.add(entry.name);
    });
  });

/** As it travels: whole, so that a till needs no article master for it. The engine reads basket and context. */
export const goldenRowSchema = z.object({
  semantics,
  basket: z.looseObject({ lines: z.array(z.unknown()) }),
  context: z.unknown(),
  expected: expectedSchema,
});

/** A row of the table `config`, its name without the prefix. */
export interface GoldenRow {
  readonly name: string;
  readonly value: unknown;
}

/** The golden baskets among rows of the table `config`, in their order. */
export function goldenAmong(configs: Iterable<readonly [name: string, json: string]>): GoldenRow[] {
  return [...configs]
    .filter(([name]) => name.startsWith(GOLDEN_PREFIX))
    .map(([name, json]) => ({ name: name.slice(GOLDEN_PREFIX.length), value: JSON.parse(json) }));
}
