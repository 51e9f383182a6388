/** Our slip of a sale or a return, as the release's settings want it said. */

import type { Texts } from "../../engine/basket.ts";
import type { Context } from "../../engine/context.ts";
import { type Booked, type ReceiptBlock, receiptBlocks, type SlipOptions } from "../../engine/index.ts";
import { movementsOf } from "../movements.ts";
import type { ReplicaReader } from "../store/replica-reader.ts";
import { type Language, languageOf } from "../texts/language.ts";
import { balanceAsOf, slipReference, slipWords } from "../texts/slip.ts";

export interface ToPrint {
  readonly booked: Pick<Booked, "effects" | "discountCents">;
  /** The POS's number of it. */
  readonly receipt: string;
  /** The cashier's; the slip is the customer's, so HQ's goes before it. */
  readonly language: Language;
  readonly context: Context;
  /** Of vouchers among the effects, by promotion. */
  readonly voucherNumbers: NonNullable<SlipOptions["voucherNumbers"]>;
}

/** Empty when there is nothing to say. */
export function slipOf(
  replica: ReplicaReader,
  { booked, receipt, context, ...print }: ToPrint,
): ReceiptBlock[] {
  const { customer } = context;
  // Points that nobody has a card for come to no account: the slip must not promise them.
  const isPrinted = ({ kind }: Booked["effects"][number]) =>
    customer !== undefined || (kind !== "points" && kind !== "stamps");
  const effects = booked.effects.filter(isPrinted);
  const setting = (replica.config("receipt") ?? {}) as { header?: Texts; language?: string };
  const language = languageOf(setting.language, print.language);
  const store = (replica.storeSetting() ?? {}) as { name?: string };
  const reference = [
    ...(store.name === undefined ? [] : [store.name]),
    slipReference(language, receipt, context.date, context.time),
  ];
  const balanceAt = customer && replica.card(customer.id)?.balanceAt;
  // An account that nothing was ever on stands at 0.
  const accounts = movementsOf(effects).map(({ account }) => [account, 0] as const);
  return receiptBlocks({ ...booked, effects }, slipWords[language], {
    reference,
    voucherNumbers: print.voucherNumbers,
    ...(setting.header === undefined ? {} : { header: setting.header }),
    ...(customer === undefined
      ? {}
      : { balances: { ...Object.fromEntries(accounts), ...customer.balances } }),
    ...(balanceAt === undefined ? {} : { balanceNote: balanceAsOf(language, balanceAt) }),
  });
}
