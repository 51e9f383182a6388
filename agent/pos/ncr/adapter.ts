/**
 * Calls and answers in NCR's manner. The log has no calls, so these documents are ours (`urn:tillside:pos:1`); inside
 * them a sold article, a member and a whole transaction are NCR's own elements, and what a promotion gives is written
 * as NCR's rewards beside the evaluation.
 */

import type { Adapter, XmlElement } from "../adapter.ts";
import type { Message, Side } from "../codec.ts";
import { numbersOf } from "../number-style.ts";
import { PosError, type Request } from "../protocol.ts";
import { PosLogError } from "./fields.ts";
import { knownSales } from "./known-sales.ts";
import { writeLineItem } from "./line-items.ts";
import { paramsOf } from "./params.ts";
import { readTransaction } from "./poslog.ts";
import { completionOf, readSale } from "./read-sale.ts";
import { type Rewarding, rewardItems } from "./rewards.ts";
import { fieldElements, readFieldElements, readValue, valueElement } from "./values.ts";
import { element, elementsOf, namespaces } from "./xml.ts";

const { read: readNumbers, write: writeNumbers } = numbersOf("point");

/** One for each connection: it remembers what was sold, to describe it in rewards and to understand corrections. */
export function adapterFor(side: Side): Adapter {
  const known = knownSales();

  return {
    read(document) {
      try {
        return document.name === "POSLog" ? late(document) : message(document);
      } catch (error) {
        if (error instanceof PosLogError)
          throw new PosError("bad-parameters", { field: error.path, detail: error.message, cause: error });
        throw error;
      }
    },
    write(said, of) {
      if (side === "agent" && of !== undefined && !("method" in said)) known.answered(of, "result" in said);
      return written(said, of);
    },
  };

  function message(document: XmlElement): unknown {
    const id = idOf(document);
    const { method } = document.attributes;
    switch (document.name) {
      case "ts:Call": {
        const fields = content(document) as object;
        const own = elementsOf(document).filter(({ name }) => !name.startsWith("ts:"));
        if (own.length === 0 || typeof fields !== "object")
          return { jsonrpc: "2.0", id, method, params: fields };
        return { jsonrpc: "2.0", id, ...paramsOf(method ?? "", fields, own, known) };
      }
      case "ts:Answer":
        return { jsonrpc: "2.0", id, result: content(document) };
      case "ts:Error":
        return { jsonrpc: "2.0", id: id ?? null, error: content(document) };
      case "ts:Notice":
        return { jsonrpc: "2.0", method, params: content(document) };
      default:
        throw new PosError("not-a-request", {
          detail: `<${document.name}> is no message: <ts:Call> or <POSLog> is expected`,
        });
    }
  }

  function written(said: Message, of: Request | undefined): XmlElement {
    if ("method" in said) {
      const id = "id" in said ? idAttributes(said.id) : {};
      return root("id" in said ? "ts:Call" : "ts:Notice", { ...id, method: said.method }, said.params);
    }
    const id = idAttributes(said.id);
    if ("error" in said) return root("ts:Error", id, said.error);
    const rewards = isRewarding(said.result) ? rewardsOf(said.result, of) : [];
    return root("ts:Answer", id, said.result, rewards);
  }

  function rewardsOf(result: Rewarding, of: Request | undefined): XmlElement[] {
    return rewardItems(result, known.linesOf(of), 1).map(writeLineItem);
  }
}

/** A log of one sale, as the till wrote it: the sale is over, and is completed late with its whole basket. */
function late(document: XmlElement): unknown {
  const sales = elementsOf(document).flatMap((one) => readSale(readTransaction(one)) ?? []);
  const [sale] = sales;
  if (sale === undefined || sales.length > 1)
    throw new PosError("bad-parameters", {
      field: "POSLog/Transaction",
      detail: `one sale a message is expected, here are ${sales.length}`,
    });
  const { basket, ...completion } = completionOf(sale);
  return {
    jsonrpc: "2.0",
    id: sale.transactionId,
    method: "transaction.complete",
    params: { ...completion, basket },
  };
}

function content(document: XmlElement): unknown {
  const value = document.attributes.type === undefined ? readFieldElements(document) : readValue(document);
  return readNumbers(value);
}

function root(
  name: string,
  attributes: Readonly<Record<string, string>>,
  value: unknown,
  before: readonly XmlElement[] = [],
): XmlElement {
  const bound = {
    xmlns: namespaces[""]!,
    "xmlns:acs": namespaces.acs!,
    "xmlns:ts": namespaces.ts!,
    ...attributes,
  };
  const plain = writeNumbers(value ?? null);
  if (typeof plain === "object" && plain !== null && !Array.isArray(plain))
    return element(name, bound, [...before, ...fieldElements(plain)]);
  return valueElement(name, plain, bound);
}

/** A whole number is a number, unless `id-type` says that it is text. */
function idOf({ attributes }: XmlElement): string | number | undefined {
  const { id } = attributes;
  if (id === undefined) return undefined;
  return attributes["id-type"] === undefined && isWhole(id) ? Number(id) : id;
}

function idAttributes(id: string | number | null): Record<string, string> {
  if (id === null) return {};
  return typeof id === "string" && isWhole(id) ? { id, "id-type": "text" } : { id: String(id) };
}

const isWhole = (text: string) => /^-?(0|[1-9]\d{0,15})$/.test(text) && Number.isSafeInteger(Number(text));

function isRewarding(result: unknown): result is Rewarding {
  return (
    typeof result === "object" &&
    result !== null &&
    "effects" in result &&
    "lines" in result &&
    Array.isArray(result.effects) &&
    Array.isArray(result.lines)
  );
}
