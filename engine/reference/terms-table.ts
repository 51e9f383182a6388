/** The fields of a schema as a table: name, type and bounds, default, meaning. */

import type { JsonSchema } from "./json-schema.ts";

/** What a table refers to by name is told elsewhere on the page. */
export interface Glossary {
  readonly defs: Readonly<Record<string, JsonSchema>>;
  /** Link to where a definition is told. */
  link(def: string): string;
}

/** Empty for a schema without fields. */
export function termsTable(schema: JsonSchema, glossary: Glossary): string[] {
  const rows = rowsOf(schema, "", glossary, false);
  if (rows.length === 0) return [];
  return ["| term | what it is | default | meaning |", "| --- | --- | --- | --- |", ...new Set(rows)];
}

/** `isChoice`: one of several shapes, whose fields are only needed where it is taken. */
function rowsOf(schema: JsonSchema, path: string, glossary: Glossary, isChoice: boolean): string[] {
  const { properties = {}, required = [] } = schema;
  const rows = Object.entries(properties).flatMap(([name, field]) => {
    if (name === "kind" && field.const !== undefined && path === "" && field.description === undefined)
      return [];
    const here = `${path}${name}`;
    const cells = [
      `\`${here}\``,
      typeText(field, glossary),
      defaultText(field, required.includes(name), isChoice),
      cell(field.description ?? ""),
    ];
    return [`| ${cells.join(" | ")} |`, ...innerRows(field, here, glossary, isChoice)];
  });
  return rows;
}

/** Rows of what lies inside a field, unless a definition of its own tells them. */
function innerRows(field: JsonSchema, path: string, glossary: Glossary, isChoice: boolean): string[] {
  if (field.$ref !== undefined) return [];
  if (field.items !== undefined) return innerRows(field.items, `${path}[]`, glossary, isChoice);
  const branches = field.anyOf ?? field.oneOf;
  if (branches !== undefined) return branches.flatMap((one) => innerRows(one, path, glossary, true));
  return rowsOf(field, `${path}.`, glossary, isChoice);
}

function defaultText(field: JsonSchema, isRequired: boolean, isChoice: boolean): string {
  if (field.default !== undefined) return `\`${JSON.stringify(field.default)}\``;
  if (!isRequired) return "–";
  return isChoice ? "" : "**required**";
}

function typeText(field: JsonSchema, glossary: Glossary): string {
  if (field.$ref !== undefined) return glossary.link(defName(field.$ref));
  const branches = field.anyOf ?? field.oneOf;
  if (branches !== undefined) return choiceText(branches, glossary);
  if (field.const !== undefined) return `\`${JSON.stringify(field.const)}\``;
  if (field.enum !== undefined) return field.enum.map((one) => `\`"${String(one)}"\``).join(" · ");
  if (Array.isArray(field.type)) return "text or number";
  switch (field.type) {
    case "array":
      return `list of ${itemText(field.items ?? {}, glossary)}${itemBounds(field)}`;
    case "object":
      return objectText(field, glossary);
    case "integer":
      return `${field.title ?? "whole number"}${bounds(field)}`;
    case "string":
      return field.title ?? "text";
    case "boolean":
      return "`true` · `false`";
    default:
      return String(field.type ?? "anything");
  }
}

function choiceText(branches: readonly JsonSchema[], glossary: Glossary): string {
  const items = branches.map(({ items }) => items);
  if (items.every((one) => one !== undefined)) return `list of ${choiceText(items, glossary)}`;
  return `one of ${[...new Set(branches.map((one) => typeText(one, glossary)))].join(", ")}`;
}

function itemText(items: JsonSchema, glossary: Glossary): string {
  const text = typeText(items, glossary);
  return items.type === "string" && items.enum === undefined ? `${text}s` : text;
}

function objectText(field: JsonSchema, glossary: Glossary): string {
  const { properties, additionalProperties: values, required = [] } = field;
  if (properties === undefined) {
    if (typeof values !== "object") return "anything";
    return `by ${field.propertyNames?.title ?? "name"}: ${typeText(values, glossary)}`;
  }
  const names = Object.keys(properties).map((one) => (required.includes(one) ? one : `${one}?`));
  return `\`{ ${names.join(", ")} }\``;
}

/** Beyond these nobody goes: they only catch slips, and would be noise in a table. */
const ENDLESS = 1_000_000_000;

function bounds({ minimum = -ENDLESS, maximum = ENDLESS }: JsonSchema): string {
  const hasLeast = minimum > -ENDLESS;
  const hasMost = maximum < ENDLESS;
  if (hasLeast && hasMost) return `, ${figure(minimum)} to ${figure(maximum)}`;
  if (hasLeast) return ` ≥ ${figure(minimum)}`;
  return hasMost ? ` ≤ ${figure(maximum)}` : "";
}

function itemBounds({ minItems = 0, maxItems }: JsonSchema): string {
  if (maxItems !== undefined) return `, ${minItems} to ${maxItems}`;
  return minItems > 0 ? `, at least ${minItems}` : "";
}

/** 100000 as 100,000. */
function figure(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

function defName(ref: string): string {
  return ref.slice(ref.lastIndexOf("/") + 1);
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
