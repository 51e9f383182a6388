import { z } from "zod";
import { isDate } from "../calendar.ts";
import { mechanicSchemas } from "../mechanics/schemas.ts";
import { count, positiveCents, selector, texts } from "../mechanics/shared.terms.ts";
import { type Condition, type RuleSetData, STAGES } from "../promotion.ts";
import { SEMANTICS_VERSION } from "../semantics.ts";
import { EngineInputError } from "./error.ts";
import { issueMessage } from "./issue-message.ts";

const name = z.string().min(1).max(200);
const date = z.string().refine(isDate, 'write a day that exists as "2026-12-31"');
const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'write a time as "09:30", up to "24:00"');

export const layerSchema = z.strictObject({
  id: name,
  stage: z.enum(STAGES as [string, ...string[]]),
  mode: z.enum(["best", "first", "stack"]),
  base: z.enum(["left", "start"]).optional(),
});

const condition: z.ZodType<Condition> = z.lazy(() =>
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.enum(["all", "any"]), of: z.array(condition).min(1) }),
    z.strictObject({ kind: z.literal("not"), of: condition }),
    z.strictObject({
      kind: z.literal("items"),
      select: selector,
      pieces: count.optional(),
      amountCents: positiveCents.optional(),
      measureThousandths: count.optional(),
    }),
    z.strictObject({ kind: z.literal("basket"), amountCents: positiveCents }),
    z.strictObject({ kind: z.literal("coupon"), series: name }),
  ]),
);

const someKind = z.looseObject({ kind: name });
/** Terms of a known mechanic are strict. An unknown one, from a newer HQ, is kept as it is. */
const mechanic = someKind.superRefine((value, context) => {
  const known = mechanicSchemas.get(value.kind);
  if (known === undefined) return;
  const { kind: _, ...terms } = value;
  const result = known.terms.safeParse(terms, { error: issueMessage });
  if (!result.success) for (const issue of result.error.issues) context.addIssue({ ...issue } as never);
});

export const promotionSchema = z.strictObject({
  id: name,
  name: texts,
  layer: name,
  priority: z.int().min(-1_000_000).max(1_000_000).optional(),
  valid: z
    .strictObject({
      from: date.optional(),
      to: date.optional(),
      weekdays: z.array(z.int().min(1).max(7)).optional(),
      times: z.array(z.strictObject({ from: time, to: time })).optional(),
    })
    .refine(
      ({ from, to }) => from === undefined || to === undefined || from <= to,
      "it ends before it begins",
    )
    .optional(),
  where: z
    .strictObject({
      stores: z.array(name).optional(),
      storeGroups: z.array(name).optional(),
      tills: z.array(name).optional(),
      channels: z.array(z.enum(["till", "self-checkout", "web", "app"])).optional(),
    })
    .optional(),
  who: z
    .strictObject({
      card: z.boolean().optional(),
      tiers: z.array(name).optional(),
      segments: z.array(name).optional(),
      staff: z.boolean().optional(),
    })
    .optional(),
  requires: condition.optional(),
  mechanics: z.array(mechanic).min(1),
  limits: z
    .strictObject({
      applications: count.optional(),
      units: count.optional(),
      amountCents: positiveCents.optional(),
    })
    .optional(),
  funding: z
    .strictObject({ by: z.enum(["retailer", "supplier", "third-party"]), party: name.optional() })
    .optional(),
  excludes: z.array(name).optional(),
  text: texts.optional(),
});

const frame = {
  semantics: z.int().min(1),
  currency: z.string().regex(/^[A-Z]{3}$/, 'a currency is written as "EUR"'),
  rounding: z.enum(["half-up", "half-even", "down"]).optional(),
  groups: z.record(name, z.array(name)).optional(),
};

export const ruleSetSchema = z.strictObject({
  ...frame,
  layers: z.array(layerSchema).min(1),
  promotions: z.array(promotionSchema),
});

/** What a till must be able to read of any rule set; layers and promotions are then read one by one. */
export const ruleSetFrame = z.object({
  ...frame,
  layers: z.array(z.looseObject({ id: name })),
  promotions: z.array(z.looseObject({ id: name })),
});

/** What one object alone can't show: names used twice, stages that go backwards. Throws EngineInputError. */
export function checkReferences(data: RuleSetData): void {
  const fail = (path: string, message: string): never => {
    throw new EngineInputError("bad-rule-set", path, `rule set: ${message}`);
  };
  if (data.semantics > SEMANTICS_VERSION) {
    fail(
      "semantics",
      `written for semantics ${data.semantics}, this engine knows ${SEMANTICS_VERSION}; update Tillside`,
    );
  }
  const layers = new Set<string>();
  let stage = 0;
  data.layers.forEach(({ id, stage: name }, index) => {
    const next = STAGES.indexOf(name);
    if (layers.has(id)) fail(`layers[${index}].id`, `layer "${id}" stands twice; give each its own id`);
    if (next < stage) {
      fail(
        `layers[${index}].stage`,
        `stage "${name}" comes after "${STAGES[stage]}"; stages run ${STAGES.join(", ")}`,
      );
    }
    layers.add(id);
    stage = next;
  });
  const ids = new Set<string>();
  data.promotions.forEach(({ id }, index) => {
    if (ids.has(id)) fail(`promotions[${index}].id`, `promotion "${id}" stands twice; give each its own id`);
    ids.add(id);
  });
}
