import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { exampleRules } from "../example.ts";
import { mechanicSchemas } from "../mechanics/schemas.ts";
import { readRuleSet } from "../wire.ts";
import { referenceFiles } from "./index.ts";
import { type JsonSchema, ruleSetJsonSchema } from "./json-schema.ts";
import { referencePage, slug } from "./page.ts";

const schema = ruleSetJsonSchema();
const demo = JSON.parse(readFileSync(join(import.meta.dirname, "../../demo/chain/rules.json"), "utf8"));

it.each(referenceFiles())("$name is what the schemas say", ({ name, text }) => {
  const committed = readFileSync(join(import.meta.dirname, "..", name), "utf8");
  expect(committed === text, `engine/${name} is out of date: run npm run reference`).toBe(true);
});

describe("the JSON Schema", () => {
  const reader = z.fromJSONSchema(JSON.parse(JSON.stringify(schema)));
  const accepts = (value: unknown) => reader.safeParse(value).success;

  it("accepts the demo chain and every worked example", () => {
    expect(accepts(demo)).toBe(true);
    for (const [kind, { examples }] of mechanicSchemas) {
      for (const example of examples) expect(accepts(exampleRules(kind, example)), example.name).toBe(true);
    }
  });

  const [good] = mechanicSchemas.get("multi-buy")!.examples.map((one) => exampleRules("multi-buy", one));
  const [promotion] = good!.promotions;
  const [mechanic] = promotion!.mechanics;
  const withMechanic = (change: object) => ({
    ...good,
    promotions: [{ ...promotion, mechanics: [{ ...mechanic, ...change }] }],
  });

  it.each([
    ["a misspelt term", withMechanic({ grup: "best" })],
    ["terms of another mechanic", withMechanic({ kind: "percent" })],
    ["a kind that this version does not know", withMechanic({ kind: "hologram" })],
    ["a number out of bounds", withMechanic({ buy: 1 })],
    ["cents as a fraction", withMechanic({ reward: { priceCents: 1.19 } })],
    ["more than everything", withMechanic({ reward: { percent: "100.5", units: 1 } })],
    ["nothing at all", withMechanic({ reward: { percent: "0.00", units: 1 } })],
    ["a percentage as a number", withMechanic({ reward: { percent: 50, units: 1 } })],
    ["a choice that is none of the shapes", withMechanic({ reward: { gratis: 1 } })],
    ["a misspelt field of the promotion", { ...good, promotions: [{ ...promotion, requiers: {} }] }],
    ["no layers", { ...good, layers: [] }],
    ["no semantics", { ...good, semantics: undefined }],
  ])("and the reader refuse %s", (_, value) => {
    const sent = JSON.parse(JSON.stringify(value));
    expect(accepts(sent)).toBe(false);
    if (!JSON.stringify(sent).includes("hologram")) expect(() => readRuleSet(sent)).toThrow();
  });

  it("refers only to definitions that it has, and uses all of them", () => {
    const used = [...JSON.stringify(schema).matchAll(/"#\/\$defs\/([^"]+)"/g)].map(([, name]) => name!);
    expect(new Set(used)).toEqual(new Set(Object.keys(schema.$defs!)));
  });

  it("tells of every term what it means", () => {
    const silent: string[] = [];
    const look = (node: JsonSchema, path: string) => {
      for (const [name, field] of Object.entries(node.properties ?? {})) {
        const isPlain = name === "kind" || (name === "of" && field.$ref !== undefined);
        if (field.description === undefined && !isPlain) silent.push(`${path}.${name}`);
        look(field, `${path}.${name}`);
      }
      for (const one of [...(node.anyOf ?? []), ...(node.oneOf ?? [])]) look(one, path);
      if (node.items !== undefined) look(node.items, `${path}[]`);
    };
    look(schema, "rule set");
    for (const [name, one] of Object.entries(schema.$defs!)) look(one, name);
    expect(silent).toEqual([]);
  });
});

describe("the reference page", () => {
  const page = referencePage(schema);
  const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => slug(heading!));

  it("links to headings that it has, each of them once", () => {
    const links = [...page.matchAll(/\]\(#([^)]*)\)/g)].map(([, to]) => to!);
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter((to) => !headings.includes(to))).toEqual([]);
    expect(new Set(headings).size).toBe(headings.length);
  });

  it("has every mechanic with every worked example", () => {
    for (const [kind, { examples }] of mechanicSchemas) {
      expect(page).toContain(`(\`${kind}\`)`);
      for (const { name } of examples) expect(page).toContain(`${name.slice(1)}.**`);
    }
  });
});
