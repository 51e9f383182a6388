import { expect, test } from "vitest";
import { code128, ean8, ean13, upcA } from "./bars.ts";

const ascii = (text: string) => Uint8Array.from([...text].map((c) => c.charCodeAt(0)));

test("an EAN-13 has 95 modules, its guards in place, and adds its check digit", () => {
  const bars = ean13("800123456789");
  if (!bars.ok) throw new Error(bars.why);
  expect(bars.label).toBe("8001234567897");
  expect(bars.modules).toHaveLength(95);
  expect([bars.modules.slice(0, 3), bars.modules.slice(45, 50), bars.modules.slice(-3)]).toEqual([
    "101",
    "01010",
    "101",
  ]);
});

test("EAN-8 and UPC-A are as wide as the standard says", () => {
  const [eight, twelve] = [ean8("9638507"), upcA("036000291452")];
  expect(eight).toMatchObject({ ok: true, label: "96385074" });
  expect(eight.ok && eight.modules.length).toBe(67);
  expect(twelve).toMatchObject({ ok: true, label: "036000291452" });
});

test("letters in an EAN are refused", () => {
  expect(ean13("80012345678AB")).toMatchObject({ ok: false });
});

test("every Code 128 character is eleven modules wide, the stop thirteen", () => {
  const bars = code128(ascii("{BAB-12345"));
  expect(bars).toMatchObject({ ok: true, label: "AB-12345" });
  expect(bars.ok && bars.modules.length).toBe((1 + 8 + 1) * 11 + 13);
});

test("Code 128 without a set at its start is refused", () => {
  expect(code128(ascii("12345"))).toMatchObject({ ok: false, why: "Code 128 must begin with {A, {B or {C" });
});
