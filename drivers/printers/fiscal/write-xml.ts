/** XML out: the one place where texts are escaped. */

export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly children?: readonly XmlElement[];
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => escapes[sign]!);

/** A whole document in UTF-8. Names are ours and written as they are; texts have no control characters. */
export function writeXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${elementText(root)}`;
}

function elementText({ name, attributes = {}, text = "", children = [] }: XmlElement): string {
  const start = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  return `<${name}${start.join("")}>${escaped(text)}${children.map(elementText).join("")}</${name}>`;
}
