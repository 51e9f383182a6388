/** The log's own elements inside a call, as the call's parameters. */

import type { XmlElement } from "../adapter.ts";
import { PosError } from "../protocol.ts";
import type { KnownSales } from "./known-sales.ts";
import { type LineItem, readLineItem } from "./line-items.ts";
import { readTransaction } from "./poslog.ts";
import { completionOf, readSale, ringUp, stand, type WireLine } from "./read-sale.ts";

export interface Call {
  readonly method: string;
  readonly params: object;
}

/**
 * @param fields what the call says in our own words; it stands before what the log's elements say
 * Throws PosError `bad-parameters`, PosLogError.
 */
export function paramsOf(
  method: string,
  fields: object,
  own: readonly XmlElement[],
  known: KnownSales,
): Call {
  const [first] = own;
  switch (method) {
    case "line.add":
    case "line.change": {
      const item = only(own, "Sale");
      if (item.kind !== "sale") throw notUnderstood(first!);
      if (item.void !== true || method === "line.change")
        return { method, params: { ...fields, ...ringUp(item, []).params } };
      // A correction names no line: which one is meant shows in what stands.
      const { transactionId } = fields as { transactionId?: unknown };
      const { call, params } = ringUp(item, known.standing(transactionId));
      return { method: call, params: { ...fields, ...params } };
    }
    case "customer.identify": {
      const item = only(own, "acs:LoyaltyMembership");
      if (item.kind !== "membership") throw notUnderstood(first!);
      return { method, params: { card: item.membershipId, ...fields } };
    }
    case "tender.add": {
      const item = only(own, "Tender");
      if (item.kind !== "tender") throw notUnderstood(first!);
      const { sequence, tender, amountCents } = item;
      return { method, params: { tenderId: sequence, tender, amountCents, ...fields } };
    }
    case "transaction.evaluate":
      return { method, params: { ...basketOf(own), ...fields } };
    case "transaction.complete": {
      const [transaction, second] = own;
      const sale =
        transaction?.name === "Transaction" && second === undefined
          ? readSale(readTransaction(transaction))
          : undefined;
      if (sale === undefined) throw notUnderstood(transaction!);
      const { basket: _, ...completion } = completionOf(sale);
      return { method, params: { ...completion, ...fields } };
    }
    default:
      throw notUnderstood(first!);
  }
}

/** All that is on the counter, corrections reckoned in. */
function basketOf(own: readonly XmlElement[]): { lines: readonly WireLine[]; card?: string } {
  const standing = new Map<string, WireLine>();
  let card: string | undefined;
  for (const one of own) {
    const item: LineItem = one.name === "LineItem" ? readLineItem(one) : { kind: "other", element: one };
    if (item.kind === "membership") card = item.membershipId;
    else if (item.kind === "sale") stand(standing, ringUp(item, standing.values()));
    else throw notUnderstood(one);
  }
  return { lines: [...standing.values()], ...(card === undefined ? {} : { card }) };
}

function only(own: readonly XmlElement[], wanted: string): LineItem {
  const [first, second] = own;
  if (first?.name !== "LineItem" || second !== undefined)
    throw new PosError("bad-parameters", {
      field: "LineItem",
      detail: `one LineItem with ${wanted} is expected`,
    });
  return readLineItem(first);
}

function notUnderstood({ name, line }: XmlElement): PosError {
  const where = line === undefined ? "" : ` (line ${line})`;
  return new PosError("bad-parameters", { field: name, detail: `${name} says nothing here${where}` });
}
