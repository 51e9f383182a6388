/**
 * Labels and addresses, right and wrong ones, as another program reads them: BWIPP (npm `bwip-js`), which checks what it
 * prints against GS1's own dictionary and shares no line with ours. Both must call the same ones right.
 */

import bwipp from "bwip-js/node";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gs1CheckDigit } from "../check-digit.ts";
import { dictionary, type Part } from "./dictionary.ts";
import { readDigitalLink } from "./digital-link.ts";
import { faultOf, fnc1, readElements } from "./element-strings.ts";

type Element = readonly [ai: string, value: string];

/** What they have against it; undefined: nothing. That it is too long for a symbol is not the label's fault. */
function theirs(bcid: "gs1-128" | "gs1dlqrcode", text: string): string | undefined {
  try {
    bwipp.raw({ bcid, text, lintreqs: true } as never);
    return undefined;
  } catch (error) {
    const { message, stack = "" } = error as Error;
    return stack.includes("bwipp_gs1process") ? message : undefined;
  }
}

const printed = (elements: readonly Element[]) => elements.map(([ai, value]) => `(${ai})${value}`).join("");
const scanned = (elements: readonly Element[]) => elements.map(([ai, value]) => ai + value + fnc1).join("");

const digits = (length: number) =>
  fc.array(fc.nat(9), { minLength: length, maxLength: length }).map((all) => all.join(""));
const checked = (length: number) => digits(length - 1).map((body) => body + gs1CheckDigit(body));
const two = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((n) => String(n).padStart(2, "0"));
/** Mostly a day and an hour that there are. */
const moment = fc
  .tuple(two(0, 99), two(0, 13), two(0, 32), two(0, 24), two(0, 60))
  .map((all) => all.join(""));
/** Without "(", which would begin an identifier in their way of writing a label. */
const letters = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcxyz-_./%+"#', "é");
const GTIN = checked(14).map((value): Element => ["01", value]);

/** A key has a company's prefix of four digits at least; they are content with two. */
const hasPrefix = ({ checks }: Part) => checks.some(({ name }) => name.startsWith("prefix"));

/** Roughly what may stand there: digits with their check digit, days, country and package codes, any letters. */
function piece(part: Part): fc.Arbitrary<string> {
  const { characters, lengthMin, lengthMax } = part;
  if (hasPrefix(part) && lengthMin < 5)
    return fc
      .tuple(digits(5), fc.array(letters, { maxLength: lengthMax - 5 }))
      .map(([prefix, rest]) => prefix + rest.join(""));
  return fc.integer({ min: lengthMin, max: lengthMax }).chain((length) => {
    if (length === 0) return fc.constant("");
    const isDigits = !characters.test("A");
    const text = fc.array(letters, { minLength: length, maxLength: length }).map((all) => all.join(""));
    const known = fc
      .constantFrom("IT", "DE", "XX", "PX", "BX", "1A", "ZZ", "ITA")
      .map((code) => code.slice(0, length));
    const upper = digits(length);
    if (!isDigits) return fc.oneof({ weight: 4, arbitrary: text }, upper, known);
    const right = length > 7 ? [{ weight: 4, arbitrary: checked(length) }] : [];
    const day = length >= 6 ? [{ weight: 2, arbitrary: moment.map((text) => text.slice(0, length)) }] : [];
    return fc.oneof(...right, ...day, upper);
  });
}

const valueFor = (ai: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.tuple(
        ...dictionary
          .get(ai)!
          .parts.map((part) => (part.isOptional ? fc.option(piece(part), { nil: "" }) : piece(part))),
      ),
      fc.nat(20),
    )
    .map(([pieces, mistake]) => {
      const value = pieces.join("");
      if (mistake === 0) return `${value}7`;
      return (mistake === 1 ? value.slice(0, -1) : value) || "1";
    });

/** Those that a till meets, and any. */
const COMMON = [
  "01",
  "02",
  "37",
  "00",
  "10",
  "15",
  "17",
  "21",
  "3103",
  "3922",
  "3932",
  "255",
  "414",
  "8003",
  "8018",
  "8200",
];
/** What others want beside them, or do not bear. */
const PARTNERS = [
  "00",
  "01",
  "02",
  "21",
  "22",
  "37",
  "235",
  "255",
  "3103",
  "3922",
  "414",
  "421",
  "8003",
  "8006",
  "8017",
  "8018",
  "8020",
  "8026",
];
const element = fc
  .oneof(fc.constantFrom(...COMMON), fc.constantFrom(...dictionary.keys()))
  .chain((ai) => valueFor(ai).map((value): Element => [ai, value]));
const once = (elements: readonly Element[]) => new Set(elements.map(([ai]) => ai)).size === elements.length;

describe("whether a label is right", () => {
  test("is judged as another program judges it, identifier by identifier and together", () => {
    let right = 0;
    const label = fc
      .tuple(fc.option(GTIN, { nil: undefined }), fc.array(element, { minLength: 1, maxLength: 3 }))
      .map(([gtin, others]) => [...(gtin ? [gtin] : []), ...others])
      .filter(once);
    fc.assert(
      fc.property(label, (elements) => {
        const ours = readElements(scanned(elements));
        const wrong = theirs("gs1-128", printed(elements));
        if (wrong === undefined) right += 1;
        expect({ ours: "fault" in ours, wrong }).toEqual({ ours: wrong !== undefined, wrong });
      }),
      { numRuns: 700 },
    );
    expect(right).toBeGreaterThan(50);
  });

  test("any two identifiers stand on one label where another program lets them", () => {
    const rightOnes = new Map<string, string>();
    const rightValue = (ai: string) => {
      const known = dictionary.get(ai)!;
      const value =
        rightOnes.get(ai) ?? fc.sample(valueFor(ai), 300).find((one) => faultOf(known, one) === undefined);
      if (value !== undefined) rightOnes.set(ai, value);
      return value;
    };
    // Of the sixty that differ in a decimal point only, one is as good as all.
    const families = [...dictionary.keys()].filter((ai) => !/^(3[1-6]\d|39\d|703|723|71)[1-9]$/.test(ai));
    let together = 0;
    fc.assert(
      fc.property(fc.constantFrom(...families), fc.constantFrom(...PARTNERS), (one, other) => {
        const [first, second] = [rightValue(one), rightValue(other)];
        fc.pre(one !== other && first !== undefined && second !== undefined);
        const elements: Element[] = [
          [one, first],
          [other, second],
        ];
        const wrong = theirs("gs1-128", printed(elements));
        if (wrong === undefined) together += 1;
        expect({ elements, isRight: !("fault" in readElements(scanned(elements))), wrong }).toEqual({
          elements,
          isRight: wrong === undefined,
          wrong,
        });
      }),
      { numRuns: 800 },
    );
    expect(together).toBeGreaterThan(100);
  });

  test("both know the same identifiers", () => {
    for (const ai of dictionary.keys())
      expect(theirs("gs1-128", `(${ai})\u0001`)).not.toContain("GS1unknownAI");
    const strangers = [
      "03",
      "04",
      "14",
      "18",
      "29",
      "38",
      "236",
      "244",
      "258",
      "3106",
      "3698",
      "3956",
      "418",
      "709",
      "8014",
      "8120",
    ];
    for (const ai of strangers)
      expect([ai, theirs("gs1-128", `(${ai})1`)?.includes("GS1unknownAI")]).toEqual([
        ai,
        !dictionary.has(ai),
      ]);
  });
});

test("an address is a Digital Link, or is not, as another program reads it", () => {
  const leading = [...dictionary.values()].filter(({ leads }) => leads !== undefined).map(({ ai }) => ai);
  const qualifier = fc
    .constantFrom("10", "21", "22", "235", "254", "7040", "8011", "8019")
    .chain((ai) => valueFor(ai).map((value): Element => [ai, value]));
  const key = fc
    .oneof(
      { weight: 2, arbitrary: GTIN },
      fc.constantFrom(...leading).chain((ai) => valueFor(ai).map((value): Element => [ai, value])),
    )
    // Shorter GTINs were written in earlier years: they fill them up, we refuse them.
    .filter(([ai, value]) => ai !== "01" || value.length === 14);
  const written = ([ai, value]: Element, mark: string) => `${ai}${mark}${encodeURIComponent(value)}`;
  let right = 0;
  fc.assert(
    fc.property(
      fc
        .tuple(
          key,
          fc.array(qualifier, { maxLength: 2 }),
          fc.array(fc.oneof(qualifier, element), { maxLength: 2 }),
        )
        .filter(([first, path, query]) => once([first, ...path, ...query])),
      ([first, path, query]) => {
        const place = [first, ...path].map((one) => written(one, "/")).join("/");
        const asked = query.map((one) => written(one, "=")).join("&");
        const address = `https://id.gs1.org/${place}${asked === "" ? "" : `?${asked}`}`;
        const ours = readDigitalLink(address);
        const wrong = theirs("gs1dlqrcode", address);
        if (wrong === undefined) right += 1;
        const isRight = ours !== undefined && !("fault" in ours);
        expect({ address, isRight, wrong }).toEqual({ address, isRight: wrong === undefined, wrong });
      },
    ),
    { numRuns: 400 },
  );
  expect(right).toBeGreaterThan(20);
});
