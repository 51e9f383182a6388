/**
 * The two coupons of North America: AI 8110 says what it gives and for which purchase, AI 8112 only names an offer.
 * Both are digits in fields that say their own length. Sources: GS1 US, "North American Coupon Application Guideline Using
 * GS1 DataBar Expanded Symbols" (8110) and "AI (8112) Coupon Data Specification".
 */
import { dayOf } from "./dates.ts";

export interface NorthAmericanCoupon {
  /** Company prefix of who pays, six to twelve digits. */
  readonly funder: string;
  readonly offer: string;
  readonly saveValue: number;
  /** 0 cents, 1 the article itself, 2 that many articles, 5 percent, 6 a final price in cents. */
  readonly saveCode: number;
  /** One to three purchases that it asks for. */
  readonly purchases: readonly Purchase[];
  /** How several purchases go together: 0 any of them, 1 all, 2 first and one other, 3 first and second or third. */
  readonly rule?: number;
  readonly expiresOn?: string;
  readonly validFrom?: string;
  readonly serial?: string;
  /** Company prefix or GLN of the only retailer that takes it. */
  readonly retailer?: string;
  /** 0 to 2: the purchase whose price the saving comes off. */
  readonly appliesTo: number;
  /** A store's own coupon where it is not 0. */
  readonly storeCoupon: number;
  /** Not to be doubled by a store that doubles coupons. */
  readonly isDoubled: boolean;
}

export interface Purchase {
  readonly requirement: number;
  /** 0 units, 1 cents of these goods, 2 cents of the whole basket, 3 hundredths of a pound, 4 of a kilogram, 9 none. */
  readonly requirementCode: number;
  readonly family: string;
  /** Undefined where it is the funder's. */
  readonly company: string | undefined;
}

/** Digits taken from the front; -1 once they have run out or a field was impossible, and from then on. */
class Fields {
  private rest: string;
  isBroken = false;
  constructor(digits: string) {
    this.rest = digits;
    this.isBroken = !/^[0-9]+$/.test(digits);
  }
  get isEmpty(): boolean {
    return this.rest === "";
  }
  get next(): string {
    return this.rest[0] ?? "";
  }
  take(length: number): string {
    if (this.rest.length < length) this.isBroken = true;
    if (this.isBroken) return "";
    const taken = this.rest.slice(0, length);
    this.rest = this.rest.slice(length);
    return taken;
  }
  /** One digit among `allowed`. */
  digit(allowed: string): number {
    const digit = this.take(1);
    if (digit === "" || !allowed.includes(digit)) this.isBroken = true;
    return Number(digit);
  }
  /** A field with its length, less `offset`, in the digit before it. */
  sized(allowed: string, offset: number): string {
    return this.take(this.digit(allowed) + offset);
  }
  day(): string {
    const digits = this.take(6);
    const day = digits.endsWith("00") ? undefined : dayOf(digits);
    if (day === undefined) this.isBroken = true;
    return day ?? "";
  }
}

function purchaseOf(fields: Fields): Omit<Purchase, "company"> {
  const requirement = Number(fields.sized("12345", 0));
  return { requirement, requirementCode: fields.digit("012349"), family: fields.take(3) };
}

/** "9" for no company of its own, otherwise six digits and as many more as the first says. */
function companyOf(fields: Fields): string | undefined {
  if (fields.next === "9") {
    fields.take(1);
    return undefined;
  }
  return fields.sized("0123456", 6);
}

/** What AI 8110 says; `undefined` where it breaks its own rules. Never throws. */
export function northAmericanCoupon(digits: string): NorthAmericanCoupon | undefined {
  const fields = new Fields(digits);
  const funder = fields.sized("0123456", 6);
  const offer = fields.take(6);
  const saveValue = Number(fields.sized("12345", 0));
  const purchases: Purchase[] = [{ ...purchaseOf(fields), company: funder }];
  const optional: {
    rule?: number;
    expiresOn?: string;
    validFrom?: string;
    serial?: string;
    retailer?: string;
  } = {};
  let misc = { saveCode: 0, appliesTo: 0, storeCoupon: 0, isDoubled: true };
  // Optional fields begin with their number, and come in its order.
  let last = 0;
  while (!fields.isEmpty && !fields.isBroken) {
    const field = fields.digit("1234569");
    if (field <= last) return undefined;
    last = field;
    if (field === 1) {
      optional.rule = fields.digit("0123");
      const purchase = purchaseOf(fields);
      purchases.push({ ...purchase, company: companyOf(fields) });
    } else if (field === 2) {
      const purchase = purchaseOf(fields);
      purchases.push({ ...purchase, company: companyOf(fields) });
    } else if (field === 3) optional.expiresOn = fields.day();
    else if (field === 4) optional.validFrom = fields.day();
    else if (field === 5) optional.serial = fields.sized("0123456789", 6);
    else if (field === 6) optional.retailer = fields.sized("1234567", 6);
    else
      misc = {
        saveCode: fields.digit("01256"),
        appliesTo: fields.digit("012"),
        storeCoupon: fields.digit("0123456789"),
        isDoubled: fields.digit("01") === 0,
      };
  }
  const { expiresOn, validFrom } = optional;
  if (fields.isBroken || (expiresOn !== undefined && validFrom !== undefined && expiresOn < validFrom))
    return undefined;
  return { funder, offer, saveValue, purchases, ...optional, ...misc };
}

export interface OfferFileCoupon {
  /** 0 or 1: who gives the serial number out. */
  readonly format: number;
  readonly funder: string;
  readonly offer: string;
  readonly serial: string;
}

/** What AI 8112 says; `undefined` where it breaks its own rules. Never throws. */
export function offerFileCoupon(digits: string): OfferFileCoupon | undefined {
  const fields = new Fields(digits);
  const format = fields.digit("01");
  const funder = fields.sized("0123456", 6);
  const offer = fields.take(6);
  const serial = fields.sized("0123456789", 6);
  return fields.isBroken || !fields.isEmpty ? undefined : { format, funder, offer, serial };
}
