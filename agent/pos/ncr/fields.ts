/**
 * Which values stand where in an element, as a table that is read both ways. What the table does not name is left
 * where it is: written onto the element that it was read from, the element comes out as it was, and more.
 */

import { centsOf, centsText } from "./amounts.ts";
import { childOf, element, textOf, type XmlElement } from "./xml.ts";

export interface Field<T> {
  /** Names of elements, then perhaps of an attribute: "Sale/POSIdentity@POSIDType". Relative to the element. */
  readonly path: string;
  readonly steps: readonly string[];
  readonly attribute: string | undefined;
  readonly required: boolean;
  /** Throws for a text that can't be meant. */
  read(text: string): T;
  write(value: T): string;
}

export type Fields = Readonly<Record<string, Field<unknown>>>;
export type Values<F extends Fields> = {
  readonly [K in keyof F]: F[K] extends Field<infer T> ? T : never;
};

/** An element without what it must have, or with a value that can't be meant. */
export class PosLogError extends Error {
  override readonly name = "PosLogError";
  /** Where: "LineItem/Sale/Quantity". */
  readonly path: string;
  readonly line: number | undefined;

  constructor(path: string, line: number | undefined, detail: string) {
    super(`${path}: ${detail}${line === undefined ? "" : ` (line ${line})`}`);
    this.path = path;
    this.line = line;
  }
}

function field<T>(path: string, read: (text: string) => T, write: (value: T) => string): Field<T> {
  const [elements = "", attribute] = path.split("@");
  const steps = elements === "" ? [] : elements.split("/");
  return { path, steps, attribute, required: true, read, write };
}

export const text = (path: string): Field<string> =>
  field(
    path,
    (value) => value,
    (value) => value,
  );
/** "12.50" ⇄ 1250. */
export const cents = (path: string): Field<number> => field(path, centsOf, centsText);
/** "true" or "false". */
export const flag = (path: string): Field<boolean> =>
  field(
    path,
    (value) => {
      if (value !== "true" && value !== "false") throw new Error(`"${value}" is neither true nor false`);
      return value === "true";
    },
    String,
  );
/** May be missing. */
export const optional = <T>(one: Field<T>): Field<T | undefined> => ({
  ...one,
  required: false,
  write: (value) => one.write(value as T),
});

/** Throws PosLogError naming the path and the line. */
export function readFields<F extends Fields>(fields: F, from: XmlElement): Values<F> {
  const values: Record<string, unknown> = {};
  for (const name in fields) {
    const one = fields[name]!;
    const found = find(one, from);
    if (found === undefined) {
      if (one.required) throw new PosLogError(pathIn(from, one.path), from.line, "is missing");
      continue;
    }
    try {
      values[name] = one.read(found);
    } catch (error) {
      throw new PosLogError(pathIn(from, one.path), from.line, (error as Error).message);
    }
  }
  return values as Values<F>;
}

/**
 * An element with these values, those of the table in its order.
 * @param onto what it was read from: all else stays there as it is. Default an empty element
 */
export function writeFields<F extends Fields>(
  fields: F,
  values: Values<F>,
  onto: string | XmlElement,
): XmlElement {
  const root = copied(typeof onto === "string" ? element(onto) : onto);
  for (const name in fields) {
    const value = values[name];
    if (value === undefined) continue;
    const one = fields[name]!;
    const { steps, attribute } = one;
    let at = root;
    for (const step of steps) {
      const child = at.children.find(
        (inner): inner is Draft => typeof inner !== "string" && inner.name === step,
      );
      if (child !== undefined) at = child;
      else {
        const made: Draft = { name: step, attributes: {}, children: [] };
        at.children.push(made);
        at = made;
      }
    }
    const written = one.write(value);
    if (attribute !== undefined) at.attributes[attribute] = written;
    else {
      const inner = at.children.filter((child) => typeof child !== "string");
      at.children = written === "" ? inner : [written, ...inner];
    }
  }
  return root;
}

interface Draft {
  readonly name: string;
  readonly attributes: Record<string, string>;
  children: (Draft | string)[];
}

function copied({ name, attributes, children }: XmlElement): Draft {
  return {
    name,
    attributes: { ...attributes },
    children: children.map((child) => (typeof child === "string" ? child : copied(child))),
  };
}

function find({ steps, attribute }: Pick<Field<unknown>, "steps" | "attribute">, from: XmlElement) {
  let at: XmlElement | undefined = from;
  for (const step of steps) {
    at = childOf(at, step);
    if (at === undefined) return undefined;
  }
  return attribute === undefined ? textOf(at) : at.attributes[attribute];
}

const pathIn = ({ name }: XmlElement, path: string) =>
  path.startsWith("@") ? `${name}${path}` : `${name}/${path}`;
