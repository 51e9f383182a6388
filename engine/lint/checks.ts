/** Every check of the linter, one line each. What they find is described in README.md. */

import { accounts } from "./accounts.ts";
import { audience } from "./audience.ts";
import { ceiling } from "./ceiling.ts";
import { coupons } from "./coupons.ts";
import type { Check } from "./finding.ts";
import { identity } from "./identity.ts";
import { languages } from "./languages.ts";
import { bestLayer, layers, stages } from "./layers.ts";
import { limits } from "./limits.ts";
import { mechanics } from "./mechanics.ts";
import { layersInTheWay, priorities, stacks } from "./order.ts";
import { priceLists } from "./price-lists.ts";
import { floors, prices } from "./prices.ts";
import { selectors, unsold } from "./selectors.ts";
import { splitting } from "./splitting.ts";
import { tags } from "./tags.ts";
import { tiers } from "./tiers.ts";
import { unreachable } from "./unreachable.ts";
import { validity } from "./validity.ts";

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
  validity,
  audience,
  coupons,
  tiers,
  limits,
  tags,
  unreachable,
  priorities,
  stacks,
  layersInTheWay,
  prices,
  floors,
  languages,
  splitting,
  ceiling,
];
