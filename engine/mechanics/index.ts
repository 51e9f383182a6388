/** Every mechanic, one line each. Their terms and examples are listed in `schemas.ts`. */

import type { Mechanic } from "../mechanic.ts";
import { amount } from "./amount.ts";
import { basket } from "./basket.ts";
import { fixedPrice } from "./fixed-price.ts";
import { message } from "./message.ts";
import { multiBuy } from "./multi-buy.ts";
import { percent } from "./percent.ts";
import { points } from "./points.ts";
import { threshold } from "./threshold.ts";

const all = [percent, amount, fixedPrice, multiBuy, threshold, basket, points, message];

/** By kind. The terms have passed their schema at the door, so the registry may forget their types. */
export const mechanics: ReadonlyMap<string, Mechanic<never>> = new Map(
  all.map((one) => [one.kind, one as Mechanic<never>]),
);
