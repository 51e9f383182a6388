/** The rule set as a JSON Schema, for editors and for whoever writes rule sets with other means. */

import { z } from "zod";
import { mechanicSchemas } from "../mechanics/schemas.ts";
import { ruleSetSchema } from "../wire/rule-set-schema.ts";

/** As much of JSON Schema (2020-12) as zod writes for us. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  /** What a schema can't say: which terms go together. */
  readonly $comment?: string;
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/**
 * Mechanics are told apart by `kind`, and only those of this version are in it. It is a little more lenient than
 * `readRuleSet`, which alone knows which terms contradict each other; these rules stand in `$comment`.
 */
export function ruleSetJsonSchema(): JsonSchema {
  const { $defs: shared = {}, ...ruleSet } = jsonSchemaOf(ruleSetSchema);
  const $defs: Record<string, JsonSchema> = { ...shared };
  const kinds: JsonSchema[] = [];
  for (const [kind, { terms }] of mechanicSchemas) {
    const { $schema: _, $defs: used = {}, properties, required = [], ...rest } = jsonSchemaOf(terms);
    Object.assign($defs, used);
    $defs[mechanicDef(kind)] = {
      ...rest,
      properties: { kind: { type: "string", const: kind }, ...properties },
      required: ["kind", ...required],
    };
    kinds.push({ $ref: `#/$defs/${mechanicDef(kind)}` });
  }
  const { title, description } = shared.mechanic!;
  $defs.mechanic = { title, description, oneOf: kinds };
  return { ...ruleSet, $defs };
}

/** Name of a mechanic's terms among the definitions. */
export function mechanicDef(kind: string): string {
  return `mechanic-${kind}`;
}

function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, {
    io: "input",
    override({ zodSchema, jsonSchema }) {
      const rules = rulesOf(zodSchema);
      if (rules.length > 0) jsonSchema.$comment = rules.join("\n");
    },
  }) as JsonSchema;
}

/** What refinements say when they refuse. */
function rulesOf({ _zod }: z.core.$ZodType): string[] {
  const checks = _zod.def.checks ?? [];
  return checks.flatMap((check) => {
    const { check: what, error } = check._zod.def;
    if (what !== "custom" || error === undefined) return [];
    const said = error({ code: "custom", input: undefined, path: [] } as never);
    const message = typeof said === "string" ? said : said?.message;
    return message === undefined ? [] : [message];
  });
}
