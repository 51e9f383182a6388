/** Three tills of a store without a line to HQ: one of them leads, and what may be used once is used once. */

import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { PosClient } from "../../agent/client/connect.ts";
import { lanOf } from "../../agent/lead/fixture.ts";
import type { Agent } from "../../agent/main.ts";
import { eventually } from "../../agent/testing/patience.ts";
import {
  appliedOf,
  COFFEE,
  COUPONS,
  line,
  openShop,
  type Shop,
  shopFiles,
} from "../../agent/testing/shop.ts";
import { newAuthority } from "../../sync/enrol/certificate.ts";
import { enrolledTill } from "../../sync/fixture/enrolled.ts";

interface Till {
  readonly name: string;
  readonly shop: Shop;
  agent: Agent;
  pos: PosClient;
}
type Answer = Record<string, unknown> & {
  readonly coupon: { readonly outcome: string; readonly reason?: string; readonly text?: string };
};

const tills = new Map<string, Till>();
let sales = 0;

beforeAll(async () => {
  const authority = newAuthority("Our chain", Date.now());
  const lan = await lanOf(["1", "2", "3"]);
  // Where nobody can be asked this series is not accepted at all.
  const release = shopFiles(1, undefined, { lan, "coupon-allowance/EURO1": "refuse" });
  for (const name of ["1", "2", "3"]) {
    const shop = await openShop(release);
    enrolledTill(join(shop.folder, "data"), { store: "0042", till: name }, authority);
    tills.set(name, await started(name, shop));
  }
});
afterAll(async () => {
  for (const { shop } of tills.values()) await shop.close();
});

async function started(name: string, shop: Shop): Promise<Till> {
  const agent = await shop.start({ till: name });
  return { name, shop, agent, pos: await shop.pos(agent) };
}
async function leadNow(): Promise<Till> {
  let lead: Till | undefined;
  await eventually(async () => {
    for (const till of tills.values()) {
      const status = (await till.agent.status()).lead;
      if (status?.role === "lead" && status.ready) lead = till;
    }
    expect(lead).toBeDefined();
  });
  return lead!;
}
const othersThan = (lead: Till) => [...tills.values()].filter((till) => till !== lead) as [Till, Till];

async function begun(at: Till) {
  sales += 1;
  const sale = { transactionId: `s${sales}` };
  await at.pos.call("transaction.begin", sale);
  await at.pos.call("line.add", { ...sale, line: line("1", COFFEE, 450) });
  return sale;
}
/** As often as nobody leads just then: machines are busy with other tests. */
async function present(at: Till, sale: object, code: string) {
  let coupon = await presentOnce(at, sale, code);
  for (let again = 0; coupon.reason === "hq-away" && again < 40; again += 1) {
    await new Promise((resolve) => void setTimeout(resolve, 100));
    coupon = await presentOnce(at, sale, code);
  }
  return coupon;
}
async function presentOnce(at: Till, sale: object, code: string) {
  const { coupon } = await at.pos.call<Answer>("coupon.present", { ...sale, code } as never);
  return coupon;
}
async function lookedAt(at: Till, code: string): Promise<string> {
  const sale = await begun(at);
  const { reason, outcome } = await present(at, sale, code);
  await at.pos.call("transaction.cancel", sale);
  return reason ?? outcome;
}
async function paid(at: Till, sale: object): Promise<void> {
  const evaluation = await at.pos.call("transaction.subtotal", sale as never);
  const { totalCents } = evaluation as { totalCents: number };
  const applied = appliedOf(evaluation as never);
  await at.pos.call("transaction.complete", { ...sale, receipt: `R-${sales}`, applied, totalCents } as never);
}

test("a coupon shown at two tills at once is accepted at one; the other says that it is in another sale", async () => {
  const lead = await leadNow();
  const [one, two] = othersThan(lead);
  const [here, there] = [await begun(one), await begun(two)];
  const said = await Promise.all([present(one, here, COUPONS[0]!), present(two, there, COUPONS[0]!)]);
  expect(said.map(({ outcome }) => outcome).sort()).toEqual(["accepted", "refused"]);
  const refused = said.find(({ outcome }) => outcome === "refused");
  expect(refused).toMatchObject({
    reason: "reserved-elsewhere",
    text: expect.stringMatching(/another sale|altra vendita/),
  });
  const at = said[0]!.outcome === "accepted" ? one : two;
  await at.pos.call("transaction.cancel", at === one ? here : there);
  await eventually(async () => expect(await lookedAt(lead, COUPONS[0]!)).toBe("accepted"));
});

test("the lead's PC is switched off: another till leads, and a coupon that was in a sale stays there until it is paid", async () => {
  const lead = await leadNow();
  const [one, two] = othersThan(lead);
  const sale = await begun(one);
  expect(await present(one, sale, COUPONS[1]!)).toMatchObject({ outcome: "accepted" });
  await lead.agent.close();
  tills.delete(lead.name);
  const next = await leadNow();
  expect([one, two]).toContain(next);
  expect(await lookedAt(two, COUPONS[1]!)).toBe("reserved-elsewhere");
  await paid(one, sale);
  await eventually(async () => expect(await lookedAt(two, COUPONS[1]!)).toBe("already-used"));

  tills.set(lead.name, await started(lead.name, lead.shop));
  await eventually(async () =>
    expect(await lookedAt(tills.get(lead.name)!, COUPONS[1]!)).toBe("already-used"),
  );
});

test("a till that is left alone accepts what its allowance says, and its status says whom it misses", async () => {
  const lead = await leadNow();
  const [one, two] = othersThan(lead);
  await one.agent.close();
  await two.agent.close();
  await eventually(async () => expect((await lead.agent.status()).lead?.ready).toBe(false));
  expect(await presentOnce(lead, await begun(lead), COUPONS[2]!)).toMatchObject({ reason: "hq-away" });
  await eventually(async () => {
    const { problems } = await lead.agent.status();
    expect(problems.join()).toContain(`not reached: ${[one.name, two.name].sort().join(", ")}`);
  });
});
