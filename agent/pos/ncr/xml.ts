/** XML as a plain tree, and how to look into it. What is read is what is written: names keep their prefixes. */

import type { XmlElement } from "../adapter.ts";

export type { XmlElement };

/**
 * The names an element of ours may have, and what their prefix stands for. A document that binds one of these
 * prefixes to something else, or one of these names to another prefix, is refused: so names can be compared as text.
 */
export const namespaces: Readonly<Record<string, string>> = {
  "": "http://www.nrf-arts.org/IXRetail/namespace/",
  acs: "http://www.ncr.com/rsd/acs/tlog/markup/poslog/2.1",
  ts: "urn:tillside:pos:1",
};

export function element(
  name: string,
  attributes: Readonly<Record<string, string>> = {},
  children: readonly (XmlElement | string)[] = [],
): XmlElement {
  return { name, attributes, children };
}

/** The first child of that name. */
export function childOf(parent: XmlElement, name: string): XmlElement | undefined {
  for (const child of parent.children) if (typeof child !== "string" && child.name === name) return child;
  return undefined;
}

export function elementsOf(parent: XmlElement): XmlElement[] {
  return parent.children.filter((child) => typeof child !== "string");
}

/** Its own text, without that of elements inside it. */
export function textOf(parent: XmlElement): string {
  return parent.children.filter((child) => typeof child === "string").join("");
}

/** Not characters of XML 1.0, however they are written; neither are halves of a pair. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come in
export const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;
