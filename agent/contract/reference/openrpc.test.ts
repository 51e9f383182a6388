/** The document by the rules of OpenRPC 1.3: its meta-schema, and what the specification says beside it in words. */

import { expect, test } from "vitest";
import { z } from "zod";
import document from "../openrpc.json" with { type: "json" };
import { type Reason, reasons } from "../reasons.ts";
import { definitions, documented } from "./json-schema.ts";

/** Fields of one's own begin with `x-`. */
const extensible = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z
    .object(shape)
    .catchall(z.unknown())
    .refine(
      (value) => Object.keys(value).every((key) => key in shape || key.startsWith("x-")),
      "a field that OpenRPC does not know",
    );
const reference = z.strictObject({ $ref: z.string().regex(/^#\/components\/(schemas|errors)\/[^/]+$/) });
const schema = z.record(z.string(), z.unknown());
const text = z.string().min(1);
const contentDescriptor = extensible({
  name: text,
  description: text.optional(),
  required: z.boolean().default(false),
  schema,
});
const example = z.object({ name: text, value: z.json() });
const error = z.strictObject({ code: z.int(), message: text, data: z.json().optional() });
const method = extensible({
  name: text,
  summary: text.optional(),
  description: text.optional(),
  paramStructure: z.enum(["by-position", "by-name", "either"]).optional(),
  params: z.array(contentDescriptor),
  result: contentDescriptor,
  errors: z.array(z.union([error, reference])),
  examples: z.array(z.object({ name: text, params: z.array(example), result: example })),
});
const meta = extensible({
  openrpc: z.literal("1.3.2"),
  info: extensible({ title: text, version: text, description: text.optional() }),
  servers: z.array(extensible({ name: text, url: z.url(), summary: text.optional() })),
  methods: z.array(method),
  components: z.strictObject({
    schemas: z.record(z.string().regex(/[0-z]+/), schema),
    errors: z.record(z.string().regex(/[0-z]+/), error),
  }),
});

const { methods, components, servers } = meta.parse(document);

const repeated = (values: readonly unknown[]) => values.filter((one, at) => values.indexOf(one) !== at);

test("every call is a method, once, and the address is one that a program can take apart", () => {
  expect(methods.map(({ name }) => name)).toEqual(Object.keys(documented));
  expect(repeated(methods.map(({ name }) => name))).toEqual([]);
  expect(servers.map(({ url }) => new URL(url).port)).toEqual(["7710"]);
});

test("parameters have one name each, and those that must be there come first", () => {
  for (const { name, params } of methods) {
    expect(repeated(params.map((one) => one.name)), name).toEqual([]);
    const firstOptional = params.findIndex(({ required }) => !required);
    const late = firstOptional < 0 ? [] : params.slice(firstOptional).filter(({ required }) => required);
    expect(late, name).toEqual([]);
  }
});

test("each method has one error a code, and all that it may be refused for", () => {
  for (const { name, errors } of methods) {
    const all = errors.map((one) =>
      "$ref" in one
        ? components.errors[(one.$ref as string).split("/").at(-1)!]!
        : (one as z.output<typeof error>),
    );
    expect(all).not.toContain(undefined);
    expect(repeated(all.map(({ code }) => code)), name).toEqual([]);
    type Listed = {
      code: number;
      data: { reasons: { reason: Reason; advice: string; text: { it: string } }[] };
    };
    for (const { code, data } of all as unknown as Listed[])
      for (const { reason, advice, text } of data.reasons) {
        expect(reasons[reason]).toEqual({ code, advice });
        expect(text.it).not.toBe("");
      }
    const listed = new Set(
      (all as unknown as Listed[]).flatMap(({ data }) => data.reasons.map((one) => one.reason)),
    );
    const missing = (documented[name]!.refusals ?? []).filter((reason) => !listed.has(reason));
    expect(missing, name).toEqual([]);
  }
});

test("every reference leads to a component, and every component is what the schemas say", () => {
  const text = JSON.stringify(document);
  const used = [...text.matchAll(/"\$ref": ?"#\/components\/(schemas|errors)\/([^"]+)"/g)];
  expect(used.length).toBeGreaterThan(100);
  const lost = used.filter(([, kind, name]) => !(name! in components[kind as "schemas" | "errors"]));
  expect(lost.map(([reference]) => reference)).toEqual([]);
  expect(text).not.toContain("#/$defs/");
  expect(Object.keys(components.schemas)).toEqual(Object.keys(definitions()));
});

test("every example names parameters of its method, and all that must be there", () => {
  for (const { name, params, examples } of methods) {
    const names = params.map((one) => one.name);
    const required = params.filter((one) => one.required).map((one) => one.name);
    expect(examples.length, name).toBeGreaterThan(0);
    for (const { params: sent } of examples) {
      const given = sent.map((one) => one.name);
      expect(
        given.filter((one) => !names.includes(one)),
        name,
      ).toEqual([]);
      expect(
        required.filter((one) => !given.includes(one)),
        name,
      ).toEqual([]);
    }
  }
});
