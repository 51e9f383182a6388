/** The kit's unique coupons: each dialogue that needs one gets one that nobody has used. */

import type { PosClient } from "../client/connect.ts";
import chain from "./chain/coupons.json" with { type: "json" };

const codes = chain.codes
  .filter((one) => one.series === "EURO1" && !("status" in one))
  .map(({ code }) => code);

/** As many as a run needs, and some. */
const FRESH = 40;

/** Of an agent that has sold nothing yet. */
export function newCoupons(): () => string {
  return from(codes);
}

/**
 * Of an agent that may have played the kit before: asks for as many as a run needs, in a sale that is cancelled.
 * Undefined: it does not have the kit's chain, or has used up its coupons.
 */
export async function freshCoupons(pos: PosClient, run: string): Promise<(() => string) | undefined> {
  const transactionId = `${run}-look`;
  const fresh: string[] = [];
  await pos.call("transaction.begin", { transactionId });
  try {
    for (const code of codes) {
      if (fresh.length === FRESH) break;
      const { coupon } = await pos.call<{ coupon: { outcome: string } }>("coupon.present", {
        transactionId,
        code,
      });
      if (coupon.outcome !== "refused") fresh.push(code);
    }
  } finally {
    await pos.call("transaction.cancel", { transactionId });
  }
  return fresh.length < FRESH ? undefined : from(fresh);
}

function from(list: readonly string[]): () => string {
  const left = [...list];
  return () => {
    const code = left.shift();
    if (code === undefined) throw new Error("the kit's chain has too few coupons for its dialogues");
    return code;
  };
}
