/** What goods of a past sale bring back now: the engine's refund, asked with what the sale and its returns left behind. */

import type { LineItem } from "../../engine/basket.ts";
import {
  type IssuedVoucher,
  type Refund,
  type RefusedReturn,
  type ReturnedGoods,
  type ReturnedSoFar,
  refund,
} from "../../engine/refund/index.ts";
import { SEMANTICS_VERSION } from "../../engine/semantics.ts";
import { thousandths } from "../../engine/thousandths.ts";
import type { UsedVoucher } from "../../sync/protocol.ts";
import { pastRules } from "../store/past-rules.ts";
import type { StoredReturn } from "../store/stored-return.ts";
import type { Definition, StoredSale } from "../store/stored-sale.ts";
import { returnedSoFar } from "./so-far.ts";
import { vouchersOf } from "./vouchers.ts";

/** Goods as the POS names them. Without a quantity: all that is still out of this line. */
export interface AskedGoods {
  readonly lineId: string;
  /** "2", or "0.454" of a measured line. */
  readonly quantity?: string | undefined;
}

export interface Reckoned extends Refund {
  readonly goods: readonly ReturnedGoods[];
  readonly already: ReturnedSoFar;
  readonly vouchers: readonly IssuedVoucher[];
  readonly semantics: number;
  /** Whether anything of the sale is out still. */
  readonly returned: "part" | "whole";
}

/**
 * Pure.
 * @param goods undefined: all that is still out
 * @param vouchersUsed of those that the sale issued, as this till and HQ know it
 */
export function refundOf(
  { sale, definitions }: { readonly sale: StoredSale; readonly definitions: readonly Definition[] },
  returns: readonly StoredReturn[],
  goods: readonly AskedGoods[] | undefined,
  vouchersUsed: readonly UsedVoucher[] = [],
): Reckoned | RefusedReturn {
  const already = returnedSoFar(returns);
  const asked = goods === undefined ? stillOut(sale, already) : goodsOf(sale, goods);
  if ("kind" in asked) return asked;
  // Nothing is out any more: said of the first line, for want of a better one.
  if (asked.length === 0)
    return { kind: "refused", reason: "more-than-kept", lineId: sale.basket.lines[0]?.lineId ?? "" };
  const vouchers = vouchersOf(sale, returns, vouchersUsed);
  const reckoned = refund(pastRules(sale, definitions), sale, asked, already, vouchers);
  if (reckoned.kind === "refused") return reckoned;
  const returned = stillOut(sale, reckoned.kept).length === 0 ? "whole" : "part";
  return { ...reckoned, goods: asked, already, vouchers, semantics: SEMANTICS_VERSION, returned };
}

/** Lines of which something is out, all of it; none: nothing is. */
function stillOut({ basket }: StoredSale, { goods }: ReturnedSoFar): ReturnedGoods[] {
  const back = new Map(goods.map(({ lineId, amount }) => [lineId, amount]));
  return basket.lines
    .filter(({ flags }) => !flags.includes("return"))
    .filter((line) => (back.get(line.lineId) ?? 0) < amountOf(line))
    .map(({ lineId }) => ({ lineId }));
}

function goodsOf({ basket }: StoredSale, goods: readonly AskedGoods[]): ReturnedGoods[] | RefusedReturn {
  const asked: ReturnedGoods[] = [];
  for (const { lineId, quantity } of goods) {
    const line = basket.lines.find((one) => one.lineId === lineId);
    if (line === undefined) return { kind: "refused", reason: "unknown-line", lineId };
    if (quantity === undefined) asked.push({ lineId });
    else {
      const amount = thousandthsOf(quantity);
      const isMeasured = line.measureThousandths !== undefined;
      if (amount === undefined || (!isMeasured && amount % 1000 !== 0))
        return { kind: "refused", reason: "not-a-quantity", lineId };
      asked.push(isMeasured ? { lineId, measureThousandths: amount } : { lineId, pieces: amount / 1000 });
    }
  }
  return asked;
}

function thousandthsOf(quantity: string): number | undefined {
  try {
    return thousandths(quantity);
  } catch {
    return undefined;
  }
}

function amountOf(line: LineItem): number {
  return line.measureThousandths ?? line.pieces;
}
