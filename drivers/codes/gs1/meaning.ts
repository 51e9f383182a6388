/** What a GS1 label is to a till: coupon before card before article, since coupons and cards name no article. */
import type { Code, ElementString, Gs1Details } from "../code.ts";
import type { CodeRules } from "../code-rules.ts";
import { dayOf } from "./dates.ts";
import type { Elements } from "./element-strings.ts";
import { northAmericanCoupon } from "./north-american-coupon.ts";

/** @param text the label as it was read, for what no till has a use for */
export function meaningOf({ elements, unknownAis }: Elements, text: string, rules: CodeRules): Code {
  const value = (ai: string): string | undefined => elements.find((one) => one.ai === ai)?.value;
  const details: Gs1Details = {
    ...expiryOf(value("17") ?? value("7003")?.slice(0, 6)),
    ...(elements.length > 0 ? { elements } : {}),
    ...(unknownAis.length > 0 ? { unknownAis } : {}),
  };
  const coupon = value("255");
  if (coupon !== undefined) return { kind: "coupon", code: coupon, ...worthOf(elements), ...details };
  const offer = value("8110");
  if (offer !== undefined) return { kind: "coupon", code: offer, ...northAmerican(offer), ...details };
  const filed = value("8112");
  if (filed !== undefined) return { kind: "coupon", code: filed, ...details };
  const customer = value("8018");
  if (customer !== undefined) {
    const instance = value("8019");
    return { kind: "card", number: customer, ...(instance === undefined ? {} : { instance }) };
  }
  const gtin = value("01") ?? value("03") ?? value("8006")?.slice(0, 14);
  if (gtin === undefined) return { kind: "unknown", text, ...details };
  const article = gtinOf(gtin);
  const extendedCents = priceOf(elements, rules.currency);
  const weightGrams = weightOf(elements);
  if (extendedCents !== undefined)
    return {
      kind: "measure",
      article,
      extendedCents,
      ...(weightGrams === undefined ? {} : { weightGrams }),
      ...details,
    };
  if (weightGrams !== undefined) return { kind: "measure", article, weightGrams, ...details };
  return { kind: "gtin", gtin: article, ...details };
}

/** Fourteen digits as this project writes a GTIN: 13, or 8 where it is one of 8, or 14 where they are needed. */
export function gtinOf(digits14: string): string {
  if (/^0{6}[0-9]{8}$/.test(digits14)) return digits14.slice(6);
  return digits14.startsWith("0") ? digits14.slice(1) : digits14;
}

function expiryOf(yymmdd: string | undefined): { expiresOn?: string } {
  const expiresOn = yymmdd === undefined ? undefined : dayOf(yymmdd);
  return expiresOn === undefined ? {} : { expiresOn };
}

/** The first of a family with decimals in its last digit: `family` "310" finds (3103) 000500, as 0.5. */
function decimalOf(elements: readonly ElementString[], family: string) {
  const one = elements.find(({ ai }) => ai.length === 4 && ai.startsWith(family));
  return one && { digits: one.value, decimals: Number(one.ai[3]) };
}

/** Digits with so many decimals, in units of which `scale` decimals make a whole. `undefined` where it has a rest. */
function integerOf(digits: string, decimals: number, scale: number): number | undefined {
  const value = BigInt(digits) * 10n ** BigInt(scale);
  const divisor = 10n ** BigInt(decimals);
  if (value % divisor !== 0n || value / divisor > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return Number(value / divisor);
}

/** Net weight in kilograms (310n), rounded to the gram: scales of a shop know no less. */
function weightOf(elements: readonly ElementString[]): number | undefined {
  const weight = decimalOf(elements, "310");
  return weight && Math.round(Number(weight.digits) * 10 ** (3 - weight.decimals));
}

/** The price on the label (392n), or that with its currency (393n) where it is the chain's. */
function priceOf(elements: readonly ElementString[], currency: string): number | undefined {
  const price = decimalOf(elements, "392");
  if (price) return integerOf(price.digits, price.decimals, 2);
  const foreign = decimalOf(elements, "393");
  if (!foreign?.digits.startsWith(currency)) return undefined;
  return integerOf(foreign.digits.slice(3), foreign.decimals, 2);
}

/** What a coupon (255) says of its worth: 390n an amount, 394n percent, 8111 points. */
function worthOf(elements: readonly ElementString[]) {
  const amount = decimalOf(elements, "390");
  const amountCents = amount && integerOf(amount.digits, amount.decimals, 2);
  const percent = decimalOf(elements, "394");
  const points = elements.find(({ ai }) => ai === "8111");
  return {
    ...(amountCents === undefined ? {} : { amountCents }),
    ...(percent ? { percent: Number(percent.digits) / 10 ** percent.decimals } : {}),
    ...(points ? { points: Number(points.value) } : {}),
  };
}

/** What AI 8110 says of its worth and its days; its amounts are in the currency of where it was given out. */
function northAmerican(digits: string) {
  const coupon = northAmericanCoupon(digits);
  if (!coupon) return {};
  const { saveCode, saveValue, expiresOn, validFrom } = coupon;
  return {
    ...(saveCode === 0 ? { amountCents: saveValue } : {}),
    ...(saveCode === 1 || saveCode === 2 ? { freeGoods: true as const } : {}),
    ...(saveCode === 5 ? { percent: saveValue } : {}),
    ...(expiresOn === undefined ? {} : { expiresOn }),
    ...(validFrom === undefined ? {} : { validFrom }),
  };
}
