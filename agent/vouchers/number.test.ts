import { describe, expect, it, test } from "vitest";
import { defaultCodeRules } from "../../drivers/codes/code-rules.ts";
import { parseCode } from "../../drivers/codes/parse-code.ts";
import { inGroups } from "../../drivers/printers/lines.ts";
import { isOwner, readVoucher, voucherCode, voucherKey, voucherNumber } from "./number.ts";

const key = voucherKey(Buffer.alloc(32, 7));
const terms = { series: "CLUB", amountCents: 320, validFrom: "2026-11-22", validTo: "2026-12-21" };
const origin = ["0042", "3", "17", "2026-11-21T10:31:00+01:00", "P", "1"];
const read = (digits: string, series = ["BACK", "CLUB"], by = key) => readVoucher(by, digits, series);

describe("a voucher's number", () => {
  it("says series, worth and days, and is the same whenever it is asked for", () => {
    const number = voucherNumber(key, terms, origin)!;
    expect(number).toMatch(/^991000320\d25460030\d{20}$/);
    expect(read(number)).toEqual({ kind: "voucher", voucher: terms });
    expect(voucherNumber(key, terms, origin)).toBe(number);
  });

  it("says a percentage, or nothing where its promotion decides", () => {
    const { amountCents: _, ...open } = terms;
    for (const more of [{ percent: "12.5" }, { percent: "100" }, { percent: "0.001" }, {}])
      expect(read(voucherNumber(key, { ...open, ...more }, origin)!)).toEqual({
        kind: "voucher",
        voucher: { ...open, ...more },
      });
  });

  it("is a coupon to every scanner, whatever bars carried it", () => {
    const number = voucherNumber(key, terms, origin)!;
    for (const aim of [undefined, "]C0", "]Q1"]) {
      const scan = { bytes: Buffer.from(number), ...(aim && { aim }) };
      expect(parseCode(scan, defaultCodeRules)).toEqual({ kind: "coupon", code: number });
    }
  });

  it("can be typed as it stands on the slip", () => {
    const number = voucherNumber(key, terms, origin)!;
    expect(inGroups(number)).toMatch(/^(\d{4} ){9}\d{2}$/);
    expect(voucherCode(inGroups(number))).toEqual({ number });
    const proof = "1".repeat(463);
    expect(voucherCode(number + proof)).toEqual({ number, proof });
    expect(voucherCode(number + proof.slice(0, 100))).toBeUndefined();
    expect(voucherCode("9900000000010")).toBeUndefined();
  });

  it("is not made where it can't say the worth or the days", () => {
    expect(voucherNumber(key, { ...terms, amountCents: 1_000_000 }, origin)).toBeUndefined();
    expect(voucherNumber(key, { ...terms, validTo: "2048-01-01" }, origin)).toBeUndefined();
    expect(voucherNumber(key, { ...terms, amountCents: 999_999 }, origin)).toBeDefined();
  });
});

test("whoever changes a digit, or has another key, has no voucher", () => {
  const number = voucherNumber(key, terms, origin)!;
  for (let place = 2; place < number.length; place += 1) {
    const digit = (Number(number[place]) + 1) % 10;
    const forged = number.slice(0, place) + digit + number.slice(place + 1);
    expect(read(forged).kind).not.toBe("voucher");
  }
  expect(read(number, ["CLUB"], voucherKey(Buffer.alloc(32, 8)))).toEqual({ kind: "not-genuine" });
});

test("a series that no promotion takes is told as that, not as a forgery", () => {
  const number = voucherNumber(key, terms, origin)!;
  expect(read(number, [])).toEqual({ kind: "no-promotion" });
  expect(read(number, ["BACK"])).toEqual({ kind: "no-promotion" });
});

test("a personal voucher knows its owner, and nobody else", () => {
  const number = voucherNumber(key, terms, origin, "customer-1")!;
  const reading = read(number);
  const owner = reading.kind === "voucher" ? reading.voucher.owner! : "";
  expect(isOwner(owner, "customer-1")).toBe(true);
  const others = Array.from({ length: 1000 }, (_, n) => `customer-${n + 2}`);
  expect(others.filter((id) => isOwner(owner, id)).length).toBeLessThan(5);
});

test("no two of two thousand vouchers that are worth the same have one number", () => {
  const numbers = new Set<string>();
  for (let sale = 0; sale < 2000; sale += 1)
    numbers.add(voucherNumber(key, terms, ["0042", "3", String(sale), "", "P", "1"])!);
  expect(numbers.size).toBe(2000);
  // Nor does one hold, as pairs of digits, an order that a printer would obey.
  const bytes = [...numbers].map((number) =>
    Buffer.from(number.match(/../g)!.map(Number)).toString("latin1"),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: DLE EOT, DLE ENQ, DLE DC4.
  expect(bytes.filter((text) => /\x10[\x04\x05\x14]/.test(text))).toEqual([]);
});
