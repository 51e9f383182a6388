import { expect, test } from "vitest";
import type { FleetTill, TillReport } from "../till-report.ts";
import { judge, type Verdict } from "./judge.ts";
import { type RolloutPlan, ringsOf, rolloutSchema } from "./plan.ts";
import { NO_SALES, type Rollout, type Sums } from "./state.ts";

const MINUTE = 60_000;
const startedMs = 1_794_900_000_000;
const plan: RolloutPlan = rolloutSchema.parse({
  rings: [
    { name: "lab", stores: ["0001"], soakMinutes: 10, sales: 30 },
    { name: "half", percent: 50, soakMinutes: 60 },
  ],
});
const rollout: Rollout = {
  format: 1,
  release: 7,
  before: 6,
  plan,
  state: "running",
  ring: 0,
  sinceMs: startedMs,
  startedMs,
  sold: { with: NO_SALES, without: NO_SALES, before: NO_SALES },
  tills: {},
};

/** Heard of half a minute ago, on the release on trial, unless it says something else. */
function till(store: string, name: string, more: Partial<TillReport & { silentMinutes: number }> = {}) {
  const { silentMinutes = 0.5, ...report } = more;
  return {
    store,
    till: name,
    silentMinutes,
    report: { format: 1 as const, version: "0", release: 7, backlog: {}, ...report },
  };
}
type Heard = ReturnType<typeof till>;
const lab = [till("0001", "1"), till("0001", "2")];
const others = ["1", "2", "3", "4"].map((name) => till("0009", name, { release: 6 }));

/** After so many minutes, with these tills and sales. */
function after(minutes: number, tills: readonly Heard[], more: Partial<Rollout> = {}): Verdict {
  const nowMs = startedMs + minutes * MINUTE;
  const heard = tills.map(
    ({ silentMinutes, ...one }): FleetTill => ({ ...one, heardMs: nowMs - silentMinutes * MINUTE }),
  );
  return judge({ ...rollout, ...more }, { nowMs, tills: heard });
}
const sold = (sales: number, percent: number): Sums => ({
  sales,
  grossCents: sales * 1000,
  discountCents: sales * percent * 10,
});
const stopped = (verdict: Verdict) => (verdict.kind === "stop" ? verdict.why : verdict);
const enough = { sold: { with: sold(30, 5), without: sold(100, 5), before: NO_SALES } };

test("the next ring begins when all have taken it, the time has passed and enough was sold", () => {
  const late = till("0001", "3", { release: 6 });
  expect(after(20, [...lab, late], enough)).toEqual({ kind: "wait", for: "tills", tills: 1 });
  // Nobody waits for who is switched off, or for other stores.
  const asleep = [{ ...late, silentMinutes: 60 }, till("0001", "4", { release: 6, ended: true }), ...others];
  expect(after(20, [...lab, ...asleep], enough)).toEqual({ kind: "go-on" });
  expect(after(4, lab, enough)).toEqual({ kind: "wait", for: "time", minutes: 6 });
  expect(after(20, lab)).toEqual({ kind: "wait", for: "sales", sales: 30 });
});

test("a ring whose tills are all switched off, or fell silent with it, has shown nothing: the next one waits", () => {
  const [one] = lab;
  const waits = { kind: "wait", for: "tills", tills: 1 };
  expect(after(60, [{ ...one!, silentMinutes: 30 }, ...others], enough)).toEqual(waits);
  const closed = till("0001", "1", { release: 6, ended: true });
  expect(after(600, [closed, ...others], enough)).toEqual(waits);
  const tookIt = till("0001", "1", { ended: true, silentMinutes: 300 });
  expect(after(600, [tookIt, ...others], enough)).toEqual({ kind: "go-on" });
  // A ring that holds no till at all is passed.
  expect(after(600, others, enough)).toEqual({ kind: "go-on" });
});

test("a till that refuses it stops it; one that refused another release does not", () => {
  const says = (release: number) => ({
    code: "release-rejected",
    message: `release ${release}: golden baskets differ`,
  });
  const refusing = till("0001", "1", { release: 6, problem: says(7) });
  expect(stopped(after(1, [refusing]))).toMatchObject({ kind: "rejected", tills: 1, till: "0001/1" });
  const stale = till("0001", "1", { release: 6, problem: says(70) });
  expect(after(1, [stale])).toEqual({ kind: "wait", for: "tills", tills: 1 });
});

test("tills that fall silent stop it, unless as many do elsewhere, or they said that they are switched off", () => {
  const silent = lab.map((one) => ({ ...one, silentMinutes: 20 }));
  expect(stopped(after(30, [...silent, ...others]))).toEqual({
    kind: "silent",
    tills: 2,
    of: 2,
    till: "0001/1",
  });
  const night = others.map((one) => ({ ...one, silentMinutes: 20 }));
  expect(after(30, [...silent, ...night]).kind).not.toBe("stop");
  const ended = silent.map((one) => ({ ...one, report: { ...one.report, ended: true as const } }));
  expect(after(30, [...ended, ...others]).kind).not.toBe("stop");
  expect(after(30, [silent[0]!, lab[1]!, ...others]).kind).not.toBe("stop");
});

test("a till that begins again and again stops it, and one that has become slow", () => {
  const life = (again: number) => ({ tills: { "0001/2": { startedMs, restarts: 0, again, ended: false } } });
  expect(after(1, lab, life(2)).kind).toBe("wait");
  expect(stopped(after(1, lab, life(3)))).toEqual({ kind: "restarts", till: "0001/2", restarts: 3 });
  const slow = (evaluations: number) => [
    till("0001", "1", { health: { startedMs, restarts: 0, evaluations, p99Ms: 151 } }),
  ];
  expect(after(1, slow(19)).kind).toBe("wait");
  expect(stopped(after(1, slow(20)))).toEqual({ kind: "slow", till: "0001/1", p99Ms: 151 });
});

test("more off than elsewhere stops it, and nothing off where something comes off elsewhere", () => {
  const with_ = (
    sales: number,
    percent: number,
    usual: Partial<Rollout["sold"]> = { without: sold(100, 5) },
  ) => after(1, lab, { sold: { with: sold(sales, percent), without: NO_SALES, before: NO_SALES, ...usual } });
  expect(with_(30, 14).kind).toBe("wait");
  expect(stopped(with_(30, 16))).toEqual({ kind: "discount", percent: 16, elsewhere: 5, sales: 30 });
  expect(with_(19, 100).kind).toBe("wait");
  expect(stopped(with_(30, 0))).toMatchObject({ kind: "discount", percent: 0, elsewhere: 5 });
  // Nobody else sells: what was before counts; where nothing was, only what is beyond reason.
  expect(with_(30, 45, { before: sold(50, 40) }).kind).toBe("wait");
  expect(stopped(with_(30, 100, {}))).toMatchObject({ kind: "discount", elsewhere: 0 });
  expect(with_(30, 0, {}).kind).toBe("wait");
});

test("each ring holds those before it", () => {
  const rings = [
    { name: "all but the lab", percent: 99, soakMinutes: 1 },
    { name: "lab", stores: ["0001"], soakMinutes: 1 },
  ];
  expect(ringsOf(rolloutSchema.parse({ rings })).map(({ stores, permille }) => [stores, permille])).toEqual([
    [[], 990],
    [["0001"], 990],
  ]);
  expect(
    rolloutSchema.safeParse({ rings: [{ name: "nobody", soakMinutes: 1 }] }).error?.issues[0]?.message,
  ).toBe("holds no store");
});
