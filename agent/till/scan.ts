/** A label that the POS's own scanner read and forwards: a card, a coupon, or goods to sell. */

import { parseCode } from "../../drivers/codes/parse-code.ts";
import { toldLabel } from "../label.ts";
import { PosError } from "../pos/protocol.ts";
import type { TillCalls, Work } from "./parts.ts";

export function scanCalls(
  { lookUp, inTurn }: Work,
  presenting: TillCalls<"customer.identify" | "coupon.present">,
): TillCalls<"scan"> {
  return {
    scan: async ({ data, aim, ...change }, caller) => {
      const { scanner } = caller.profile.abilities;
      if (scanner !== "pos-forwards")
        throw new PosError("unknown-call", { detail: `scan: this profile's scanner is "${scanner}"` });
      const scan = { bytes: Buffer.from(data), ...(aim === undefined ? {} : { aim }) };
      const code = parseCode(scan, lookUp.codeRules());
      lookUp.saw(code);
      if (code.kind === "card")
        return presenting["customer.identify"]({ ...change, card: code.number }, caller);
      if (code.kind === "coupon") return presenting["coupon.present"]({ ...change, code: code.code }, caller);
      return inTurn(change.transactionId, caller, async (sale) => {
        const { transactionId, state, release, training } = sale.session;
        const told = toldLabel(code, caller.language);
        return { transactionId, state, release, ...(training ? { training } : {}), code: told };
      });
    },
  };
}
