/** What a customer is going to do at the till, drawn from a seed before it begins. */

import { COFFEE, PASTA } from "../../agent/testing/shop.ts";

export type Act =
  | { readonly does: "begin" | "card" | "forget" | "withdraw" | "subtotal" | "suspend" | "resume" }
  | { readonly does: "add"; readonly lineId: string; readonly article: string }
  | { readonly does: "change"; readonly lineId: string; readonly quantity: string }
  | { readonly does: "void"; readonly lineId: string }
  /** @param draw which of the pool, from 0 up to 1 */
  | { readonly does: "coupon"; readonly draw: number }
  /** @param share of what is left to pay */
  | { readonly does: "tender"; readonly tenderId: string; readonly share: number }
  | { readonly does: "untender"; readonly tenderId: string }
  | { readonly does: "cancel" }
  | { readonly does: "pay" };

export interface Plan {
  readonly transactionId: string;
  readonly receipt: string;
  readonly acts: readonly Act[];
  readonly training: boolean;
  /** When the agent is gone in the middle, the POS sells on by itself and tells the sale whole. */
  readonly alone: boolean;
  /** Of a coupon that the POS takes by itself, without an agent: it is on nobody else's mind. */
  readonly lateCoupon: boolean;
  /** Whether the customer comes back with it. */
  readonly returned: "no" | "first line" | "whole";
}

/** What a test wants of a customer, whatever is drawn. */
export type Wish = Partial<Pick<Plan, "returned" | "training" | "alone">> & {
  readonly coupon?: boolean;
  readonly card?: boolean;
  readonly suspended?: boolean;
  readonly tenders?: boolean;
  readonly ends?: "paid" | "cancelled" | "open";
};

export function planOf(name: string, random: () => number, wish: Wish = {}): Plan {
  const happens = (share: number) => random() < share;
  const back = random();
  const told = happens(0.05);
  const training = wish.training ?? happens(0.04);
  const plan = {
    transactionId: name,
    receipt: `R-${name}`,
    training,
    alone: wish.alone ?? happens(0.2),
    lateCoupon: happens(0.3),
    returned: training ? ("no" as const) : (wish.returned ?? returnOf(back)),
  };
  const acts = actsOf(random, { ...wish, ...(training ? { coupon: false } : {}) });
  // Nobody was there while it was rung up.
  const isLate = told && Object.keys(wish).length === 0 && !training;
  return { ...plan, acts: isLate ? [...acts.filter(({ does }) => does === "add"), { does: "pay" }] : acts };
}

/** Whether it is told whole from the beginning. */
export function isLate({ acts }: Plan): boolean {
  return acts[0]?.does !== "begin";
}

function returnOf(draw: number): Plan["returned"] {
  if (draw < 0.75) return "no";
  return draw < 0.9 ? "first line" : "whole";
}

function actsOf(random: () => number, wish: Wish): Act[] {
  const happens = (share: number) => random() < share;
  const somewhere = (acts: Act[], ...more: Act[]) => {
    // After the beginning and the first line, in their order.
    let at = 2;
    for (const act of more) {
      at += Math.floor(random() * (acts.length + 1 - at));
      acts.splice(at, 0, act);
      at += 1;
    }
  };
  const acts: Act[] = [{ does: "begin" }];
  const lines = 1 + Math.floor(random() * 6);
  for (let n = 1; n <= lines; n += 1) {
    const lineId = String(n);
    acts.push({ does: "add", lineId, article: happens(0.6) ? PASTA : COFFEE });
    if (happens(0.15)) acts.push({ does: "change", lineId, quantity: happens(0.5) ? "2" : "3" });
    if (n > 1 && happens(0.12)) acts.push({ does: "void", lineId });
  }
  const draw = random();
  const shown = random();
  const isForgotten = happens(0.1);
  if (wish.card ?? happens(0.5))
    somewhere(acts, { does: "card" }, ...(isForgotten && !wish.card ? [{ does: "forget" } as const] : []));
  if (wish.coupon ?? shown < 0.5)
    somewhere(acts, { does: "coupon", draw }, ...(shown < 0.06 ? [{ does: "withdraw" } as const] : []));
  const rests = wish.suspended ?? happens(0.15);
  const restsLater = happens(0.5);
  if (rests && !restsLater)
    acts.splice(2 + Math.floor(random() * (acts.length - 1)), 0, { does: "suspend" }, { does: "resume" });
  acts.push({ does: "subtotal" });
  if (happens(0.1)) acts.push({ does: "add", lineId: "last", article: COFFEE }, { does: "subtotal" });
  if (rests && restsLater) acts.push({ does: "suspend" }, { does: "resume" });
  const drawn = random();
  const ends = wish.ends ?? (drawn < 0.08 ? "cancelled" : "paid");
  if (ends === "open") return acts;
  if (wish.tenders ?? happens(0.5)) {
    acts.push({ does: "tender", tenderId: "a", share: 0.5 });
    if (happens(0.3)) acts.push({ does: "untender", tenderId: "a" });
    if (happens(0.7)) acts.push({ does: "tender", tenderId: "b", share: 1 });
  }
  return [...acts, { does: ends === "paid" ? "pay" : "cancel" }];
}
