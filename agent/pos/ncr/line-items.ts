/**
 * The line items of a retail transaction in NCR's ACS dialect of POSLog: what each holds, and where. Only what was
 * seen in a real log (test/captures/ncr) stands here; an item of another kind is kept as it is.
 */

import { cents, type Fields, flag, optional, readFields, text, type Values, writeFields } from "./fields.ts";
import { childOf, type XmlElement } from "./xml.ts";

const head = {
  /** A correction: takes back an earlier line, figures negative. */
  void: optional(flag("@VoidFlag")),
  /** Scanned, Keyed, Lookup, MSR; `acs:Linked` is the deposit of the line before, `acs:Auto` the till itself. */
  entry: text("@EntryMethod"),
  /** Sold by weight, in pounds. */
  weighed: optional(flag("@acs:weightItem")),
  sequence: text("SequenceNumber"),
};

/** An article, in the sale or as what a reward rests on. */
const identity = (at: string, described: string) => ({
  codeKind: text(`${at}POSIdentity@POSIDType`),
  /** GTIN-14, also for produce and goods by weight. */
  code: text(`${at}POSIdentity/POSItemID`),
  department: text(`${at}POSIdentity/Qualifier`),
  item: text(`${at}ItemID`),
  level: text(`${at}MerchandiseHierarchy@Level`),
  departmentName: text(`${at}MerchandiseHierarchy@acs:DepartmentDescription`),
  departmentAgain: text(`${at}MerchandiseHierarchy`),
  /** Padded to 20 characters. */
  text: text(`${at}${described}`),
});

const itemizers = (at: string) => ({
  tax1: optional(text(`${at}@Tax1`)),
  foodStampable: optional(text(`${at}@FoodStampable`)),
  itemizer1: optional(text(`${at}@Itemizer1`)),
  itemizer2: optional(text(`${at}@Itemizer2`)),
  itemizers: optional(text(at)),
});

const saleFields = {
  ...head,
  /** `acs:NegativeItem`: money given back, for empties. */
  itemType: text("Sale@ItemType"),
  ...identity("Sale/", "Description"),
  unitPriceCents: cents("Sale/RegularSalesUnitPrice"),
  /** What the till charges; may be less than price × quantity ("2 for 6.00"). */
  extendedCents: cents("Sale/ExtendedAmount"),
  discountCents: cents("Sale/DiscountAmount"),
  extendedDiscountCents: cents("Sale/ExtendedDiscountAmount"),
  /** Pieces, or pounds; negative in a correction. */
  quantity: text("Sale/Quantity"),
  /** What rewards point to. */
  operatorSequence: text("Sale/acs:OperatorSequence"),
  reportCode: optional(text("Sale/acs:ReportCode")),
  mediaId: optional(text("Sale/acs:SaleableMediaID")),
  ...itemizers("Sale/acs:Itemizers"),
};

const taxFields = {
  ...head,
  taxId: text("Tax@acs:TaxID"),
  taxName: text("Tax@acs:TaxDescription"),
  taxableCents: cents("Tax/TaxableAmount"),
  amountCents: cents("Tax/Amount"),
  percent: text("Tax/Percent"),
  reason: text("Tax/Reason"),
};

const tenderFields = {
  ...head,
  /** Cash, CreditDebit … */
  tender: text("Tender@TenderType"),
  typeCode: text("Tender@TypeCode"),
  tenderName: text("Tender@acs:TenderDescription"),
  tenderId: text("Tender/TenderID"),
  /** Change is a tender of its own, negative. */
  amountCents: cents("Tender/Amount"),
  changeCents: optional(cents("Tender/TenderChange/Amount")),
  /** Part of the amount that the customer got in notes. */
  cashbackCents: optional(cents("Tender/Cashback")),
  operatorSequence: text("Tender/acs:OperatorSequence"),
};

const basis = "LoyaltyReward/acs:RewardBasis/";
const basisIdentity = Object.fromEntries(
  Object.entries(identity(`${basis}acs:`, "ItemDescription")).map(([name, one]) => [name, optional(one)]),
) as { readonly [K in keyof ReturnType<typeof identity>]: ReturnType<typeof optional<string>> };

const rewardFields = {
  ...head,
  membershipRequired: optional(flag("LoyaltyReward@acs:membershipRequired")),
  /** What lies on one line. A basket's percentage stands in both: line by line, and as a whole. */
  detailed: optional(flag("LoyaltyReward@acs:detailedData")),
  /** What the promotion gave as a whole. */
  summarized: optional(flag("LoyaltyReward@acs:summarizedActivity")),
  promotionId: text("LoyaltyReward/PromotionID"),
  eventId: text("LoyaltyReward/EventID"),
  reasonCode: text("LoyaltyReward/ReasonCode"),
  /** Item or Transaction. */
  rewardLevel: text("LoyaltyReward/acs:RewardLevel"),
  /** Monetary, CustomOffer, Other. */
  category: text("LoyaltyReward/acs:RewardCategory"),
  /** PercentOff, FreeItem, CustomerReceiptMessage … */
  rewardType: text("LoyaltyReward/acs:RewardType"),
  ...itemizers("LoyaltyReward/acs:Itemizers"),
  customOfferId: text("LoyaltyReward/acs:CustomOfferID"),
  /** A rate ("0.10"), an amount, or a number, by `rewardType`. */
  base: text("LoyaltyReward/acs:BaseRewardAmount"),
  /** Money is negative; of other categories a number. */
  extended: text("LoyaltyReward/acs:ExtendedRewardAmount"),
  quantityUsed: text(`${basis}acs:QuantityUsed`),
  weightUsed: text(`${basis}acs:WeightUsed`),
  amountUsedCents: cents(`${basis}acs:AmountUsed`),
  ...basisIdentity,
  /** `operatorSequence` of the sale it lies on; "0" is the whole receipt. */
  reference: text("LoyaltyReward/acs:OperatorSequenceReference"),
};

const membershipFields = {
  ...head,
  idKind: text("acs:LoyaltyMembership/acs:LoyaltyID@Type"),
  loyaltyId: text("acs:LoyaltyMembership/acs:LoyaltyID"),
  /** The card's number. */
  membershipId: text("acs:LoyaltyMembership/acs:MembershipID"),
  householdId: text("acs:LoyaltyMembership/acs:HouseholdID"),
  membershipLevel: text("acs:LoyaltyMembership/acs:MembershipLevel"),
};

const ageFields = {
  ...head,
  verified: flag("acs:AgeRestriction@Verified"),
  age: text("acs:AgeRestriction"),
};

/** By the element beside the sequence number that tells what the item is. */
const kinds = {
  sale: { mark: "Sale", fields: saleFields },
  tax: { mark: "Tax", fields: taxFields },
  tender: { mark: "Tender", fields: tenderFields },
  reward: { mark: "LoyaltyReward", fields: rewardFields },
  membership: { mark: "acs:LoyaltyMembership", fields: membershipFields },
  age: { mark: "acs:AgeRestriction", fields: ageFields },
} as const satisfies Record<string, { mark: string; fields: Fields }>;

type Kinds = typeof kinds;
type ItemOf<K extends keyof Kinds> = { readonly kind: K; readonly element?: XmlElement } & Values<
  Kinds[K]["fields"]
>;

export type SaleItem = ItemOf<"sale">;
export type TenderItem = ItemOf<"tender">;
export type RewardItem = ItemOf<"reward">;
/** Anything else: an article that was not found, a loyalty counter, an item whose content was taken out. */
export type OtherItem = { readonly kind: "other"; readonly element: XmlElement };
export type LineItem = { [K in keyof Kinds]: ItemOf<K> }[keyof Kinds] | OtherItem;

/** Throws PosLogError. */
export function readLineItem(from: XmlElement): LineItem {
  for (const kind in kinds) {
    const { mark, fields } = kinds[kind as keyof Kinds];
    if (childOf(from, mark) !== undefined)
      return { kind, element: from, ...readFields(fields as Fields, from) } as unknown as LineItem;
  }
  return { kind: "other", element: from };
}

/** What was read is written onto its own element, so that whatever else it holds stays. */
export function writeLineItem(item: LineItem): XmlElement {
  if (item.kind === "other") return item.element;
  const fields: Fields = kinds[item.kind].fields;
  return writeFields(fields, item as unknown as Values<typeof fields>, item.element ?? "LineItem");
}
