/**
 * GS1 Digital Link: element strings as a web address, in a QR Code or a Data Matrix. Source: GS1 Digital Link Standard,
 * URI Syntax 1.6, sections 4.1 to 4.12. Compressed addresses and the old words ("/gtin/") are addresses like any other.
 */
import { hasGs1CheckDigit } from "../check-digit.ts";
import type { ElementString } from "../code.ts";
import { dictionary } from "./dictionary.ts";
import { type Elements, faultOf, type Gs1Fault } from "./element-strings.ts";
import { brokenPairing } from "./pairings.ts";

export interface LinkFault {
  readonly fault: "digital-link";
  readonly ai?: string;
}

/** RFC 3986, with the percent sign. */
const addressCharacters = /^[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]*$/;

/**
 * Reads an address. `undefined` for one that is no Digital Link: of something else, or without a GS1 key in its path.
 * Linear in its length, never throws.
 */
export function readDigitalLink(text: string): Elements | Gs1Fault | LinkFault | undefined {
  const [, scheme = "", rest] = /^([a-z]+|[A-Z]+):\/\/(.*)$/.exec(text) ?? [];
  // "Https://" is not what the standard allows; a browser would still open it.
  const isMixed = rest === undefined && /^https?:\/\//i.test(text);
  if (!isMixed && !/^https?$/i.test(scheme)) return undefined;
  const address = isMixed ? text.slice(text.indexOf("://") + 3) : rest!;
  const [beforeQuery = "", query = ""] = splitOnce(splitOnce(address, "#")[0], "?");
  const [host = "", ...segments] = beforeQuery.split("/");
  const start = keyAt(segments);
  if (start === undefined) return looksMeant(segments) ? { fault: "digital-link" } : undefined;
  if (isMixed || host === "" || !addressCharacters.test(text)) return { fault: "digital-link" };
  const path = pairs(segments.slice(start));
  const [key] = path;
  const qualifiers = path.slice(1).map(([ai]) => ai);
  const orders = (key && dictionary.get(key[0])?.leads) ?? [];
  if (!orders.some((order) => isInOrder(qualifiers, order))) return { fault: "digital-link" };
  const asked = queryPairs(query);
  if (asked === undefined) return { fault: "digital-link" };
  const displaced = asked.find(([ai]) => orders.some((order) => fitsInto(qualifiers, ai, order)));
  if (displaced) return { fault: "digital-link", ai: displaced[0] };
  return valuesOf([...path, ...asked]);
}

/** An identifier and its value, still as the address writes it. */
type Pair = readonly [ai: string, written: string];

function splitOnce(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

const pairs = (segments: readonly string[]): Pair[] =>
  Array.from({ length: segments.length / 2 }, (_, at) => [segments[2 * at]!, segments[2 * at + 1]!]);

/** Where the last key of the path stands: pairs of identifier and value are followed from the end. */
function keyAt(segments: readonly string[]): number | undefined {
  for (let at = segments.length - 2; at >= 0; at -= 2) {
    const ai = dictionary.get(segments[at]!);
    if (ai === undefined) return undefined;
    if (ai.leads !== undefined) return hasItsForm(ai.ai, segments[at + 1]!) ? at : undefined;
  }
  return undefined;
}

/** Keys whose value begins with many digits. A path like "/401/abc" is nobody's Digital Link. */
const digitKeys: Readonly<Record<string, RegExp>> = {
  "00": /^[0-9]{18}$/,
  "01": /^[0-9]{14}$/,
  "253": /^[0-9]{13}/,
  "255": /^[0-9]{13}/,
  "402": /^[0-9]{17}$/,
  "414": /^[0-9]{13}$/,
  "415": /^[0-9]{13}$/,
  "417": /^[0-9]{13}$/,
  "8003": /^[0-9]{14}/,
  "8006": /^[0-9]{18}$/,
  "8017": /^[0-9]{18}$/,
  "8018": /^[0-9]{18}$/,
};

/** In earlier years shorter ones were written: they are meant, and wrong. A date in a path is neither. */
const isShortGtin = (ai: string, written: string): boolean =>
  ai === "01" && /^([0-9]{8}|[0-9]{12,13})$/.test(written) && hasGs1CheckDigit(written);

const hasItsForm = (ai: string, written: string): boolean => {
  const form = digitKeys[ai];
  if (form) return form.test(written) || isShortGtin(ai, written);
  const value = decoded(written);
  return value !== undefined && faultOf(dictionary.get(ai)!, value) === undefined;
};

/** Whether a path without a key at its right place has one all the same: a slash too many, an identifier unknown. */
const looksMeant = (segments: readonly string[]): boolean =>
  segments.some((ai, at) => digitKeys[ai]?.test(segments[at + 1] ?? ""));

/** Whether `given` are among `order`, in that order. */
function isInOrder(given: readonly string[], order: readonly string[]): boolean {
  let from = 0;
  return given.every((ai) => {
    from = order.indexOf(ai, from) + 1;
    return from > 0;
  });
}

/** Whether it qualifies the key together with these, and so belongs into the path. */
const fitsInto = (given: readonly string[], ai: string, order: readonly string[]): boolean =>
  !given.includes(ai) &&
  [...given.keys(), given.length].some((at) => isInOrder(given.toSpliced(at, 0, ai), order));

/** What the query says in identifiers. `undefined` where one of digits only is none, or must not stand there. */
function queryPairs(query: string): Pair[] | undefined {
  const found: Pair[] = [];
  for (const parameter of query.split("&")) {
    const [name, written] = splitOnce(parameter, "=");
    if (written === undefined || !/^[0-9]+$/.test(name)) continue;
    if (dictionary.get(name)?.mayBeInQuery !== true) return undefined;
    found.push([name, written]);
  }
  return found;
}

function valuesOf(written: readonly Pair[]): Elements | Gs1Fault | LinkFault {
  const elements: ElementString[] = [];
  for (const [ai, encoded] of written) {
    const value = decoded(encoded);
    if (value === undefined || value === "" || elements.some((one) => one.ai === ai))
      return { fault: "digital-link", ai };
    const fault = faultOf(dictionary.get(ai)!, value);
    if (fault) return { fault, ai };
    elements.push({ ai, value });
  }
  const pairing = brokenPairing(elements);
  return pairing === undefined ? { elements, unknownAis: [] } : { fault: "gs1-pairing", ai: pairing };
}

/** "%2F" is "/". `undefined` for a percent sign without two hexadecimal digits. */
function decoded(text: string): string | undefined {
  if (/%(?![0-9A-Fa-f]{2})/.test(text)) return undefined;
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
