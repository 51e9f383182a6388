/** What can happen to a sale, and in which state it may. */

import type { ChosenReward, Customer, Tender } from "../../engine/context.ts";
import type { SessionCoupon, SessionLine, SessionState } from "./session.ts";

export type Command =
  | { readonly kind: "line.add"; readonly line: SessionLine }
  | { readonly kind: "line.change"; readonly line: SessionLine }
  | { readonly kind: "line.void"; readonly lineId: string }
  | { readonly kind: "identify"; readonly customer: Customer }
  | { readonly kind: "forget" }
  | { readonly kind: "coupon.present"; readonly coupon: SessionCoupon }
  | { readonly kind: "coupon.withdraw"; readonly couponId: string }
  /** All of them; none takes back what was said before. */
  | { readonly kind: "tenders"; readonly tenders: readonly Tender[] }
  | { readonly kind: "rewards"; readonly rewards: readonly ChosenReward[] }
  | { readonly kind: "subtotal" }
  | { readonly kind: "complete" }
  /** The journal holds the sale. */
  | { readonly kind: "recorded" }
  /** The journal certainly does not hold it: it may be completed again, changed or cancelled. */
  | { readonly kind: "not-recorded" }
  | { readonly kind: "cancel" };

/** In which states a command makes sense at all. */
export const ALLOWED: Record<Command["kind"], readonly SessionState[]> = {
  "line.add": ["open", "subtotal"],
  "line.change": ["open", "subtotal"],
  "line.void": ["open", "subtotal"],
  identify: ["open", "subtotal"],
  forget: ["open", "subtotal"],
  "coupon.present": ["open", "subtotal"],
  "coupon.withdraw": ["open", "subtotal"],
  tenders: ["open", "subtotal"],
  rewards: ["open", "subtotal"],
  subtotal: ["open", "subtotal", "tendering"],
  complete: ["open", "subtotal", "tendering"],
  recorded: ["tendering"],
  "not-recorded": ["tendering"],
  cancel: ["open", "subtotal", "tendering"],
};
