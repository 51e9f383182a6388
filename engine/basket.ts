/**
 * What is being bought. A basket is a plain value: the till builds it from its session, the web shop from its
 * cart, HQ from a file; all of them ask the same question with it.
 */

/** An integer number of minor units of the transaction's one currency (cents of a euro). Never a fraction. */
export type Cents = number;

/** A text in one or more languages, by ISO 639-1 code: `{ it: "Tre per due", en: "Three for two" }`. */
export type Texts = Readonly<Record<string, string>>;

/** How an amount stands to its tax: amounts of different kinds are never added up for a tax return. */
export interface Taxed {
  /** Per cent as a decimal string: "22", "10", "4", "0". "" is unknown. */
  readonly vatRate: string;
  /** The amount is without the tax, which comes on top of it. Otherwise the tax is in it. */
  readonly taxExcluded?: true;
}

/** Why a line stands outside ordinary promotions, or is no sale at all. */
export type LineFlag =
  | "not-discountable"
  | "no-points"
  | "return"
  | "deposit"
  | "gift-card"
  /** Sold by law without any discount (in Italy: tobacco, infant milk, books above the legal ceiling). */
  | "no-discount-by-law";

export interface LineItem extends Taxed {
  /** The POS's own name for the line, unique in the basket. */
  readonly lineId: string;
  /** GTIN or PLU as digits, exactly as rules and article master spell it. */
  readonly article: string;
  readonly text?: string;
  /** Path from the root, parts divided by "/": "10/1020/102030". A selector names any subtree. "" is unknown. */
  readonly department: string;
  readonly brand: string;
  readonly supplier: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Price of one piece, or of one whole measure (1 kg, 1 l, 1 m), as it stands on the shelf: see `taxExcluded`. */
  readonly unitPriceCents: Cents;
  /** Shelf price without the POS's own cut. Above `unitPriceCents` the line counts as already cut. */
  readonly regularPriceCents: Cents;
  /** Whole and at least 1. A measured line counts as one piece. */
  readonly pieces: number;
  /** Thousandths of the measure (454 = 0.454 kg); absent for goods sold by the piece. */
  readonly measureThousandths?: number;
  /**
   * What the line costs before our promotions: unit price × quantity rounded half up once, or the POS's own. Less than
   * that counts as already cut.
   */
  readonly extendedCents: Cents;
  readonly flags: readonly LineFlag[];
  /** The least that one piece, or one whole measure, may cost after all promotions. Absent: nothing. */
  readonly floorCents?: Cents;
  /** The promotion whose gift this line is: the POS added it because it was asked to. */
  readonly giftOf?: string;
}

export interface Basket {
  /** ISO 4217: "EUR". */
  readonly currency: string;
  readonly lines: readonly LineItem[];
}
