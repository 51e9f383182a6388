import { describe, expect, it } from "vitest";
import type { PromotionData } from "../../engine/promotion.ts";
import { couponToken } from "../../sync/release/token.ts";
import { createVoucherLookUp } from "./look-up.ts";
import { voucherKey, voucherNumber } from "./number.ts";

const chainKey = Buffer.alloc(32, 7);
const takes = (series: string) =>
  ({ id: "P", requires: { kind: "any", of: [{ kind: "coupon", series }] } }) as unknown as PromotionData;
const terms = { series: "CLUB", amountCents: 320, validFrom: "2026-11-22", validTo: "2026-12-21" };
const number = voucherNumber(voucherKey(chainKey), terms, ["1"])!;
const always = () => undefined;

describe("a voucher that is presented", () => {
  const lookUp = createVoucherLookUp(chainKey, [takes("CLUB")]);

  it("is a coupon of its series with its own worth, known by the hash of its number", () => {
    const found = {
      kind: "found",
      couponId: couponToken(chainKey, number),
      series: "CLUB",
      amountCents: 320,
    };
    expect(lookUp(number, "2026-11-22", always)).toEqual({ ...found, onceInASale: false });
    expect(lookUp(number, "2026-12-21", always)).toMatchObject(found);
  });

  it("is refused before its first day, after its last, and when HQ has ended its series", () => {
    expect(lookUp(number, "2026-11-21", always)).toMatchObject({ refusal: "not-yet-valid" });
    expect(lookUp(number, "2026-12-22", always)).toMatchObject({ refusal: "expired" });
    expect(lookUp(number, "2026-12-01", () => "expired")).toMatchObject({ refusal: "expired" });
  });

  it("is refused where no promotion takes it, and where no till of the chain has made it", () => {
    const forged = number.slice(0, -1) + ((Number(number.at(-1)) + 1) % 10);
    expect(lookUp(forged, "2026-12-01", always)).toMatchObject({ refusal: "not-genuine" });
    const elsewhere = createVoucherLookUp(chainKey, [takes("BACK")]);
    expect(elsewhere(number, "2026-12-01", always)).toMatchObject({ refusal: "no-promotion" });
  });

  it("is none without the chain's key, and other numbers are none", () => {
    expect(createVoucherLookUp(undefined, [])(number, "2026-12-01", always)).toBeUndefined();
    expect(lookUp("9900000001004", "2026-12-01", always)).toBeUndefined();
  });
});

it("whoever guesses numbers is not answered any more after a hundred", () => {
  let nowMs = 0;
  const lookUp = createVoucherLookUp(chainKey, [takes("CLUB")], () => nowMs);
  const guess = (n: number) => lookUp(number.slice(0, 30) + String(n).padStart(8, "0"), "2026-12-01", always);
  for (let n = 0; n < 100; n += 1) expect(guess(n)).toMatchObject({ refusal: "not-genuine" });
  expect(() => guess(100)).toThrow("no voucher is read for an hour");
  expect(() => lookUp(number, "2026-12-01", always)).toThrow();
  nowMs = 3_600_001;
  expect(lookUp(number, "2026-12-01", always)).toMatchObject({ amountCents: 320 });
});
