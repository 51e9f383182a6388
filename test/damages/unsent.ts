import type { Journal } from "../../agent/store/journal.ts";

/** Some sales that HQ does not have yet. */
export function unsentSales(journal: Journal, count = 20): void {
  for (let n = 0; n < count; n += 1)
    journal.commitSale({
      completionHash: `hash ${n}`,
      sale: {
        transactionId: `t${n}`,
        receipt: `R-${n}`,
        store: "0042",
        till: "3",
        operator: "12",
        at: "2026-11-21T10:31:00+01:00",
        completedAt: "2026-11-21T10:33:00+01:00",
        release: 5,
        semantics: 1,
        basket: { currency: "EUR", lines: [] },
        context: {
          date: "2026-11-21",
          time: "10:31:00",
          weekday: 6,
          store: "0042",
          storeGroups: [],
          till: "3",
          channel: "till",
          coupons: [],
        },
        grossCents: 500,
        discountCents: 100,
        totalCents: 400,
        posTotalCents: 400,
        effects: [],
        lines: [],
        vat: [],
        coupons: [],
        applied: [],
        tenders: [],
        rules: {},
        definitions: [],
      },
      definitions: [],
      points: [],
      redeemed: [{ couponId: `c${n}`, series: "S", unique: true }],
      answer: { recorded: true, totalCents: 400 },
    });
}
