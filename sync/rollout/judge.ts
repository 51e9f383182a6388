/** Goes it on, does it wait, must it stop? Pure: what is known of tills and sales in, a decision out. */

import { isIn } from "../release/ring.ts";
import type { FleetTill } from "../till-report.ts";
import { ringsOf } from "./plan.ts";
import type { Rollout, Sums, Why } from "./state.ts";

export interface Facts {
  readonly nowMs: number;
  /** Every till that was ever heard of. */
  readonly tills: readonly FleetTill[];
}

export type Verdict =
  | { readonly kind: "stop"; readonly why: Why }
  /** What is still missing, in the order in which it is looked at. */
  | { readonly kind: "wait"; readonly for: "tills"; readonly tills: number }
  | { readonly kind: "wait"; readonly for: "time"; readonly minutes: number }
  | { readonly kind: "wait"; readonly for: "sales"; readonly sales: number }
  | { readonly kind: "go-on" };

/** Of a rollout that runs. */
export function judge(rollout: Rollout, { tills, nowMs }: Facts): Verdict {
  const rings = ringsOf(rollout.plan);
  const ring = rings[rollout.ring]!;
  const { silentMinutes } = rollout.plan.stop;
  const isSilent = ({ heardMs, report }: FleetTill) =>
    report?.ended !== true && nowMs - heardMs > silentMinutes * 60_000;
  const inside = tills.filter(({ store }) => isIn(ring, store));
  const why = stopping(rollout, tills, isSilent);
  if (why !== undefined) return { kind: "stop", why };
  // Who was switched off before it came to him has not refused it.
  const late = inside.filter(
    (till) => isUp(till, nowMs, silentMinutes) && till.report!.release < rollout.release,
  );
  if (late.length > 0) return { kind: "wait", for: "tills", tills: late.length };
  // A lab that is closed, or whose only till died of it, has shown nothing.
  const hasShown = (till: FleetTill) => (till.report?.release ?? 0) >= rollout.release && !isSilent(till);
  if (inside.length > 0 && !inside.some(hasShown))
    return { kind: "wait", for: "tills", tills: inside.length };
  const soakedMs = nowMs - rollout.sinceMs;
  const minutes = Math.ceil((ring.soakMinutes * 60_000 - soakedMs) / 60_000);
  if (minutes > 0) return { kind: "wait", for: "time", minutes };
  const sales = ring.sales - rollout.sold.with.sales;
  return sales > 0 ? { kind: "wait", for: "sales", sales } : { kind: "go-on" };
}

function stopping(
  { release, plan: { stop }, tills: seen, sold }: Rollout,
  tills: readonly FleetTill[],
  isSilent: (till: FleetTill) => boolean,
): Why | undefined {
  const has = (till: FleetTill) => till.report?.release === release;
  // It names the release; of another one it is old news.
  const named = new RegExp(`\\brelease ${release}\\b`);
  const refusing = tills.filter(
    ({ report }) => report?.problem?.code === "release-rejected" && named.test(report.problem.message),
  );
  if (refusing.length > stop.rejecting) {
    const [till] = refusing;
    return {
      kind: "rejected",
      tills: refusing.length,
      till: nameOf(till!),
      message: till!.report!.problem!.message,
    };
  }
  const taken = tills.filter(has);
  const gone = taken.filter(isSilent);
  const others = tills.filter((till) => !has(till) && till.report !== undefined);
  const usual = others.length === 0 ? 0 : others.filter(isSilent).length / others.length;
  if (gone.length > 1 + taken.length * (usual + stop.silentPercent / 100))
    return { kind: "silent", tills: gone.length, of: taken.length, till: nameOf(gone[0]!) };
  for (const till of taken) {
    const name = nameOf(till);
    const again = seen[name]?.again ?? 0;
    if (again > stop.restarts) return { kind: "restarts", till: name, restarts: again };
    const { evaluations = 0, p99Ms = 0 } = till.report?.health ?? {};
    if (evaluations >= stop.salesAtLeast && p99Ms > stop.p99Ms) return { kind: "slow", till: name, p99Ms };
  }
  if (sold.with.sales < stop.salesAtLeast) return undefined;
  const usually = sold.without.sales < stop.salesAtLeast ? sold.before : sold.without;
  const [percent, elsewhere] = [percentOf(sold.with), percentOf(usually)];
  const isMore = percent > elsewhere + stop.discountPoints;
  // Hardly anything left of what came off elsewhere: the promotions are gone.
  const isGone = usually.sales >= stop.salesAtLeast && elsewhere >= 1 && percent < elsewhere / 10;
  if (!isMore && !isGone) return undefined;
  return { kind: "discount", percent, elsewhere, sales: sold.with.sales };
}

/** Who is switched off can't take anything yet. */
function isUp({ report, heardMs }: FleetTill, nowMs: number, silentMinutes: number): boolean {
  return report !== undefined && report.ended !== true && nowMs - heardMs <= silentMinutes * 60_000;
}

/** What came off, of what it would have cost; 0 of nothing. */
function percentOf({ grossCents, discountCents }: Sums): number {
  return grossCents <= 0 ? 0 : Math.round((1000 * discountCents) / grossCents) / 10;
}

export function nameOf({ store, till }: Pick<FleetTill, "store" | "till">): string {
  return `${store}/${till}`;
}
