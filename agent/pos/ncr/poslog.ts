/** A POSLog document: its transactions, each with its parts in their order. Reading and writing give it back as it was. */

import { cents, readFields, text, type Values, writeFields } from "./fields.ts";
import { type LineItem, readLineItem, writeLineItem } from "./line-items.ts";
import { childOf, element, namespaces, type XmlElement } from "./xml.ts";

const headFields = {
  store: text("RetailStoreID"),
  /** The lane. */
  till: text("WorkstationID"),
  /** Of the lane, counted on from day to day. */
  sequence: text("SequenceNumber"),
  businessDay: text("BusinessDayDate"),
  /** Local time of the shop, without a zone: "2017-10-01T15:15:25". */
  ended: text("EndDateTime"),
  operator: text("OperatorID"),
  currency: text("CurrencyCode"),
};

const totalFields = { type: text("@TotalType"), amountCents: cents("") };
const linkFields = {
  /** "Resume": begun at that till, suspended, and ended here. */
  reason: text("@ReasonCode"),
  store: text("RetailStoreID"),
  till: text("WorkstationID"),
  sequence: text("SequenceNumber"),
  businessDay: text("BusinessDayDate"),
};

export type Part =
  | { readonly kind: "item"; readonly item: LineItem }
  | ({ readonly kind: "total"; readonly element?: XmlElement } & Values<typeof totalFields>)
  | ({ readonly kind: "link"; readonly element?: XmlElement } & Values<typeof linkFields>)
  | { readonly kind: "other"; readonly element: XmlElement | string };

export interface Transaction extends Values<typeof headFields> {
  /** Undefined: no sale, but a sign-on, a drawer opened … */
  readonly retail: readonly Part[] | undefined;
  readonly element: XmlElement;
}

/** Throws PosLogError. */
export function readTransaction(from: XmlElement): Transaction {
  const head = readFields(headFields, from);
  const retail = childOf(from, "RetailTransaction");
  return {
    ...head,
    retail: retail?.children.map(readPart),
    element: from,
  };
}

/** The transaction as an element; what the model doesn't know is in its place. */
export function writeTransaction(transaction: Transaction): XmlElement {
  const written = writeFields(headFields, transaction, transaction.element);
  const { retail } = transaction;
  if (retail === undefined) return written;
  const children = written.children.map((child) =>
    typeof child !== "string" && child.name === "RetailTransaction"
      ? { ...child, children: retail.map(writePart) }
      : child,
  );
  return { ...written, children };
}

/** A document of its own around transactions. */
export function posLog(transactions: readonly XmlElement[]): XmlElement {
  const attributes = { xmlns: namespaces[""]!, "xmlns:acs": namespaces.acs! };
  return element("POSLog", attributes, transactions);
}

export function lineItems(transaction: Transaction): LineItem[] {
  return (transaction.retail ?? []).flatMap((part) => (part.kind === "item" ? [part.item] : []));
}

/** Throws PosLogError where the log has no such total. */
export function totalOf(transaction: Transaction, type: string): number | undefined {
  for (const part of transaction.retail ?? [])
    if (part.kind === "total" && part.type === type) return part.amountCents;
  return undefined;
}

function readPart(from: XmlElement | string): Part {
  if (typeof from === "string") return { kind: "other", element: from };
  switch (from.name) {
    case "LineItem":
      return { kind: "item", item: readLineItem(from) };
    case "Total":
      return { kind: "total", element: from, ...readFields(totalFields, from) };
    case "TransactionLink":
      return { kind: "link", element: from, ...readFields(linkFields, from) };
    default:
      return { kind: "other", element: from };
  }
}

function writePart(part: Part): XmlElement | string {
  switch (part.kind) {
    case "item":
      return writeLineItem(part.item);
    case "total":
      return writeFields(totalFields, part, part.element ?? "Total");
    case "link":
      return writeFields(linkFields, part, part.element ?? "TransactionLink");
    case "other":
      return part.element;
    default:
      return part satisfies never;
  }
}
