/** Every check of the linter, one line each. What they find is described in README.md. */

import { accounts } from "./accounts.ts";
import { audience } from "./audience.ts";
import { ceiling } from "./ceiling.ts";
import { circles } from "./circles.ts";
import { couponSeries } from "./coupon-series.ts";
import { coupons } from "./coupons.ts";
import type { Check } from "./finding.ts";
import { floors } from "./floors.ts";
import { gifts } from "./gifts.ts";
import { identity } from "./identity.ts";
import { languages } from "./languages.ts";
import { bestLayer, layers, stages } from "./layers.ts";
import { limits } from "./limits.ts";
import { lists } from "./lists.ts";
import { mechanics } from "./mechanics.ts";
import { layersInTheWay, priorities, stacks, tagsInTheWay } from "./order.ts";
import { priceLists } from "./price-lists.ts";
import { prices, weighed } from "./prices.ts";
import { selectors, unsold } from "./selectors.ts";
import { splitting } from "./splitting.ts";
import { loops, tags } from "./tags.ts";
import { tierPrices } from "./tier-prices.ts";
import { tiers } from "./tiers.ts";
import { unreachable } from "./unreachable.ts";
import { validity } from "./validity.ts";
import { voucherDays } from "./voucher-days.ts";

export const checks: readonly Check[] = [
  identity,
  layers,
  stages,
  bestLayer,
  mechanics,
  selectors,
  unsold,
  priceLists,
  accounts,
  voucherDays,
  circles,
  gifts,
  validity,
  audience,
  lists,
  coupons,
  couponSeries,
  tiers,
  tierPrices,
  limits,
  tags,
  loops,
  unreachable,
  priorities,
  stacks,
  layersInTheWay,
  tagsInTheWay,
  prices,
  floors,
  weighed,
  languages,
  splitting,
  ceiling,
];
