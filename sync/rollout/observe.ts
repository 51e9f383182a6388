/** What the hub knows of a rollout: its tills as they say they are, and every sale since it began, read once. */

import { z } from "zod";
import type { Fleet, FleetTill } from "../till-report.ts";
import { type Facts, nameOf } from "./judge.ts";
import type { Rollout, Sums } from "./state.ts";

/** Asks the hub as HQ's own people do; the path begins with a slash. */
export type AskHub = (path: string) => Promise<unknown>;

/** Sales before the rollout with which its discounts are compared where nothing else is sold. */
const BEFORE_MAX = 2000;
const PAGE = 1000;
/** A backlog of weeks is read over several looks. */
const PAGES_MAX = 50;

const saleSchema = z.object({
  position: z.int(),
  store: z.string(),
  till: z.string(),
  atMs: z.int(),
  totalCents: z.int(),
  discountCents: z.int(),
});
type Sale = z.output<typeof saleSchema>;
const salesSchema = z.object({ sales: z.array(saleSchema), next: z.int() });
const statusSchema = z.object({ sales: z.int() });

/** The rollout with what was sold and who began again since the last look, and the tills as they are. */
export async function observed(
  rollout: Rollout,
  ask: AskHub,
  nowMs: number,
): Promise<{ readonly rollout: Rollout; readonly facts: Facts }> {
  const { tills } = (await ask("/v1/fleet")) as Fleet;
  const withTills = { ...rollout, tills: livesOf(rollout, tills) };
  return { rollout: await withSales(withTills, tills, ask), facts: { tills, nowMs } };
}

function livesOf({ release, tills: known }: Rollout, tills: readonly FleetTill[]): Rollout["tills"] {
  const lives: Rollout["tills"] = { ...known };
  for (const till of tills) {
    const { health, ended = false } = till.report ?? {};
    if (till.report?.release !== release || health === undefined) continue;
    const { startedMs, restarts } = health;
    const name = nameOf(till);
    const before = Object.hasOwn(known, name) ? known[name]! : { startedMs, restarts, again: 0, ended };
    const isNew = startedMs !== before.startedMs;
    const crashed = isNew ? restarts + (before.ended ? 0 : 1) : Math.max(0, restarts - before.restarts);
    lives[name] = { startedMs, restarts, again: before.again + crashed, ended };
  }
  return lives;
}

async function withSales(rollout: Rollout, tills: readonly FleetTill[], ask: AskHub): Promise<Rollout> {
  const has = new Set(tills.filter(({ report }) => report?.release === rollout.release).map(nameOf));
  let { salesTo = await firstSale(ask), sold } = rollout;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { sales, next } = salesSchema.parse(await ask(`/v1/sales?since=${salesTo}&limit=${PAGE}`));
    for (const sale of sales) {
      const which = sale.atMs < rollout.startedMs ? "before" : has.has(nameOf(sale)) ? "with" : "without";
      sold = { ...sold, [which]: added(sold[which], sale) };
    }
    salesTo = next;
    if (sales.length < PAGE) break;
  }
  return { ...rollout, salesTo, sold };
}

/** Once: the hub goes through all its sales and coupons to say how many there are. */
async function firstSale(ask: AskHub): Promise<number> {
  const { sales } = statusSchema.parse(await ask("/v1/status"));
  return Math.max(0, sales - BEFORE_MAX);
}

function added({ sales, grossCents, discountCents }: Sums, sale: Sale): Sums {
  return {
    sales: sales + 1,
    grossCents: grossCents + sale.totalCents + sale.discountCents,
    discountCents: discountCents + sale.discountCents,
  };
}
