/** All dialogues, in the order in which they are played. */

import type { Group } from "../dialogue.ts";
import { evaluating, explaining } from "./asking.ts";
import { beginning } from "./begin.ts";
import { completions } from "./complete.ts";
import { connect } from "./connect.ts";
import { coupons } from "./coupons.ts";
import { crashes } from "./crash.ts";
import { customers } from "./customers.ts";
import { dialects } from "./dialects.ts";
import { errors } from "./errors.ts";
import { late } from "./late.ts";
import { limits } from "./limits.ts";
import { lines } from "./lines.ts";
import { notices } from "./notices.ts";
import { returns } from "./returns.ts";
import { sizes } from "./sizes.ts";
import { subtotals } from "./subtotal.ts";
import { suspensions } from "./suspend.ts";
import { tenders } from "./tenders.ts";

export const groups: readonly Group[] = [
  connect,
  beginning,
  lines,
  customers,
  coupons,
  subtotals,
  tenders,
  completions,
  late,
  suspensions,
  crashes,
  returns,
  limits,
  evaluating,
  explaining,
  notices,
  errors,
  sizes,
  dialects,
];
