/**
 * JSON values as elements of our own namespace: the part of the dialect that no log could show. A field is an element
 * of its name, text is its text; what is not text or fields says so in `type`.
 *
 *     { "lineId": "7", "flags": ["deposit"] }  ⇄  <ts:lineId>7</ts:lineId><ts:flags type="list"><ts:item>deposit</ts:item></ts:flags>
 */

import { element, elementsOf, textOf, type XmlElement } from "./xml.ts";

/** Names that can be an element's; others stand in `name`: `<ts:field name="8076809513753">`. */
const PLAIN = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const OURS = "ts:";

/** An element of that name whose content is the value. `undefined` is left out, as JSON leaves it out. */
export function valueElement(
  name: string,
  value: unknown,
  attributes: Readonly<Record<string, string>> = {},
): XmlElement {
  const typed = (type: string) => ({ ...attributes, type });
  if (value === null) return element(name, typed("null"));
  switch (typeof value) {
    case "string":
      return element(name, attributes, value === "" ? [] : [value]);
    case "number":
      return element(name, typed("number"), [String(value)]);
    case "boolean":
      return element(name, typed("boolean"), [String(value)]);
    case "object":
      break;
    default:
      return element(name, typed("null"));
  }
  if (Array.isArray(value))
    return element(
      name,
      typed("list"),
      value.map((item) => valueElement(`${OURS}item`, item)),
    );
  const fields = fieldElements(value);
  return element(name, fields.length === 0 ? typed("object") : attributes, fields);
}

/** One element a field. */
export function fieldElements(value: object): XmlElement[] {
  return Object.entries(value).flatMap(([field, content]) => {
    if (content === undefined) return [];
    if (PLAIN.test(field)) return [valueElement(`${OURS}${field}`, content)];
    return [valueElement(`${OURS}field`, content, { name: field })];
  });
}

/** What an element means. Without a `type`: fields if it has any of ours inside, else its text, to the letter. */
export function readValue(from: XmlElement): unknown {
  const { type } = from.attributes;
  switch (type) {
    case "null":
      return null;
    case "number": {
      const text = textOf(from).trim();
      const number = Number(text);
      // What is no number stays text, which the contract then refuses by the field's name.
      return text !== "" && Number.isFinite(number) ? number : text;
    }
    case "boolean":
      return textOf(from).trim() === "true";
    case "list":
      return elementsOf(from).map(readValue);
    case "object":
      return readFieldElements(from);
    default:
      return elementsOf(from).some(isField) ? readFieldElements(from) : textOf(from);
  }
}

/** The fields inside; elements of the log among them are left alone. */
export function readFieldElements(from: XmlElement): Record<string, unknown> {
  // From entries: a field may be called "__proto__".
  return Object.fromEntries(
    elementsOf(from)
      .filter(isField)
      .map((field) => [field.attributes.name ?? field.name.slice(OURS.length), readValue(field)]),
  );
}

const isField = ({ name }: XmlElement) => name.startsWith(OURS);
