/** Whatever a scanner sends: nothing throws, answers stay as small as their label, payment cards do not leave. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gs1CheckDigit, luhnCheckDigit } from "./check-digit.ts";
import type { Code } from "./code.ts";
import { codeRulesSchema } from "./code-rules.ts";
import { aiRows } from "./gs1/application-identifiers.ts";
import { readDigitalLink } from "./gs1/digital-link.ts";
import { fnc1, readElements } from "./gs1/element-strings.ts";
import { northAmericanCoupon, offerFileCoupon } from "./gs1/north-american-coupon.ts";
import { parseCode } from "./parse-code.ts";

const rules = codeRulesSchema.parse({
  cards: [
    { prefix: "26", length: 13, check: "ean13" },
    { prefix: "LOY-", length: 9, check: "none" },
  ],
  coupons: [{ prefix: "99", length: 13, check: "ean13" }],
  measures: [{ prefix: "22", item: 4, verifier: true, value: 5, kind: "price" }],
  refunds: [{ prefix: "980", value: 4 }],
  fnc1Substitute: "|",
});
const kinds: readonly Code["kind"][] = ["gtin", "measure", "card", "coupon", "refund", "unknown", "refused"];

/** Digits, of which the last may be the right check digit. */
const digits = (length: number) =>
  fc
    .tuple(fc.array(fc.nat(9), { minLength: length - 1, maxLength: length - 1 }), fc.option(fc.nat(9)))
    .map(([body, last]) => body.join("") + (last ?? gs1CheckDigit(body.join(""))));
const ais = fc.constantFrom(...aiRows.map(({ ai }) => ai));
const oddAis = fc.constantFrom("04", "14", "23", "29", "3109", "418", "5", "8399", "9");
/** Roughly a value: mostly digits, of a length that some identifier has. */
const value = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(2, 4, 6, 13, 14, 18).chain(digits) },
  fc.string({ maxLength: 25 }),
);
const elementText = fc
  .array(fc.tuple(fc.oneof({ weight: 9, arbitrary: ais }, oddAis), value, fc.constantFrom("", fnc1, "|")), {
    maxLength: 6,
  })
  .map((all) => all.map((one) => one.join("")).join(""));
const addressText = fc
  .tuple(
    fc.constantFrom("https://", "HTTPS://", "http://", "Http://", "ftp://", ""),
    fc.constantFrom("id.gs1.org", "x.example/a", ""),
    fc.array(fc.oneof(ais, value, fc.constantFrom("", "%2F", "%", "%zz")), { maxLength: 8 }),
    fc.array(fc.tuple(fc.oneof(ais, oddAis, fc.constant("linkType")), value), { maxLength: 4 }),
    fc.constantFrom("", "#", "?", "/", "&&"),
  )
  .map(
    ([scheme, host, path, query, end]) =>
      `${scheme}${[host, ...path].join("/")}?${query.map((one) => one.join("=")).join("&")}${end}`,
  );
const trackText = fc
  .tuple(fc.constantFrom("%B", "%", ";", "+"), digits(16), fc.constantFrom("^A/B^", "=", " "), value)
  .map((all) => `${all.join("")}?`);

describe("whatever a scanner sends", () => {
  // As fast-check's "binary", which takes most of a second to lay out its table.
  const anyCharacter = fc.nat(0x10f7ff).map((n) => String.fromCodePoint(n < 0xd800 ? n : n + 0x800));
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc
      .oneof(
        fc.string({ unit: anyCharacter }),
        elementText,
        addressText,
        trackText,
        ...[8, 12, 13, 14, 15, 16, 18].map(digits),
      )
      .map((text) => new TextEncoder().encode(text)),
  );
  const aims = [
    "]E0",
    "]E3",
    "]E4",
    "]C0",
    "]C1",
    "]e0",
    "]d1",
    "]d2",
    "]Q1",
    "]Q3",
    "]J1",
    "]I1",
    "]X0",
    "junk",
  ];
  const aim = fc.option(fc.constantFrom(...aims), { nil: undefined });

  test("is read, refused or handed on, and never more than it was", () => {
    fc.assert(
      fc.property(bytes, aim, (label, from) => {
        const code = parseCode({ bytes: label, ...(from === undefined ? {} : { aim: from }) }, rules);
        expect(kinds).toContain(code.kind);
        // Each value twice at the most (as itself and among the elements), in JSON with its names and escapes.
        expect(JSON.stringify(code).length).toBeLessThan(200 + 16 * label.length);
        if (code.kind === "refused") expect(Object.keys(code).sort().join()).toMatch(/^(ai,)?kind,reason$/);
      }),
      { numRuns: 3000 },
    );
  });

  test("each reader by itself takes any text", () => {
    fc.assert(
      fc.property(fc.oneof(elementText, addressText, trackText, fc.string()), (text) => {
        const found = readElements(text);
        if (!("fault" in found)) {
          const told = found.elements.reduce((sum, { ai, value }) => sum + ai.length + value.length, 0);
          expect(told).toBeLessThanOrEqual(text.length);
        }
        readDigitalLink(text);
        northAmericanCoupon(text);
        offerFileCoupon(text);
      }),
      { numRuns: 2000 },
    );
  });
});

test("GS1 data that are right are read whole, in whatever order they stand", () => {
  const characters = fc.constantFrom(..."ABCxyz019!\"%&'()*+,-./:;<=>?_");
  const alphanumeric = fc.array(characters, { minLength: 1, maxLength: 20 }).map((all) => all.join(""));
  const thirteen = fc.array(fc.nat(9), { minLength: 13, maxLength: 13 }).map((all) => all.join(""));
  fc.assert(
    fc.property(
      thirteen,
      alphanumeric,
      alphanumeric,
      fc.integer({ min: 0, max: 5 }),
      fc.nat(999_999),
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.nat(1000), { minLength: 5, maxLength: 5 }),
      (body, lot, serial, decimals, weight, month, order) => {
        const elements = [
          { ai: "01", value: body + gs1CheckDigit(body) },
          { ai: "10", value: lot },
          { ai: "21", value: serial },
          { ai: `310${decimals}`, value: String(weight).padStart(6, "0") },
          { ai: "17", value: `26${String(month).padStart(2, "0")}00` },
        ]
          .map((element, at) => ({ element, place: order[at]! }))
          .sort((a, b) => a.place - b.place)
          .map(({ element }) => element);
        const text = elements.map(({ ai, value }) => ai + value + (/^(10|21)/.test(ai) ? fnc1 : "")).join("");
        expect(readElements(text)).toEqual({ elements, unknownAis: [] });
        const code = parseCode({ bytes: new TextEncoder().encode(text), aim: "]d2" }, rules);
        expect(code).toMatchObject({ kind: "measure", elements });
      },
    ),
  );
});

test("one wrong digit in a number that has a check digit is refused, in every identifier that has one", () => {
  const checked = ["00", "01", "410", "413", "8017", "8018"];
  fc.assert(
    fc.property(fc.constantFrom(...checked), fc.nat(12), fc.integer({ min: 1, max: 9 }), (ai, place, by) => {
      const length = ai === "01" ? 13 : ai.startsWith("4") ? 12 : 17;
      const body = "80012345678901234".slice(0, length);
      const right = body + gs1CheckDigit(body);
      const wrong = right.slice(0, place) + ((Number(right[place]) + by) % 10) + right.slice(place + 1);
      expect(readElements(ai + right)).toEqual({ elements: [{ ai, value: right }], unknownAis: [] });
      expect(readElements(ai + wrong)).toEqual({ fault: "check-digit", ai });
    }),
  );
});

test("a payment card's digits leave in no answer, however it was read", () => {
  const stems = ["4", "51", "5399", "2221", "2720", "34", "37", "36", "3528", "6011", "62", "67", "50", "81"];
  const aims = [undefined, "]A0", "]C0", "]E0", "]L0", "]Q1", "]X0", "]d1", "]z0"];
  const forms: ((pan: string) => string)[] = [
    (pan) => pan,
    (pan) => `  ${pan} `,
    (pan) => pan.replace(/(.{4})(?=.)/g, "$1 "),
    (pan) => pan.replace(/(.{4})(?=.)/g, "$1-"),
    (pan) => `%B${pan}^ROSSI/MARIA^28122010000000000000?`,
    (pan) => `;${pan}=28122010000012345678?`,
    (pan) => `%B${pan}^ROSSI/MARIA^2812201?;${pan}=2812201?+${pan}=1?`,
    (pan) => `PAN:${pan}`,
    (pan) => `carta ${pan} scade 12/28`,
    (pan) => `${pan}D28122010000012345678F`,
  ];
  const stem = fc.constantFrom(...stems);
  const rest = fc.array(fc.nat(9), { minLength: 18, maxLength: 18 }).map((all) => all.join(""));
  fc.assert(
    fc.property(stem, rest, fc.constantFrom(...aims), fc.constantFrom(...forms), (first, more, aim, form) => {
      const length = /^3[47]/.test(first) ? 15 : first === "36" ? 14 : 16;
      const body = (first + more).slice(0, length - 1);
      const pan = body + luhnCheckDigit(body);
      const bytes = new TextEncoder().encode(form(pan));
      const code = parseCode({ bytes, ...(aim === undefined ? {} : { aim }) }, rules);
      expect(code).toEqual({ kind: "refused", reason: "payment-card" });
    }),
    { numRuns: 1000 },
  );
});
