/** Why a promotion did or did not apply: to a sale that is open, or to one in the journal. */

import { questionOf } from "../evaluate-sale.ts";
import { PosError } from "../pos/protocol.ts";
import type { TillCalls, Work } from "./parts.ts";

export function explainCalls({ releases, open, deadlines }: Work): TillCalls<"explain"> {
  return {
    async explain(params) {
      const options = { deadlineMs: deadlines.completeMs };
      if ("sale" in params) {
        const { release } = releases.current() ?? { release: 0 };
        const explanations = await releases.of(release)?.call("explainSale", params.sale, options);
        if (explanations == null) throw new PosError("unknown-receipt", { field: "sale" });
        return { release, explanations };
      }
      const sale = open(params.transactionId);
      const { release } = sale.session;
      const explanations = await releases.of(release)?.call("explain", questionOf(sale), options);
      return { release, explanations: explanations ?? [] };
    },
  };
}
