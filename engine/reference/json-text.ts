/** JSON as a person would write it: on one line what fits there, the rest broken and indented. */

const WIDTH = 100;

export function jsonText(value: unknown, indent = "", before = 0): string {
  const line = oneLine(value);
  if (indent.length + before + line.length <= WIDTH || typeof value !== "object" || value === null) {
    return line;
  }
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    const items = value.map((one) => `${inner}${jsonText(one, inner)}`);
    return `[\n${items.join(",\n")}\n${indent}]`;
  }
  const fields = shownFields(value).map(([name, one]) => {
    const key = `${JSON.stringify(name)}: `;
    return `${inner}${key}${jsonText(one, inner, key.length)}`;
  });
  return `{\n${fields.join(",\n")}\n${indent}}`;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = shownFields(value).map(([name, one]) => `${JSON.stringify(name)}: ${oneLine(one)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

function shownFields(value: object): [string, unknown][] {
  return Object.entries(value).filter(([, one]) => one !== undefined);
}
