import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Effect } from "../../engine/effect.ts";
import type { PromotionData } from "../../engine/promotion.ts";
import type { BlockedKind } from "../../sync/blocklist.ts";
import { newAuthority } from "../../sync/enrol/certificate.ts";
import { publicPart } from "../../sync/enrol/till-key.ts";
import { enrolledTill } from "../../sync/fixture/enrolled.ts";
import { keyIdOf } from "../../sync/release/keys.ts";
import { couponToken } from "../../sync/release/token.ts";
import type { VoucherSetting } from "../../sync/vouchers.ts";
import { createVoucherLookUp, type VoucherLookUpParts } from "./look-up.ts";
import { earlierVoucherKey, voucherKey, voucherNumber } from "./number.ts";
import { proofOf } from "./proof.ts";
import { tillVouchers } from "./till-vouchers.ts";

const folder = mkdtempSync(join(tmpdir(), "tillside-vouchers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const chainKey = Buffer.alloc(32, 7);
const chain = newAuthority("Our chain", Date.now());
const till = enrolledTill(folder, { store: "0042", till: "3" }, chain);
const tillKey = keyIdOf(publicPart(till.key));
const issuedMs = Date.UTC(2026, 10, 22, 9);
const takes = (series: string) =>
  ({ id: "P", requires: { kind: "any", of: [{ kind: "coupon", series }] } }) as unknown as PromotionData;
const terms = { series: "CLUB", amountCents: 320, validFrom: "2026-11-22", validTo: "2026-12-21" };
const number = voucherNumber(voucherKey(chainKey), terms, ["1"])!;
const earlier = voucherNumber(earlierVoucherKey(chainKey), terms, ["1"])!;
const proof = proofOf({ number, series: "CLUB" }, issuedMs, till)!;
const qr = number + proof;
const always = () => undefined;

/** "till ID": from which moment on; undefined: all of it. */
type Blocked = Readonly<Record<string, number | undefined>>;
const lookUpWith = (more: Partial<VoucherLookUpParts> = {}, blocked: Blocked = {}) =>
  createVoucherLookUp({
    chainKey,
    promotions: [takes("CLUB")],
    setting: {},
    blocklist: {
      has: (kind: BlockedKind, id, atMs = Number.POSITIVE_INFINITY) =>
        `${kind} ${id}` in blocked && atMs >= (blocked[`${kind} ${id}`] ?? 0),
      close: () => {},
    },
    authority: () => chain.certificate,
    ...more,
  });
const onDay = (look: ReturnType<typeof lookUpWith>, code: string, day = "2026-12-01") =>
  look(code, day, always);

describe("a voucher that is presented", () => {
  const lookUp = lookUpWith();

  it("is a coupon of its series with its own worth, known by the hash of its number, whichever form was read", () => {
    const found = {
      kind: "found",
      couponId: couponToken(chainKey, number),
      series: "CLUB",
      amountCents: 320,
    };
    expect(lookUp(number, "2026-11-22", always)).toEqual({
      ...{ ...found, onceInASale: false, voucher: { form: "number" } },
    });
    const issuer = { form: "signed", key: tillKey, store: "0042", till: "3", issuedMs };
    expect(lookUp(qr, "2026-12-21", always)).toEqual({ ...found, onceInASale: false, voucher: issuer });
  });

  it("is refused before its first day, after its last, and when HQ has ended its series", () => {
    expect(lookUp(qr, "2026-11-21", always)).toMatchObject({ refusal: "not-yet-valid" });
    expect(lookUp(qr, "2026-12-22", always)).toMatchObject({ refusal: "expired" });
    expect(lookUp(qr, "2026-12-01", () => "expired")).toMatchObject({ refusal: "expired" });
  });

  it("is refused where no promotion takes it, and where no till of the chain has made it", () => {
    const forged = number.slice(0, -1) + ((Number(number.at(-1)) + 1) % 10);
    expect(onDay(lookUp, forged)).toMatchObject({ refusal: "not-genuine" });
    const elsewhere = lookUpWith({ promotions: [takes("BACK")] });
    expect(onDay(elsewhere, number)).toMatchObject({ refusal: "no-promotion" });
  });

  it("is none without the chain's key, and other numbers are none", () => {
    expect(onDay(lookUpWith({ chainKey: undefined, promotions: [] }), number)).toBeUndefined();
    expect(onDay(lookUp, "9900000001004")).toBeUndefined();
  });
});

describe("a QR code", () => {
  const lookUp = lookUpWith();

  it("with any digit altered is not genuine", () => {
    for (let at = number.length; at < qr.length; at += 7) {
      const digit = at === number.length ? (Number(qr[at]) % 9) + 1 : (Number(qr[at]) + 1) % 10;
      const altered = qr.slice(0, at) + digit + qr.slice(at + 1);
      expect(onDay(lookUpWith(), altered), `digit ${at}`).toMatchObject({ refusal: "not-genuine" });
    }
  });

  it("of another voucher behind a genuine number is not genuine", () => {
    const dearer = voucherNumber(voucherKey(chainKey), { ...terms, amountCents: 9900 }, ["1"])!;
    expect(onDay(lookUp, dearer + proof)).toMatchObject({ refusal: "not-genuine" });
    const otherSeries = proofOf({ number, series: "OWN" }, issuedMs, till)!;
    expect(onDay(lookUp, number + otherSeries)).toMatchObject({ refusal: "not-genuine" });
  });

  it("of a till that the chain has not enrolled is not genuine, although it has the chain's key", () => {
    const other = newAuthority("Our chain", Date.now());
    const stranger = enrolledTill(join(folder, "stranger"), { store: "0042", till: "3" }, other);
    const forged = proofOf({ number, series: "CLUB" }, issuedMs, stranger)!;
    expect(onDay(lookUp, number + forged)).toMatchObject({ refusal: "not-genuine" });
    // Nor with a certificate that is good, and another key.
    const mixed = proofOf({ number, series: "CLUB" }, issuedMs, { ...till, key: stranger.key })!;
    expect(onDay(lookUp, number + mixed)).toMatchObject({ refusal: "not-genuine" });
  });

  it("counts as its number at a till that is not enrolled itself, and knows nobody's signature", () => {
    const alone = lookUpWith({ authority: () => undefined });
    expect(onDay(alone, qr)).toMatchObject({ voucher: { form: "number" } });
  });
});

describe("headquarters has shut out the till that issued it", () => {
  it("from a moment on: what was issued before is good", () => {
    const from = (ms: number) => onDay(lookUpWith({}, { [`till ${tillKey}`]: ms }), qr);
    expect(from(issuedMs)).toMatchObject({ refusal: "issuer-revoked" });
    expect(from(issuedMs + 1)).not.toHaveProperty("refusal");
    expect(onDay(lookUpWith({}, { "till another": 0 }), qr)).not.toHaveProperty("refusal");
  });

  it("and with it one voucher, a series, or whatever proves itself by its number alone", () => {
    const [token, both] = [couponToken(chainKey, number), [number, qr]];
    for (const name of [`coupon ${token}`, "series CLUB"])
      for (const code of both)
        expect(onDay(lookUpWith({}, { [name]: 0 }), code)).toMatchObject({ refusal: "blocked" });
    const signedOnly = lookUpWith({}, { "vouchers number": 0 });
    expect(onDay(signedOnly, number)).toMatchObject({ refusal: "qr-needed" });
    expect(onDay(signedOnly, qr)).not.toHaveProperty("refusal");
  });
});

describe("a number without its signature", () => {
  it("is taken up to what HQ allows", () => {
    expect(onDay(lookUpWith({ setting: { byNumberCents: 319 } }), number)).toMatchObject({
      refusal: "qr-needed",
    });
    expect(onDay(lookUpWith({ setting: { byNumberCents: 319 } }), qr)).not.toHaveProperty("refusal");
    expect(onDay(lookUpWith({ setting: { byNumberCents: 320 } }), number)).not.toHaveProperty("refusal");
    const { amountCents: _, ...open } = terms;
    const percent = voucherNumber(voucherKey(chainKey), { ...open, percent: "50" }, ["1"])!;
    expect(onDay(lookUpWith({ setting: { byNumberCents: 99_999 } }), percent)).toMatchObject({
      refusal: "qr-needed",
    });
  });

  it("of before there were signatures is taken as it was, until the day that HQ says", () => {
    const lookUp = lookUpWith({ setting: { byNumberCents: 0, earlierUntil: "2026-11-30" } });
    expect(onDay(lookUp, earlier, "2026-11-30")).toMatchObject({
      amountCents: 320,
      voucher: { form: "earlier" },
    });
    expect(onDay(lookUp, earlier, "2026-11-30")).not.toHaveProperty("refusal");
    expect(onDay(lookUp, earlier, "2026-12-01")).toMatchObject({ refusal: "expired" });
    expect(onDay(lookUpWith(), earlier, "2026-12-21")).not.toHaveProperty("refusal");
    // Nobody has signed one of these.
    expect(onDay(lookUpWith({}, { "vouchers earlier": 0 }), earlier)).toMatchObject({ refusal: "expired" });
  });
});

describe("a till issues", () => {
  const origin = { store: "0042", till: "3", transactionId: "17", at: "2026-11-22T10:00:00+01:00" };
  const earned = {
    kind: "voucher",
    promotionId: "P",
    pieces: 3,
    personal: false,
    ...terms,
  } as unknown as Effect;
  const issuedBy = (setting: VoucherSetting, issuedCents = 0, dataDir = folder) =>
    tillVouchers({
      ...{ chainKey, promotions: [takes("CLUB")], setting, dataDir },
      blocklist: { has: () => false, close: () => {} },
      journal: () => ({ issuedSince: () => issuedCents }),
    }).issue(origin, [earned], undefined);
  const formOf = (code = "") => onDay(lookUpWith(), code);

  it("what it has signed; the earlier form while HQ says that not all can read that; its number where it is not enrolled", () => {
    expect(formOf(issuedBy({})[0]!.qr)).toMatchObject({ voucher: { form: "signed", key: tillKey } });
    const [before] = issuedBy({ signed: false });
    expect([before!.qr, formOf(before!.number)]).toMatchObject([undefined, { voucher: { form: "earlier" } }]);
    const [alone] = issuedBy({}, 0, join(folder, "nobody"));
    expect([alone!.qr, formOf(alone!.number)]).toMatchObject([undefined, { voucher: { form: "number" } }]);
  });

  it("no more in a day than HQ allows, each that still fits", () => {
    const setting = { perTillAndDayCents: 1000 };
    const count = (issuedCents: number) => issuedBy(setting, issuedCents).filter((one) => one).length;
    expect([count(0), count(360), count(361), count(680), count(681), count(5000)]).toEqual([
      3, 2, 1, 1, 0, 0,
    ]);
  });
});

it("whoever guesses numbers is not answered any more after a hundred", () => {
  let nowMs = 0;
  const lookUp = lookUpWith({ nowMs: () => nowMs });
  const guess = (n: number) => onDay(lookUp, number.slice(0, 30) + String(n).padStart(8, "0"));
  for (let n = 0; n < 100; n += 1) expect(guess(n)).toMatchObject({ refusal: "not-genuine" });
  expect(() => guess(100)).toThrow("no voucher is read for an hour");
  expect(() => onDay(lookUp, number)).toThrow();
  nowMs = 3_600_001;
  expect(onDay(lookUp, number)).toMatchObject({ amountCents: 320 });
});
