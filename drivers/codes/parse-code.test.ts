import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ean13, gs1CheckDigit, hasGs1CheckDigit, hasLuhnCheckDigit } from "./check-digit.ts";
import type { Code } from "./code.ts";
import { type CodeRules, codeRulesSchema, defaultCodeRules } from "./code-rules.ts";
import { parseCode } from "./parse-code.ts";
import { expandUpcE } from "./upc-e.ts";

const chain = codeRulesSchema.parse({
  cards: [
    { prefix: "26", length: 13, check: "ean13" },
    { prefix: "990011", length: 16, check: "luhn" },
    { prefix: "LOY-", length: 9, check: "none" },
  ],
  coupons: [
    { prefix: "99", length: 13, check: "ean13" },
    { prefix: "SPRING", length: 10, check: "none" },
  ],
});

const read = (text: string, rules: CodeRules = chain, aim?: string): Code =>
  parseCode({ bytes: Buffer.from(text), ...(aim === undefined ? {} : { aim }) }, rules);

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(""));

/** Replaces one digit by another. */
const misread = (text: string, place: number, by: number): string =>
  text.slice(0, place) + ((Number(text[place]) + by) % 10) + text.slice(place + 1);

describe("articles", () => {
  test("eight digits from zero are UPC-E or EAN-8 as the chain says, and as the scanner says where it does", () => {
    const own = codeRulesSchema.parse({ eightDigitsFromZero: "ean-8" });
    const ean8 = `0123456${gs1CheckDigit("0123456")}`;
    expect(read(ean8, own)).toEqual({ kind: "gtin", gtin: ean8 });
    expect(read(ean8, chain, "]E4")).toEqual({ kind: "gtin", gtin: ean8 });
    expect(read("04252614", own, "]E0")).toEqual({ kind: "gtin", gtin: "0042100005264" });
  });

  test("every single wrong digit of an EAN-13 is refused", () => {
    fc.assert(
      fc.property(digits(12), fc.nat(12), fc.integer({ min: 1, max: 9 }), (twelve, place, by) => {
        expect(read(misread(ean13(twelve), place, by), defaultCodeRules)).toEqual({
          kind: "refused",
          reason: "check-digit",
        });
      }),
    );
  });

  test("every single wrong digit of an EAN-8 and of a UPC-A is refused", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(["]E4", 7], ["]E0", 11]),
        digits(11),
        fc.nat(11),
        fc.integer({ min: 1, max: 9 }),
        ([aim, length], eleven, place, by) => {
          const body = eleven.slice(0, Number(length));
          const wrong = misread(body + gs1CheckDigit(body), place % (body.length + 1), by);
          expect(read(wrong, defaultCodeRules, String(aim))).toEqual({
            kind: "refused",
            reason: "check-digit",
          });
        },
      ),
    );
  });

  test("a UPC-E is the UPC-A that it was made of", () => {
    fc.assert(
      fc.property(
        digits(5),
        fc.constantFrom("0", "1", "2"),
        digits(3),
        digits(1),
        (maker, third, item, last) => {
          // The four ways of squeezing zeros out, of GS1's table for UPC-E.
          const d = (at: number, of = maker): string => of[at] ?? "0";
          const ways = [
            [`0${d(0)}${d(1)}${third}0000${item}`, `0${d(0)}${d(1)}${item}${third}`],
            [`0${d(0)}${d(1)}${d(2)}00000${item.slice(0, 2)}`, `0${d(0)}${d(1)}${d(2)}${item.slice(0, 2)}3`],
            [
              `0${d(0)}${d(1)}${d(2)}${d(3)}00000${d(0, item)}`,
              `0${d(0)}${d(1)}${d(2)}${d(3)}${d(0, item)}4`,
            ],
            [`0${maker}0000${5 + (Number(last) % 5)}`, `0${maker}${5 + (Number(last) % 5)}`],
          ] as const;
          for (const [upcA, upcE] of ways) {
            const check = gs1CheckDigit(upcA);
            expect(expandUpcE(upcE + check)).toBe(upcA + check);
            expect(read(upcE + check)).toEqual({ kind: "gtin", gtin: `0${upcA}${check}` });
          }
        },
      ),
    );
  });
});

describe("in-store labels", () => {
  test("an Italian label carries its price", () => {
    expect(read(ean13("201234500456"))).toEqual({ kind: "measure", article: "2012345", extendedCents: 456 });
  });

  test("a chain may put the weight there instead, under a longer prefix", () => {
    const rules = codeRulesSchema.parse({
      measures: [
        { prefix: "2", item: 6, value: 5, kind: "price" },
        { prefix: "23", item: 5, value: 5, kind: "weight" },
      ],
    });
    expect(read(ean13("231234500456"), rules)).toEqual({
      kind: "measure",
      article: "2312345",
      weightGrams: 456,
    });
    expect(read(ean13("221234500456"), rules)).toEqual({
      kind: "measure",
      article: "2212345",
      extendedCents: 456,
    });
  });

  test("a misread label is refused, since its price would be wrong", () => {
    expect(read(misread(ean13("201234500456"), 9, 3))).toEqual({ kind: "refused", reason: "check-digit" });
  });
});

describe("cards and coupons of the chain", () => {
  test.each<[string, string, Code]>([
    ["a card", ean13("260000012345"), { kind: "card", number: ean13("260000012345") }],
    ["a card", "LOY-12345", { kind: "card", number: "LOY-12345" }],
    ["a coupon", ean13("990000000001"), { kind: "coupon", code: ean13("990000000001") }],
    ["a coupon", "SPRING2026", { kind: "coupon", code: "SPRING2026" }],
    ["a card misread", misread(ean13("260000012345"), 5, 1), { kind: "refused", reason: "check-digit" }],
    ["no code of the chain's", "SPRING-2026", { kind: "unknown", text: "SPRING-2026" }],
  ])("%s is told as such: %s", (_what, text, code) => {
    expect(read(text)).toEqual(code);
  });

  test("are the same in Code 128 as in EAN-13", () => {
    expect(read(ean13("260000012345"), chain, "]C0").kind).toBe("card");
  });

  test("an article is not lost to a card range whose check digit it fails", () => {
    const rules = codeRulesSchema.parse({ cards: [{ prefix: "80", length: 13, check: "luhn" }] });
    expect(hasLuhnCheckDigit("8076809513753")).toBe(false);
    expect(read("8076809513753", rules)).toEqual({ kind: "gtin", gtin: "8076809513753" });
  });
});

describe("payment cards", () => {
  // The schemes' published test numbers.
  const numbers = [
    "4111111111111111",
    "5555555555554444",
    "2223003122003222",
    "378282246310005",
    "30569309025904",
    "6011111111111117",
    "3530111333300000",
    "6759649826438453",
    "6200000000000005",
  ];

  test.each(numbers)("%s is dropped, typed, in groups, or swiped", (number) => {
    const dropped = { kind: "refused", reason: "payment-card" };
    expect(read(number)).toEqual(dropped);
    expect(read(number, chain, "]C0")).toEqual(dropped);
    expect(read(number.replace(/(.{4})/g, "$1 "))).toEqual(dropped);
    expect(read(`;${number}=30122010000012345678?`)).toEqual(dropped);
    expect(read(`%B${number}^ROSSI/MARIA^30122010000012345678?`)).toEqual(dropped);
  });

  test("no refusal carries a digit of what was scanned", () => {
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(...numbers), digits(16), digits(13), digits(8)), (text) => {
        const code = read(text);
        if (code.kind === "refused") expect(JSON.stringify(code)).not.toMatch(/[0-9]/);
      }),
    );
  });

  test("a loyalty card inside a payment range is a loyalty card, if the chain gives six digits of its prefix", () => {
    const rules = codeRulesSchema.parse({ cards: [{ prefix: "627781", length: 16, check: "luhn" }] });
    expect(read("6277810000000005", rules)).toEqual({ kind: "card", number: "6277810000000005" });
    expect(read("6200000000000005", rules)).toEqual({ kind: "refused", reason: "payment-card" });
  });

  test("an article is never taken for a payment card", () => {
    fc.assert(
      fc.property(digits(12), (twelve) => {
        expect(read(ean13(twelve), chain).kind).not.toBe("refused");
      }),
    );
  });
});

test("bytes that are no text are refused", () => {
  expect(parseCode({ bytes: Uint8Array.of(0xc3, 0x28) }, chain)).toEqual({
    kind: "refused",
    reason: "not-text",
  });
});

describe("the chain's rules are checked at the door", () => {
  test.each([
    [
      "a range that would swallow every Visa card",
      { cards: [{ prefix: "4", length: 16, check: "luhn" }] },
      "payment cards begin like this",
    ],
    [
      "two ranges that are the same",
      {
        cards: [{ prefix: "26", length: 13, check: "ean13" }],
        coupons: [{ prefix: "26", length: 13, check: "none" }],
      },
      "already taken by cards.0",
    ],
    [
      "a label that is not 13 digits",
      { measures: [{ prefix: "2", item: 5, value: 5, kind: "price" }] },
      "12 digits together",
    ],
    [
      "a prefix as long as the code",
      { cards: [{ prefix: "2600", length: 4, check: "none" }] },
      "as long as the whole code",
    ],
    ["a check digit on letters", { coupons: [{ prefix: "AB", length: 10, check: "luhn" }] }, "needs digits"],
    ["a word nobody knows", { loyalty: [] }, "loyalty"],
    [
      "a verifier for three digits of price",
      { measures: [{ prefix: "22", item: 6, verifier: true, value: 3, kind: "price" }] },
      "only 4 or 5 digits",
    ],
    ["an FNC1 that may stand in a lot number", { fnc1Substitute: "_" }, "leaves free"],
    ["a currency by its letters", { currency: "EUR" }, "978 is the euro"],
    [
      "a bottle receipt under an in-store prefix",
      { refunds: [{ prefix: "2", value: 4 }] },
      "already taken by measures.0",
    ],
  ])("%s is refused", (_name, rules, message) => {
    const result = codeRulesSchema.safeParse(rules);
    expect(result.success ? "accepted" : result.error.message).toContain(message);
  });
});

test("a check digit is made for twelve digits only", () => {
  expect(ean13("807680951375")).toBe("8076809513753");
  expect(hasGs1CheckDigit("8076809513753")).toBe(true);
  expect(() => ean13("80768095137")).toThrow(RangeError);
  expect(() => ean13("80768095137a")).toThrow(RangeError);
});
