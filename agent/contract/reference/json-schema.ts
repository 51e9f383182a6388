/** The contract's data as JSON Schema 2020-12, one definition for each call's parameters and answer. */

import { z } from "zod";
import type { JsonSchema } from "../../../engine/reference/json-schema.ts";
import { lineSchema } from "../../../engine/wire.ts";
import { type AnsweredCall, answeredByAmount, answeredCalls } from "../answered-calls.ts";
import { CALLS } from "../calls.ts";
import { line } from "../fields.ts";
import { about, confirmParams, helloAnswer, helloParams, pageHelloParams } from "../hello.ts";
import { notifications } from "../notifications.ts";
import { LINE_ID_MAX } from "../read-lines.ts";
import { reasons } from "../reasons.ts";

export type Definitions = Readonly<Record<string, JsonSchema>>;

/** A call as everybody may read it, the two hellos among them. */
export type Documented = Pick<AnsweredCall, "params" | "result" | "says"> &
  Partial<Pick<AnsweredCall, "deadline" | "roles" | "refusals">>;

export const documented: Readonly<Record<string, Documented>> = {
  hello: {
    params: helloParams,
    result: helloAnswer,
    says: "The first call of a connection: the agent proves that it knows the till's secret.",
  },
  "hello.confirm": {
    params: confirmParams,
    result: about,
    says: "The second: the POS proves the same, and is told who it speaks to.",
  },
  ...answeredCalls,
};

/** What is different for a POS that takes one amount off the whole receipt. */
const byAmount = CALLS.flatMap((name) => {
  const [one, other] = [answeredCalls[name], answeredByAmount[name]];
  return [
    ...(one.params === other.params ? [] : [[`${name}.params`, other.params, "input"] as const]),
    ...(one.result === other.result ? [] : [[`${name}.result`, other.result, "output"] as const]),
  ];
});

/** Whether the definition has another one for such a POS, by the name `${name}.by-amount`. */
export function differsByAmount(name: string): boolean {
  return byAmount.some(([changed]) => changed === name);
}

/** The error's `data`. */
const errorData = z
  .strictObject({
    reason: z.enum(Object.keys(reasons) as [string, ...string[]]),
    field: z.string().optional().describe('The parameter that is wrong, as a path: "line.quantity".'),
    detail: z
      .string()
      .optional()
      .describe("For the developer of the POS, in English: what exactly is wrong."),
  })
  .meta({ id: "error-data", description: "The `data` of every error; its `message` is for the cashier." });

/**
 * By name. What a POS sends must have no other fields; to what it is told fields may be added, and it lets those pass
 * that it does not know.
 */
export function definitions(): Definitions {
  const entries = Object.entries(documented);
  const sent = new Map<string, z.ZodType>([
    ...entries.map(([name, { params }]) => [`${name}.params`, params] as const),
    ["hello.params.page", pageHelloParams],
    ...byAmount
      .filter(([, , io]) => io === "input")
      .map(([name, schema]) => [`${name}.by-amount`, schema] as const),
    ["line", lineSchema.extend({ lineId: lineSchema.shape.lineId.max(LINE_ID_MAX) })],
  ]);
  const told = new Map<string, z.ZodType>([
    ...entries.map(([name, { result }]) => [`${name}.result`, result] as const),
    ...byAmount
      .filter(([, , io]) => io === "output")
      .map(([name, schema]) => [`${name}.by-amount`, schema] as const),
    ...Object.entries(notifications).map(([name, { params }]) => [`${name}.notification`, params] as const),
    ["error-data", errorData],
  ]);
  const all = { ...defined(sent, "input"), ...defined(told, "output") };
  return Object.fromEntries(Object.entries(all).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** The definitions as a file of their own. */
export function contractJsonSchema(): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Tillside: the contract with POS software",
    description:
      "What each call takes (`.params`) and answers (`.result`), and what the agent tells unasked.",
    $defs: definitions(),
  };
}

function defined(schemas: ReadonlyMap<string, z.ZodType>, io: "input" | "output"): Definitions {
  const { properties = {}, $defs = {} } = z.toJSONSchema(z.object(Object.fromEntries(schemas)), {
    io,
    override({ zodSchema, jsonSchema }) {
      if ((zodSchema as unknown) === line) {
        for (const key of Object.keys(jsonSchema)) delete jsonSchema[key as "type"];
        jsonSchema.$ref = "#/$defs/line";
      }
      // Every number of ours is exact: these bounds say nothing about the contract.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (io === "output" && jsonSchema.additionalProperties === false)
        delete jsonSchema.additionalProperties;
    },
  }) as JsonSchema;
  // What has a name of its own already is only referred to.
  const own = Object.entries(properties).filter(([name, { $ref }]) => $ref !== `#/$defs/${name}`);
  return { ...$defs, ...Object.fromEntries(own) };
}
