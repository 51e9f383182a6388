/** The contract as a page for people: every call with its parameters, its answer and an exchange that happened. */

import type { JsonSchema } from "../../../engine/reference/json-schema.ts";
import { jsonText } from "../../../engine/reference/json-text.ts";
import { type Glossary, termsTable } from "../../../engine/reference/terms-table.ts";
import { loadProfiles } from "../../pos/load-profiles.ts";
import { reasonTexts } from "../../texts/cashier.ts";
import { notifications } from "../notifications.ts";
import { errorCode, type Reason, reasons } from "../reasons.ts";
import type { Answered, Examples } from "./examples.ts";
import { type Definitions, definitions, differsByAmount, documented } from "./json-schema.ts";
import { codeTexts, GENERAL } from "./openrpc.ts";
import { statesTable } from "./states.ts";

const INTRO = `# The calls: the reference

Made by \`npm run reference\` from the schemas that the agent reads by and is tested against. The same for programs:
[\`openrpc.json\`](openrpc.json) (OpenRPC 1.3), [\`schema.json\`](schema.json) (JSON Schema 2020-12). What belongs
together is told in [README.md](README.md). Examples are real exchanges, without JSON-RPC's \`jsonrpc\` and \`id\`.

- **Money** is whole cents, in fields that end in \`Cents\`. **Quantities** are decimal strings. **Times** have their offset.
- A parameter that is not listed is refused. To answers fields may be added: let those pass that you don't know.
- \`[]\` stands for each entry of a list; a field without **required** may be left out.
- A POS that takes one amount off the whole receipt (\`modifiers: transaction\`) sends \`discountCents\` instead of
  \`applied\`, and its evaluations have \`modifiers\` by VAT rate and no \`shares\`.`;

/** Told once, not with each call. */
const SHARED = ["effect", "coupon-outcome", "difference", "suggestion", "line", "explanation", "label"];
const MORE = [
  "answer-wanted",
  "override",
  "applied",
  "basket",
  "customer",
  "confirmed-tender",
  "said",
  "selectorTerm",
];
const SMALL = ["line-total", "vat-total", "layer"];
/** So many kinds that each has a row. */
const KINDS = ["explanation-reason"];
const SECTIONS = [...SHARED, ...KINDS, ...MORE, ...SMALL];

type Fields = Readonly<Record<string, JsonSchema>>;

/** What needs not be told again. */
interface Told {
  readonly always: Fields;
  readonly evaluation: Fields;
}
const NOTHING: Told = { always: {}, evaluation: {} };

export function callsPage(examples: Examples): string {
  const defs = definitions();
  const glossary: Glossary = {
    defs,
    link: (name) => (SECTIONS.includes(name) ? `[${name}](#${name})` : name),
  };
  const told: Told = { always: alwaysOf(defs), evaluation: evaluationOf(defs) };
  const { always, evaluation } = told;
  return [
    INTRO,
    "## Every answer",
    "Beside what is told with its call:",
    ...termsTable({ properties: always, required: ["release", "evaluationMs"] }, glossary),
    "## The evaluation",
    "What most answers are: what the promotions do to the sale as it is now.",
    ...termsTable({ properties: evaluation, required: Object.keys(evaluation) }, glossary),
    "## What may come when",
    "A **bold** word is the state afterwards, `=` the same state, anything else is the refusal.",
    ...statesTable(),
    "A call to a sale that nobody knows is refused with `unknown-transaction`. `transaction.complete` with `basket` is taken in every state, and of a sale that nobody knows. `transaction.resume` goes on where the sale was suspended.",
    "## Calls",
    ...Object.keys(documented).flatMap((name) => callSection(name, defs, glossary, examples, told)),
    "## Notifications",
    "Told without being asked, and not answered.",
    ...Object.entries(notifications).flatMap(([name, { says }]) => [
      `### Notification ${name}`,
      says,
      ...shapeText(defs[`${name}.notification`]!, glossary, NOTHING),
      ...examples.notified
        .filter((one) => one.name === name)
        .map(({ params }) => block([`← ${jsonText({ method: name, params })}`])),
    ]),
    "## Refusals",
    `An error's \`message\` is for the cashier, in the language of \`hello\`; \`data\` is for the POS: \`reason\`, and where there is more to say \`field\` and \`detail\`.`,
    ...refusalTables(),
    "## Definitions",
    ...SECTIONS.flatMap((name) => [
      `### ${name}`,
      ...(KINDS.includes(name)
        ? kindsTable(defs[name]!, glossary)
        : shapeText(defs[name]!, glossary, NOTHING, true)),
    ]),
  ]
    .join("\n\n")
    .replaceAll(/(\|)\n\n(\|)/g, "$1\n$2")
    .concat("\n");
}

function callSection(
  name: string,
  defs: Definitions,
  glossary: Glossary,
  examples: Examples,
  told: Told,
): string[] {
  const { says, deadline, roles = ["pos", "monitor"], refusals = [] } = documented[name]!;
  const { deadlines } = loadProfiles().profiles.get("generic")!;
  const shown = examples.answered.find((one) => one.call === name && !one.byAmount);
  const amount = differsByAmount(`${name}.params`)
    ? examples.answered.find((one) => one.call === name && one.byAmount)
    : undefined;
  const who = roles.includes("monitor") ? " Also for a `monitor`." : "";
  const when = deadline === undefined ? "" : ` Answered within ${deadlines[deadline]} ms (\`${deadline}\`).`;
  const less =
    amount === undefined ? "" : " A POS that takes one amount off sends `discountCents` for `applied`.";
  return [
    `### ${name}`,
    `${says}${when}${who}${less}`,
    ...shapeText(defs[`${name}.params`]!, glossary, NOTHING),
    ...answerText(defs[`${name}.result`]!, defs, glossary, told),
    ...(refusals.length === 0 ? [] : [`**Refused** for ${refusals.map((one) => `\`${one}\``).join(", ")}.`]),
    ...exchange(name, shown),
    ...(amount === undefined
      ? []
      : exchange(name, amount, "By a POS that takes one amount off the whole receipt:")),
  ];
}

function exchange(method: string, shown: Answered | undefined, title = shown?.says): string[] {
  if (shown === undefined) return [];
  const { params, result } = shown;
  return [title!, block([`→ ${jsonText({ method, params })}`, `← ${jsonText({ result })}`])];
}

function answerText(schema: JsonSchema, defs: Definitions, glossary: Glossary, told: Told): string[] {
  const shapes = leaves(schema, defs);
  const evaluated = shapes.some(({ properties = {} }) => "effects" in properties);
  const differs = shapes.some(({ properties = {} }) => "difference" in properties);
  const what = evaluated
    ? `**Answer**: the [evaluation](#the-evaluation)${differs ? ", or its [difference](#difference)" : ""}`
    : "**Answer**";
  const tables = shapes
    .filter(({ properties = {} }) => !("difference" in properties))
    .map((shape) => termsTable(without(shape, told), glossary))
    .filter((table) => table.length > 0);
  return tables.length === 0
    ? [`${what}.`]
    : [
        evaluated ? `${what}, and` : `${what}:`,
        ...tables.flatMap((table, at) => (at === 0 ? table : ["or", ...table])),
      ];
}

/** A schema's fields as a table; of one that is a choice, each of them. */
function shapeText(schema: JsonSchema, glossary: Glossary, told: Told, names = false): string[] {
  const shapes = leaves(schema, glossary.defs);
  const tables = shapes.map((shape) => {
    const kind = shape.properties?.kind ?? shape.properties?.outcome;
    const title = names && kind?.const !== undefined ? [`\`${kind.const}\`:`] : [];
    return [...title, ...termsTable(without(shape, told), glossary)];
  });
  const said = schema.description === undefined ? [] : [schema.description];
  const filled = tables.filter((table) => table.length > 0);
  if (filled.length === 0) return [...said, ...(said.length === 0 ? ["No parameters."] : [])];
  return [...said, ...filled.flatMap((table, at) => (at === 0 || names ? table : ["or", ...table]))];
}

function kindsTable(schema: JsonSchema, glossary: Glossary): string[] {
  const rows = leaves(schema, glossary.defs).map(({ properties = {}, required = [] }) => {
    const { kind, ...fields } = properties;
    const names = Object.keys(fields).map((name) => `\`${name}\`${required.includes(name) ? "" : "?"}`);
    return `| \`${kind?.const}\` | ${names.join(", ")} |`;
  });
  return [schema.description ?? "", "| kind | says |", "| --- | --- |", ...rows];
}

/** The objects that it may be. */
function leaves(schema: JsonSchema, defs: Definitions): JsonSchema[] {
  if (schema.$ref !== undefined) return leaves(defs[schema.$ref.slice("#/$defs/".length)]!, defs);
  const choices = schema.anyOf ?? schema.oneOf;
  return choices === undefined ? [schema] : choices.flatMap((one) => leaves(one, defs));
}

/** Without what is told of every answer, and of every evaluation if it is one. */
function without(schema: JsonSchema, { always, evaluation }: Told): JsonSchema {
  const fields = schema.properties ?? {};
  const told = "effects" in fields ? { ...always, ...evaluation } : always;
  const own = Object.entries(fields).filter(([name]) => !(name in told));
  return { ...schema, properties: Object.fromEntries(own) };
}

function evaluationOf(defs: Definitions): Fields {
  const fields = defs["transaction.begin.result"]!.properties!;
  const names = ["evaluationId", "semantics", "grossCents", "discountCents", "totalCents"];
  return pick(fields, [...names, "effects", "coupons", "lines", "vat", "layers"]);
}

function alwaysOf(defs: Definitions): Fields {
  const fields = defs["transaction.begin.result"]!.properties!;
  const names = ["release", "evaluationMs", "degraded", "degradedReason", "training", "kept"];
  return pick(fields, ["transactionId", "state", ...names, "releaseChanged"]);
}

function pick(fields: Fields, names: readonly string[]) {
  return Object.fromEntries(names.map((name) => [name, fields[name]!]));
}

function refusalTables(): string[] {
  return Object.entries(errorCode).flatMap(([name, code]) => {
    const rows = (Object.keys(reasons) as Reason[])
      .filter((reason) => reasons[reason].code === code)
      .map((reason) => `| \`${reason}\` | ${reasons[reason].advice} | ${reasonTexts[reason].en} |`);
    const general = (GENERAL as readonly string[]).includes(name) ? " Any call may meet it." : "";
    const title = `**${code}**: ${codeTexts[name as keyof typeof errorCode]}${general}`;
    return [title, "| reason | do | the cashier reads |", "| --- | --- | --- |", ...rows];
  });
}

function block(lines: readonly string[]): string {
  return ["```", ...lines, "```"].join("\n");
}
