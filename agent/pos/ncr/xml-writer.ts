/**
 * A tree as text, in the one style of the log: no indentation, `<a />` for what is empty. A character that XML doesn't
 * have, however it got into an article's name, becomes U+FFFD.
 */

import { FORBIDDEN, type XmlElement } from "./xml.ts";

const TEXT: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;" };
const VALUE: Readonly<Record<string, string>> = { ...TEXT, '"': "&quot;", "\t": "&#9;", "\n": "&#10;" };

/** With an XML declaration. @param encoding that the text will be written in */
export function writeXml(root: XmlElement, encoding = "UTF-8"): string {
  const out = [`<?xml version="1.0" encoding="${encoding}"?>\n`];
  write(root, out);
  out.push("\n");
  return out.join("");
}

/** One element, without a declaration: for showing it. */
export function xmlText(element: XmlElement): string {
  const out: string[] = [];
  write(element, out);
  return out.join("");
}

function write({ name, attributes, children }: XmlElement, out: string[]): void {
  out.push("<", name);
  for (const key in attributes)
    out.push(
      " ",
      key,
      '="',
      writable(attributes[key]!).replace(/[&<>"\t\n\r]/g, (c) => VALUE[c]!),
      '"',
    );
  if (children.length === 0) return void out.push(" />");
  out.push(">");
  for (const child of children) {
    if (typeof child === "string") out.push(writable(child).replace(/[&<>\r]/g, (c) => TEXT[c]!));
    else write(child, out);
  }
  out.push("</", name, ">");
}

const writable = (text: string) => text.toWellFormed().replace(FORBIDDEN, "\ufffd");
