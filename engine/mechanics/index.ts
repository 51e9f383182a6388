/** Every mechanic, one line each. Their terms and examples are listed in `schemas.ts`. */

import type { Mechanic } from "../mechanic.ts";
import { amount } from "./amount.ts";
import { basket } from "./basket.ts";
import { fixedPrice } from "./fixed-price.ts";
import { gift } from "./gift.ts";
import { message } from "./message.ts";
import { mixAndMatch } from "./mix-and-match.ts";
import { multiBuy } from "./multi-buy.ts";
import { percent } from "./percent.ts";
import { points } from "./points.ts";
import { priceList } from "./price-list.ts";
import { reward } from "./reward.ts";
import { scaled } from "./scaled.ts";
import { stamps } from "./stamps.ts";
import { tender } from "./tender.ts";
import { threshold } from "./threshold.ts";
import { voucher } from "./voucher.ts";

const all = [
  percent,
  amount,
  fixedPrice,
  multiBuy,
  mixAndMatch,
  scaled,
  threshold,
  basket,
  gift,
  priceList,
  tender,
  points,
  stamps,
  voucher,
  reward,
  message,
];

/** By kind. The terms have passed their schema at the door, so the registry may forget their types. */
export const mechanics: ReadonlyMap<string, Mechanic<never>> = new Map(
  all.map((one) => [one.kind, one as Mechanic<never>]),
);
