/** The families of codes, one line each. Their order decides only between equally specific readings. */
import { card } from "./card.ts";
import type { Family } from "./code.ts";
import { coupon } from "./coupon.ts";
import { ean } from "./ean.ts";
import { euroCoupon } from "./euro-coupon.ts";
import { digitalLink, elementStrings } from "./gs1/gs1.ts";
import { measure } from "./measure.ts";
import { paymentCard } from "./payment-card.ts";
import { refund } from "./refund.ts";
import { upcE } from "./upc-e.ts";
import { voucher } from "./voucher.ts";

export const families: readonly Family[] = [
  paymentCard,
  card,
  coupon,
  voucher,
  euroCoupon,
  refund,
  measure,
  ean,
  upcE,
  elementStrings,
  digitalLink,
];
