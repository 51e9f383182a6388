import { expect, test } from "vitest";
import type { UseAt } from "../../sync/customer-uses.ts";
import { deadlineIn } from "../deadline.ts";
import { OpenSale } from "../sale.ts";
import { beginSession } from "../session/session.ts";
import { begun } from "../testing/begun.ts";
import type { Releases } from "../workers/releases.ts";
import { createElsewhere, type UsesAsk } from "./elsewhere.ts";

const DAY = begun.date;
const at = (till: string, applications: number, own = true, store = "0042"): UseAt => {
  return { store, till, own, promotionId: "P1", period: DAY, applications, amountCents: 100 * applications };
};

/** What HQ and the store's tills say of a sale's customer. @param hq undefined: it does not answer */
function counting({ hq, near = [] }: { hq?: readonly UseAt[]; near?: readonly UseAt[] }, kinds = ["day"]) {
  const asks: UsesAsk[] = [];
  const store = { tills: ["1", "2"], uses: near };
  const elsewhere = createElsewhere({
    releases: { of: () => ({ ready: () => ({ countsPerCustomer: kinds }) }) } as unknown as Releases,
    askUses: async (ask) => {
      asks.push(ask);
      return hq;
    },
    neighbours: { isThere: () => true, uses: async () => store },
  });
  const sale = new OpenSale(
    beginSession({ transactionId: "17", release: 1, begun, operator: "", currency: "EUR" }),
    {},
  );
  const as = (id: string) => sale.advance({ kind: "identify", customer: { id } as never });
  const used = async () =>
    (await elsewhere.heard(sale, deadlineIn(1000))).map(({ applications }) => applications);
  return { asks, as, used, store };
}

test("a till that HQ and it itself tell of counts once, by who knows of more; what came back elsewhere counts against it", async () => {
  const hq = [at("1", 2), at("2", 1), at("7", 1, true, "0043"), at("7", -1, false, "0043")];
  const { as, used, asks } = counting({ hq, near: [at("1", 1), at("2", 3)] });
  as("c1");
  expect(await used()).toEqual([2 + 3 + 1 - 1]);
  expect(asks).toEqual([{ customerId: "c1", periods: [DAY], withinMs: 250 }]);
});

test("HQ is away: what the tills of the store know counts", async () => {
  const { as, used } = counting({ near: [at("1", 1)] });
  as("c1");
  expect(await used()).toEqual([1]);
});

test("nobody is asked without a card, nor where no limit is counted by customer, nor twice within half a minute", async () => {
  const none = counting({ hq: [] }, []);
  none.as("c1");
  expect([await none.used(), none.asks.length]).toEqual([[], 0]);
  const { as, used, asks } = counting({ hq: [at("1", 1)] });
  expect([await used(), asks.length]).toEqual([[], 0]);
  as("c1");
  expect([await used(), await used(), asks.length]).toEqual([[1], [1], 1]);
});

test("what an open sale of another till holds is asked for anew at the subtotal, and is free again when that till says so", async () => {
  const { as, used, store, asks } = counting({ hq: [at("7", 1, true, "0043")], near: [at("2", 1)] });
  as("c1");
  expect(await used()).toEqual([2]);
  store.uses = [at("1", 1), at("2", 1)];
  expect(await used()).toEqual([3]);
  store.uses = [at("2", 1)];
  expect(await used()).toEqual([2]);
  // Nobody answers in time: what each had told still counts.
  [store.tills, store.uses] = [[], []];
  expect(await used()).toEqual([2]);
  expect(asks).toHaveLength(1);
});

test("another card has used nothing of the first one's", async () => {
  const { as, used, asks } = counting({ hq: [at("1", 1)] });
  as("c1");
  await used();
  as("c2");
  expect(await used()).toEqual([1]);
  expect(asks.map(({ customerId }) => customerId)).toEqual(["c1", "c2"]);
});
