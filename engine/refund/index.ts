export type { LineRefund, VatRefund } from "./by-line.ts";
export { type Refund, type RefusedReturn, refund } from "./refund.ts";
export type {
  BalanceChange,
  IssuedVoucher,
  ReturnedGoods,
  ReturnedSoFar,
  ReturnRefusal,
  SoldSale,
} from "./sale.ts";
export { NOTHING_RETURNED } from "./sale.ts";
export { savedWith, type VoidedVoucher } from "./vouchers.ts";
export type { Withheld } from "./withheld.ts";
export { type PaidGoods, type RefundWithoutSale, refundWithoutSale } from "./without-sale.ts";
