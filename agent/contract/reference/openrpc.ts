/** The contract as an OpenRPC 1.3 document: for generators of clients, and for whoever likes to browse it. */

import type { JsonSchema } from "../../../engine/reference/json-schema.ts";
import { CONTRACT_VERSION } from "../../pos/protocol.ts";
import { reasonTexts } from "../../texts/cashier.ts";
import { notifications } from "../notifications.ts";
import { errorCode, type Reason, reasons } from "../reasons.ts";
import type { Answered, Examples, Refused } from "./examples.ts";
import { type Definitions, definitions, differsByAmount, documented } from "./json-schema.ts";

/** One sentence for all reasons of a code. */
export const codeTexts: Readonly<Record<keyof typeof errorCode, string>> = {
  parse: "The bytes are no message.",
  invalidRequest: "The message is no request.",
  unknownMethod: "There is no such call.",
  invalidParams: "A parameter is wrong.",
  internal: "Something is broken here; the sale goes on.",
  notAuthenticated: "The connection is not proven.",
  refused: "It can't be done now; nothing was changed.",
  notRecorded: "The sale is not in the journal as far as is known.",
  tooLarge: "The stream can't be followed any further.",
  busy: "Nothing was done.",
};

const schemaRef = (name: string) => ({ $ref: `#/components/schemas/${name}` });
type CodeName = keyof typeof errorCode;
const codeNames = Object.keys(errorCode) as CodeName[];
/** Codes that any call may meet; the reasons of the others are each call's own. */
export const GENERAL = [
  "parse",
  "invalidRequest",
  "unknownMethod",
  "invalidParams",
  "internal",
  "notAuthenticated",
  "tooLarge",
] as const satisfies readonly CodeName[];

export function openRpc(examples: Examples): object {
  const schemas = definitions();
  return {
    openrpc: "1.3.2",
    info: {
      title: "Tillside: a POS and the agent beside it",
      description:
        "JSON-RPC 2.0 over TCP, a Unix socket or a named pipe, framed as the profile says (`generic`: one message a line, UTF-8), or over a WebSocket for a page. Every call has an id, and parameters by name. Money is whole cents, quantities are decimal strings, times are ISO 8601 with offset. What may come when is the table of states in agent/contract/README.md.",
      version: CONTRACT_VERSION,
    },
    servers: [
      { name: "till", url: "tcp://127.0.0.1:7710", summary: "The default of `pos.host` and `pos.port`." },
    ],
    methods: Object.entries(documented).map(([name, entry]) => {
      const { says, deadline, roles, refusals = [] } = entry;
      const [params, result] = [`${name}.params`, `${name}.result`];
      const answered = examples.answered.filter(({ call }) => call === name);
      const shown = answered.filter((one) => one.byAmount).map(answeredExample);
      const byAmount = {
        ...(differsByAmount(params) ? { params: schemaRef(`${params}.by-amount`) } : {}),
        ...(differsByAmount(result) ? { result: schemaRef(`${result}.by-amount`) } : {}),
        ...(shown.length === 0 ? {} : { examples: shown }),
      };
      const refused = examples.refused.filter(({ call }) => call === name);
      return {
        name,
        summary: says,
        paramStructure: "by-name",
        params: contentDescriptors(schemas[params]!, schemas),
        "x-params": schemaRef(params),
        result: { name: "answer", schema: schemaRef(result) },
        ...(deadline === undefined ? {} : { "x-deadline": deadline }),
        "x-roles": roles ?? ["pos", "monitor"],
        // Of a page in a browser, which brings a cookie or a token instead of a proof, and is proven at once.
        ...(name === "hello"
          ? {
              "x-page": { params: schemaRef("hello.params.page"), result: schemaRef("hello.confirm.result") },
            }
          : {}),
        ...(Object.keys(byAmount).length === 0 ? {} : { "x-by-amount": byAmount }),
        errors: [
          ...GENERAL.map((code) => ({ $ref: `#/components/errors/${code}` })),
          ...codeNames.flatMap((code) => errorsOf(code, refusals)),
        ],
        examples: answered.filter((one) => !one.byAmount).map(answeredExample),
        ...(refused.length === 0 ? {} : { "x-refused-examples": refused.map(refusedExample) }),
      };
    }),
    "x-notifications": Object.entries(notifications).map(([name, { says }]) => ({
      name,
      summary: says,
      params: schemaRef(`${name}.notification`),
      examples: examples.notified.filter(({ name: of }) => of === name).map(({ params }) => params),
    })),
    components: {
      schemas: forComponents(schemas),
      errors: Object.fromEntries(
        GENERAL.map((code) => [code, errorsOf(code, Object.keys(reasons) as Reason[])[0]]),
      ),
    },
  };
}

const answeredExample = ({ says, params, result }: Answered) => ({
  name: says,
  params: Object.entries(params).map(([name, value]) => ({ name, value })),
  result: { name: "answer", value: result },
});

const refusedExample = ({ says, params, error }: Refused) => ({ name: says, params, error });

/** OpenRPC takes one error object a code: the reasons are in its data. */
function errorsOf(code: CodeName, of: readonly Reason[]): object[] {
  const own = of.filter((reason) => reasons[reason].code === errorCode[code]);
  if (own.length === 0) return [];
  const data = own.map((reason) => ({ reason, advice: reasons[reason].advice, text: reasonTexts[reason] }));
  return [{ code: errorCode[code], message: codeTexts[code], data: { reasons: data } }];
}

/** Fields of all shapes that the parameters may have, required ones first; `x-params` says which go together. */
function contentDescriptors(schema: JsonSchema, schemas: Definitions): object[] {
  const shapes = [schema, ...(schema.anyOf ?? [])].filter(({ properties }) => properties !== undefined);
  const fields = new Map<string, JsonSchema>();
  for (const { properties = {} } of shapes)
    for (const [name, field] of Object.entries(properties)) if (!fields.has(name)) fields.set(name, field);
  return [...fields]
    .map(([name, field]) => {
      const required = shapes.every((shape) => shape.required?.includes(name));
      const description =
        field.description ?? schemas[field.$ref?.replace("#/$defs/", "") ?? ""]?.description;
      return {
        name,
        ...(description === undefined ? {} : { description }),
        required,
        schema: forComponents(field),
      };
    })
    .sort((one, other) => Number(other.required) - Number(one.required));
}

/** The same with references as OpenRPC has them. */
function forComponents<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value).replaceAll('"#/$defs/', '"#/components/schemas/'));
}
