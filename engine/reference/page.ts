/** The reference page: every mechanic with its terms and worked examples, then what stands around mechanics. */

import type { Example } from "../example.ts";
import { type Missing, mechanicSchemas, SHORT_REASONS } from "../mechanics/schemas.ts";
import { SEMANTICS_VERSION } from "../semantics.ts";
import { basketText, exampleTexts, layerText, money } from "./example-text.ts";
import { type JsonSchema, mechanicDef } from "./json-schema.ts";
import { jsonText } from "./json-text.ts";
import { leaflet, type Sentence, type Try } from "./leaflet.ts";
import { type Glossary, termsTable } from "./terms-table.ts";

const INTRO = `# Rule sets: the reference

Everything that a rule set may say, made by \`npm run reference\` from the schemas that check it. The same as a JSON Schema for editors: [\`rule-set.schema.json\`](rule-set.schema.json). What promotions mean when they meet is told in [README.md](README.md).

- **Money** is whole cents: \`119\` is 1.19. Names of amounts end in \`Cents\`.
- **Percentages** are texts with up to three decimals: \`"12.5"\`.
- A **unit** is one piece, or a whole measured line (ham, petrol, cloth), which counts as one piece. Measures are in thousandths: \`1500\` is 1.5 kg.
- **Days** are \`"2026-12-31"\`, times \`"09:30"\`, of the shop.
- A field that is not listed here is refused: a misspelt term never changes a price.

Of every mechanic it is told by which reasons \`explain\` says that it gave nothing. Any promotion may besides be closed here, now or for this customer, lack a coupon or its condition's goods, be outbid, have reached a limit, or save nothing (\`saves-nothing\`).

How dates, stores, customers, coupons and limits of a leaflet are written is shown [below](#what-the-leaflet-says-beside-the-price), sentence by sentence.

In the tables \`[]\` stands for each entry of a list, and \`?\` marks a field that may be left out. Examples happen on a Saturday, 2026-11-21, in a layer of stage \`item\` that takes the best, if they do not say otherwise.`;

const SMALLEST = {
  semantics: SEMANTICS_VERSION,
  currency: "EUR",
  layers: [{ id: "offers", stage: "item", mode: "best" }],
  promotions: [
    {
      id: "P-2026-118",
      name: { it: "Pasta 3x2", en: "Pasta three for two" },
      layer: "offers",
      valid: { from: "2026-11-16", to: "2026-11-29" },
      mechanics: [
        { kind: "multi-buy", select: { of: [{ department: "10/1020" }] }, buy: 3, reward: { free: 1 } },
      ],
    },
  ],
};

/** What stands around mechanics, in the order in which it is told. */
const AROUND = [
  "layer",
  "promotion",
  "validity",
  "where",
  "who",
  "attributeTest",
  "anniversary",
  "condition",
  "limits",
  "exclusion",
  "values",
  "selector",
  "selectorTerm",
  "pickOn",
  "texts",
];

/** Markdown. Made of the rule set's JSON Schema, so that both always say the same. */
export function referencePage(schema: JsonSchema): string {
  const { $defs: defs = {} } = schema;
  const glossary: Glossary = {
    defs,
    link: (def) => `[${titleOf(defs, def)}](#${def === "mechanic" ? "mechanics" : slug(titleOf(defs, def))})`,
  };
  const kinds = [...mechanicSchemas].map(([kind, { examples }]) => ({
    kind,
    examples,
    terms: defs[mechanicDef(kind)]!,
  }));
  return `${[
    INTRO,
    "",
    "A whole rule set, with one promotion:",
    "",
    "```json",
    jsonText(SMALLEST),
    "```",
    "",
    "## Mechanics",
    "",
    "| | kind | in short |",
    "| --- | --- | --- |",
    ...kinds.map(
      ({ kind, terms }) => `| ${mechanicLink(kind, terms)} | \`${kind}\` | ${firstSentence(terms)} |`,
    ),
    "",
    ...kinds.flatMap(({ kind, terms, examples }) => mechanicSection(kind, terms, examples, glossary)),
    "## Around mechanics",
    "",
    "### What the leaflet says beside the price",
    "",
    "Each as it stands in a promotion, and what somebody then gets. Where it says no `mechanics` it is a tenth off everything, and who comes to the till buys one bread at 10.00 on that Saturday.",
    "",
    ...leaflet.flatMap(sentenceText),
    ...section({ ...schema, title: "Rule set" }, glossary),
    ...AROUND.flatMap((name) => section(defs[name]!, glossary)),
  ]
    .join("\n")
    .trimEnd()}\n`;
}

function mechanicSection(
  kind: string,
  terms: JsonSchema,
  examples: readonly Example<unknown>[],
  glossary: Glossary,
): string[] {
  return [
    `### ${mechanicTitle(kind, terms)}`,
    "",
    terms.description ?? "",
    "",
    ...termsTable(terms, glossary),
    "",
    ...rules(terms),
    ...answers(kind),
    ...exampleSection(kind, examples),
  ];
}

function sentenceText({ says, writes, tries }: Sentence): string[] {
  return [`**${says}**`, "", "```json", jsonText(writes), "```", "", ...tries.map(tryText), ""];
}

function tryText({ who, basket, offCents }: Try): string {
  const bought = basket === undefined ? "" : ` (${basketText(basket)})`;
  return `- ${who}${bought} → ${offCents === 0 ? "nothing comes off" : `**${money(offCents)}** off`}.`;
}

const MEASURES: Readonly<Record<Missing, string>> = {
  pieces: "pieces",
  amountCents: "money",
  measureThousandths: "weight, volume or length",
};

/** What its explanations and suggestions say, beside what any promotion's may. */
function answers(kind: string): string[] {
  const { missing, blockedBy } = mechanicSchemas.get(kind)!;
  const reasons = [...missing.map((measure) => SHORT_REASONS[measure]), ...blockedBy];
  const explained = reasons.map((reason) => `\`${reason}\``).join(", ");
  const suggested = missing.map((measure) => MEASURES[measure]).join(", or ");
  return [
    `**Where it gives nothing** it explains itself by ${explained === "" ? "no reasons of its own" : explained}. **A suggestion** ${suggested === "" ? "never comes of it" : `says what is short of its next benefit in ${suggested}`}.`,
    "",
  ];
}

function exampleSection(kind: string, examples: readonly Example<unknown>[]): string[] {
  const layers = new Set(examples.map(({ layer }) => (layer === undefined ? "" : layerText(layer))));
  const [only] = layers;
  const where = layers.size === 1 && only !== "" ? `, in a layer of ${only}` : "";
  return [`**Examples**${where}`, "", ...exampleTexts(kind, examples, layers.size > 1)];
}

function section(schema: JsonSchema, glossary: Glossary): string[] {
  return [
    `### ${schema.title}`,
    "",
    ...(schema.description === undefined ? [] : [schema.description, ""]),
    ...tables(schema, glossary),
    ...rules(schema),
  ];
}

/** One table; for a choice one for each kind. */
function tables(schema: JsonSchema, glossary: Glossary): string[] {
  if (schema.oneOf === undefined) {
    const table = termsTable(schema, glossary);
    return table.length === 0 ? [] : [...table, ""];
  }
  return schema.oneOf.flatMap((one) => {
    const { kind, ...properties } = one.properties!;
    const names = (kind!.enum ?? [kind!.const]).map((name) => `\`"${String(name)}"\``).join(" or ");
    return [
      `**kind ${names}**: ${kind!.description ?? ""}`,
      "",
      ...termsTable({ ...one, properties }, glossary),
      "",
    ];
  });
}

/** What schemas can't say, nested ones included: it is what the reader answers when it refuses. */
function rules(schema: JsonSchema): string[] {
  const said = [...new Set(commentsIn(schema))];
  return said.length === 0
    ? []
    : ["What does not go together is refused, with this answer:", "", ...said.map((one) => `- ${one}`), ""];
}

function commentsIn(schema: JsonSchema): string[] {
  if (schema.$ref !== undefined) return [];
  const inner = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.items === undefined ? [] : [schema.items]),
  ];
  const own =
    schema.type === "string" ? [] : (schema.$comment ?? "").split("\n").filter((line) => line !== "");
  return [...own, ...inner.flatMap(commentsIn)];
}

function mechanicTitle(kind: string, { title }: JsonSchema): string {
  return `${title} (\`${kind}\`)`;
}

function mechanicLink(kind: string, terms: JsonSchema): string {
  return `[${terms.title}](#${slug(mechanicTitle(kind, terms))})`;
}

function firstSentence({ description = "" }: JsonSchema): string {
  return /^.*?[.](?= [A-Z]|$)/.exec(description)?.[0] ?? description;
}

function titleOf(defs: Glossary["defs"], def: string): string {
  return defs[def]?.title ?? def;
}

/** A heading's anchor, as GitHub makes it. */
export function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^a-z0-9 _-]/g, "")
    .replaceAll(" ", "-");
}
