/**
 * Numbers as a POS writes them. In the contract money is whole cents in fields named `…Cents`; a POS that writes money
 * as text names the field without that ending: `"unitPriceCents": 119` ⇄ `"unitPrice": "1,19"`, arrays too. Quantities,
 * rates and prices finer than a cent are text in the contract as well and change their point only.
 */

import type { Profile } from "./profile.ts";

export interface Numbers {
  /** The vendor's value → the contract's. What is no number in this style stays text, which the contract then refuses. */
  read(value: unknown): unknown;
  write(value: unknown): unknown;
}

/** Every `…Cents` field of the contract, without its ending. A test holds the contract's sources against it. */
export const MONEY = new Set(
  (
    "amount base cost discount extended floor gain gap gross held insteadOf missing net owed paid paidOut perStep " +
    "posDifference posTotal priceFrom refund refunded regularPrice replacedBy rest saved setOff spend stillOwed total " +
    "unitPrice units unitsPaid withheld worth"
  ).split(" "),
);

/** Where the word without its ending is another field of the same object: `withheld` is what `withheldCents` is made of. */
const OTHER_WORD = new Map([["withheld", "withheldTotal"]]);
const BASE_OF = new Map([...MONEY].map((base) => [moneyWord(base), base]));

/** What a POS that writes money as text calls a field of money: "unitPrice". */
export function moneyWord(base: string): string {
  return OTHER_WORD.get(base) ?? base;
}

/** Decimal text in the contract. */
const DECIMALS = new Set(["quantity", "vatRate", "percent", "rate", "unitPrice"]);

/** Their keys are the chain's own words, and their values the chain's own text. */
export const FREE = new Set(["attributes", "balances", "articleNames"]);

const same: Numbers = { read: (value) => value, write: (value) => value };

export function numbersOf(style: Profile["numbers"]): Numbers {
  if (style === "minor") return same;
  const point = style === "comma" ? "," : ".";
  return { read: (value) => read(value, point), write: (value) => write(value, point) };
}

function write(value: unknown, point: string): unknown {
  if (Array.isArray(value)) return value.map((one) => write(one, point));
  if (typeof value !== "object" || value === null) return value;
  const written: [string, unknown][] = [];
  for (const [field, content] of Object.entries(value)) {
    const base = field.endsWith("Cents") ? field.slice(0, -5) : undefined;
    if (FREE.has(field)) written.push([field, content]);
    else if (base !== undefined && MONEY.has(base))
      written.push([moneyWord(base), moneyText(content, point)]);
    else if (field === "unitPrice" && typeof content === "string") {
      // Two decimals would be read as cents: the third says that it is the finer field.
      const [, decimals = ""] = content.split(".");
      const fine = decimals.length > 2 || !/^-?\d+(\.\d*)?$/.test(content);
      const text = fine ? content : `${content.split(".")[0]}.${decimals.padEnd(3, "0")}`;
      written.push([field, otherPoint(text, point)]);
    } else if (DECIMALS.has(field) && typeof content === "string")
      written.push([field, otherPoint(content, point)]);
    else if (field === "field" && typeof content === "string") written.push([field, pathText(content)]);
    else written.push([field, write(content, point)]);
  }
  return Object.fromEntries(written);
}

function read(value: unknown, point: string): unknown {
  if (Array.isArray(value)) return value.map((one) => read(one, point));
  if (typeof value !== "object" || value === null) return value;
  const taken: [string, unknown][] = [];
  for (const [field, content] of Object.entries(value)) {
    if (FREE.has(field)) taken.push([field, content]);
    else if (field === "unitPrice" && typeof content === "string" && isFine(content, point))
      taken.push([field, otherPoint(content, point)]);
    else if (BASE_OF.has(field) && !isObject(content))
      taken.push([`${BASE_OF.get(field)}Cents`, cents(content, point)]);
    else if (DECIMALS.has(field) && typeof content === "string")
      taken.push([field, otherPoint(content, point)]);
    else if (field === "field" && typeof content === "string") taken.push([field, pathName(content)]);
    else taken.push([field, read(content, point)]);
  }
  return Object.fromEntries(taken);
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function moneyText(value: unknown, point: string): unknown {
  if (Array.isArray(value)) return value.map((one) => moneyText(one, point));
  if (typeof value !== "number" || !Number.isSafeInteger(value)) return value;
  const digits = String(Math.abs(value)).padStart(3, "0");
  return `${value < 0 ? "-" : ""}${digits.slice(0, -2)}${point}${digits.slice(-2)}`;
}

function cents(value: unknown, point: string): unknown {
  if (Array.isArray(value)) return value.map((one) => cents(one, point));
  // A number here would be cents to us and perhaps euro to them: it becomes text, which no money field takes.
  if (typeof value === "number") return `the number ${value}`;
  if (typeof value !== "string") return value;
  const [, sign, whole, decimals] = /^(-?)(\d{1,14})[.,](\d\d)$/.exec(value) ?? [];
  if (whole === undefined || value.at(-3) !== point) return value;
  const amount = Number(`${whole}${decimals}`);
  if (!Number.isSafeInteger(amount)) return value;
  return sign === "-" && amount !== 0 ? -amount : amount;
}

/** A price finer than a cent: three decimals or more. */
function isFine(value: string, point: string): boolean {
  const [, decimals] = value.split(point);
  return decimals !== undefined && decimals.length > 2;
}

/** Commas and points change places, so that the wrong one stays wrong. */
function otherPoint(text: string, point: string): string {
  return point === "." ? text : text.replace(/[.,]/g, (mark) => (mark === "." ? "," : "."));
}

/** What is wrong with a number, for a POS that writes it so. `detail` is said of the contract's own way. */
export function detailText(detail: string, style: Profile["numbers"]): string {
  if (style === "minor") return detail;
  const [point, word] = style === "comma" ? [",", "comma"] : [".", "point"];
  const money = `text with two decimals, such as "1${point}19"`;
  const ofMoney = detail
    .replace("whole cents are expected as a number (119 is 1.19)", `money is expected as ${money}`)
    .replace(
      /\b(\w+Cents) is missing; send a number/,
      (_, name) => `${pathText(name)} is missing; send ${money}`,
    )
    .replace("send unitPriceCents, or unitPrice", `unitPrice is missing; send ${money}`)
    .replace(/"(\w+Cents)"/, (_, name) => `"${pathText(name)}"`);
  if (ofMoney !== detail || style === "point") return ofMoney;
  // Figures of a quantity stand in quotes.
  return detail
    .replace(/"(\d+)\.(\d+)"/g, (_, whole, decimals) => `"${whole}${point}${decimals}"`)
    .replace(": digits, a point,", `: digits, a ${word},`);
}

/** `line.unitPriceCents` in an error is the POS's `line.unitPrice`. */
function pathText(path: string): string {
  return path
    .split(".")
    .map((part) => {
      const base = part.endsWith("Cents") ? part.slice(0, -5) : "";
      return MONEY.has(base) ? moneyWord(base) : part;
    })
    .join(".");
}

function pathName(path: string): string {
  return path
    .split(".")
    .map((part) => (BASE_OF.has(part) ? `${BASE_OF.get(part)}Cents` : part))
    .join(".");
}
