import { expect, test } from "vitest";
import { advance } from "./advance.ts";
import type { Command } from "./allowed.ts";
import { beginSession, type Session } from "./session.ts";
import { readSuspended } from "./session-schema.ts";

const milk = {
  lineId: "1",
  article: "8001",
  department: "10/1020",
  brand: "Alba",
  supplier: "",
  attributes: { size: "1 l" },
  unitPriceCents: 119,
  regularPriceCents: 139,
  pieces: 2,
  extendedCents: 238,
  vatRate: "4",
  flags: ["no-points"],
} as const;

/** Everything that a sale can have in it when it is suspended. */
const steps: readonly Command[] = [
  { kind: "line.add", line: { item: milk, fill: ["text", "brand"] } },
  { kind: "line.add", line: { item: { ...milk, lineId: "2", taxExcluded: true, giftOf: "p-1" }, fill: [] } },
  { kind: "line.void", lineId: "2", gift: { promotionId: "p-1", article: "8001", why: "refused" } },
  {
    kind: "identify",
    customer: {
      id: "hash",
      tier: "gold",
      segments: ["family"],
      staff: false,
      attributes: { children: 2 },
      balances: { base: -3 },
      birthday: "02-29",
    },
    allowances: { till: {}, customer: { "p-2": { applications: 0, amountCents: 12 } } },
  },
  { kind: "coupon.present", coupon: { presented: { couponId: "c", series: "S" }, reservation: "r" } },
  { kind: "coupon.present", coupon: { presented: { couponId: "d", series: "", refusal: "expired" } } },
  { kind: "rewards", rewards: [{ promotionId: "p-3", times: 1 }] },
  { kind: "subtotal", switchedOff: { "p-9": "misprint" } },
  {
    kind: "suspend",
    code: "20481937562",
    key: "11111111-2222-4333-8444-555555555555",
    sinceMs: 1,
    untilMs: 2,
  },
];

function suspended(): Session {
  let session = beginSession({
    transactionId: "17",
    release: 4,
    operator: "",
    currency: "EUR",
    begun: {
      at: "2026-11-21T10:31:00+01:00",
      date: "2026-11-21",
      time: "10:31:00",
      weekday: 6,
      store: "0042",
      storeGroups: ["north"],
      till: "3",
      channel: "self-checkout",
    },
  });
  for (const step of steps) {
    const next = advance(session, step);
    if (next.session === undefined) throw new Error(`${step.kind}: ${next.refusal}`);
    session = next.session;
  }
  return JSON.parse(JSON.stringify(session));
}

test("A suspended sale of another till is taken as it was written, to the last field", () => {
  const session = suspended();
  expect(readSuspended(session)).toEqual(session);
});

test.each([
  ["a piece and a half", { lines: [{ item: { ...milk, pieces: 1.5 }, fill: [] }] }, "lines.0.item.pieces"],
  ["a sale in training", { training: true }, "training"],
  ["a sale that is not suspended", { state: "open" }, "state"],
  ["a sale that nobody shared", { shared: undefined }, "shared"],
  ["a field that nobody knows", { lines: [{ item: { ...milk, discount: 3 }, fill: [] }] }, "lines.0.item"],
  ["no sale at all", { lines: "none" }, "lines"],
])("What HQ hands over is looked at once: %s is refused, and the field named", (_, change, field) => {
  expect(readSuspended({ ...suspended(), ...change })).toContain(`"${field}"`);
});

test("Bytes that are no sale are refused", () => {
  expect(typeof readSuspended(null)).toBe("string");
});
