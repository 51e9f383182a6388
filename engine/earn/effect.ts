import type { Effect } from "../effect.ts";

/** Whatever is no price modifier. */
export type EarnEffect = Exclude<Effect, { kind: "price-modifier" }>;
