import { mechanic } from "../mechanic.ts";
import type { MessageTerms } from "./message.terms.ts";

/** A text for the receipt, the cashier or the customer's display. */
export const message = mechanic<MessageTerms>({
  kind: "message",
  deal: (terms) => ({ shape: "message", audience: terms.audience, text: terms.text }),
});
