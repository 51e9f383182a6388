import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { LineItem } from "../../engine/basket.ts";
import type { Customer } from "../../engine/context.ts";
import { begun } from "../testing/begun.ts";
import { advance } from "./advance.ts";
import { type Command, type Standing, standingOf } from "./allowed.ts";
import { basketOf, beginSession, contextOf, type Session } from "./session.ts";

const empty = beginSession({ transactionId: "t1", release: 7, begun, operator: "12", currency: "EUR" });

const item = (lineId: string): LineItem => ({
  lineId,
  article: "8076809513753",
  department: "",
  brand: "",
  supplier: "",
  attributes: {},
  unitPriceCents: 119,
  regularPriceCents: 119,
  pieces: 1,
  extendedCents: 119,
  vatRate: "",
  flags: [],
});

const add = (lineId: string): Command => ({ kind: "line.add", line: { item: item(lineId), fill: [] } });
const customer: Customer = {
  id: "c",
  tier: "gold",
  segments: [],
  staff: false,
  attributes: {},
  balances: {},
};
const card = { tenderId: "a", tender: "store-card", amountCents: 50 };
const points = { tenderId: "b", reward: "S", times: 1 };
const coupon: Command = {
  kind: "coupon.present",
  coupon: { presented: { couponId: "k", series: "SPRING5" }, reservation: "r" },
};

function played(...commands: Command[]): Session {
  let session = empty;
  for (const command of commands) {
    const next = advance(session, command);
    if (next.refusal !== undefined) throw new Error(`${command.kind}: ${next.refusal}`);
    session = next.session;
  }
  return session;
}

describe("a sale", () => {
  test("goes from open over subtotal and tendering to finalised, on the release it began with", () => {
    const states = [played(add("1")), played(add("1"), { kind: "subtotal" })].map((session) => session.state);
    expect(states).toEqual(["open", "subtotal"]);
    const paid = played(add("1"), { kind: "subtotal" }, { kind: "complete" }, { kind: "recorded" });
    expect([paid.state, paid.release, paid.completing]).toEqual(["finalised", 7, false]);
  });

  test("a line that is changed keeps its place, and one that is not there can't be changed", () => {
    const more = { item: { ...item("1"), pieces: 3 }, fill: [] };
    const { lines, state } = played(
      add("1"),
      add("2"),
      { kind: "subtotal" },
      { kind: "line.change", line: more },
    );
    expect([lines.map((line) => line.item.pieces), state]).toEqual([[3, 1], "open"]);
    expect(advance(empty, { kind: "line.change", line: more })).toEqual({ refusal: "unknown-line" });
  });

  test("what is confirmed, points too, is in its context until it is taken back", () => {
    const session = played(
      add("1"),
      { kind: "subtotal" },
      { kind: "rewards", rewards: [{ promotionId: "R", times: 2 }] },
      { kind: "tender.add", tender: card },
      { kind: "tender.add", tender: points },
    );
    expect(session.state).toBe("tendering");
    expect(contextOf(session)).toMatchObject({
      tenders: [{ tender: "store-card", amountCents: 50 }],
      rewards: [
        { promotionId: "R", times: 2 },
        { promotionId: "S", times: 1 },
      ],
    });
    expect(contextOf({ ...session, tenders: [{ tender: "cash" }] })).toMatchObject({
      tenders: [{ tender: "store-card", amountCents: 50 }, { tender: "cash" }],
    });
    const back = (tenderId: string) => ({ kind: "tender.void", tenderId }) as const;
    const then = (...commands: Command[]) =>
      played(add("1"), { kind: "subtotal" }, { kind: "tender.add", tender: card }, ...commands);
    expect(then(back("a"))).toEqual({ ...played(add("1"), { kind: "subtotal" }), confirmed: [] });
    expect(then({ kind: "tender.add", tender: points }, back("a")).state).toBe("tendering");
  });

  test("who was at the till, and who stood behind it, stays with the sale", () => {
    const { operator, overrides } = played(add("1"), {
      kind: "line.void",
      lineId: "1",
      by: { operator: "14", override: { supervisor: "2", reason: "wrong article" } },
    });
    expect(operator).toBe("14");
    expect(overrides).toEqual([
      { of: "line.void", lineId: "1", supervisor: "2", reason: "wrong article", operator: "14" },
    ]);
  });

  test("that is told late is what it is told to be, whatever was known of it", () => {
    const told = { lines: [{ item: item("9"), fill: [] }], coupons: [] };
    const session = played(
      add("1"),
      { kind: "identify", customer },
      { kind: "subtotal" },
      { kind: "tender.add", tender: card },
      { kind: "complete", basket: told },
    );
    expect(session).toEqual({ ...empty, state: "tendering", completing: true, ...told });
  });

  test("shows its basket and its context", () => {
    const session = played(add("1"), add("2"), { kind: "identify", customer }, coupon);
    expect(basketOf(session).lines.map((line) => line.lineId)).toEqual(["1", "2"]);
    expect(contextOf(session)).toMatchObject({ date: "2026-11-21", customer, coupons: [{ couponId: "k" }] });
    expect(contextOf(session)).not.toHaveProperty("at");
  });

  test("opens again when the customer adds something after the subtotal", () => {
    expect(played(add("1"), { kind: "subtotal" }, add("2")).state).toBe("open");
  });

  test("is as before when a line is added and voided", () => {
    expect(played(add("1"), add("2"), { kind: "line.void", lineId: "2" })).toEqual(played(add("1")));
  });

  test("forgets its customer", () => {
    expect(played({ kind: "identify", customer }, { kind: "forget" })).toEqual(empty);
  });
});

describe("a sale that can't go on as asked", () => {
  const refusals: [string, Session, Command, string][] = [
    ["the same line id twice", played(add("1")), add("1"), "line-exists"],
    ["voiding a line that is not there", empty, { kind: "line.void", lineId: "9" }, "unknown-line"],
    ["forgetting nobody", empty, { kind: "forget" }, "no-customer"],
    ["the same coupon twice", played(coupon), coupon, "coupon-exists"],
    ["withdrawing a coupon never shown", empty, { kind: "coupon.withdraw", couponId: "x" }, "unknown-coupon"],
    [
      "a line once the customer is paying",
      played({ kind: "complete" }, { kind: "not-recorded" }),
      add("1"),
      "wrong-state",
    ],
    ["anything after the sale is voided", played({ kind: "cancel" }), add("1"), "unknown-transaction"],
    [
      "the same tender twice",
      played({ kind: "subtotal" }, { kind: "tender.add", tender: card }),
      { kind: "tender.add", tender: card },
      "tender-exists",
    ],
    [
      "cancelling a sale that may be in the journal",
      played({ kind: "complete" }),
      { kind: "cancel" },
      "completion-pending",
    ],
    ["finalising a sale that nobody completed", empty, { kind: "recorded" }, "wrong-state"],
    ...(["resume", "cancel"] as const).map(
      (kind) =>
        [
          `to ${kind} what waits for another till alone`,
          played({ kind: "suspend", code: "77", key: "k" }, { kind: "promise", till: "4" }),
          { kind },
          "taken-elsewhere",
        ] satisfies (typeof refusals)[number],
    ),
  ];
  test.each(refusals)("refuses %s, and stays as it was", (_, session, command, reason) => {
    const before = structuredClone(session);
    expect(advance(session, command)).toEqual({ refusal: reason });
    expect(session).toEqual(before);
  });

  test("refuses more coupons than anybody has", () => {
    let session = empty;
    for (let n = 0; n < 50; n += 1) {
      const next = advance(session, {
        kind: "coupon.present",
        coupon: { presented: { couponId: `k${n}`, series: "S" } },
      });
      session = next.session ?? session;
    }
    expect(advance(session, coupon)).toEqual({ refusal: "too-many-coupons" });
  });
});

test("a completion that did not reach the journal can be sent again, taken back to the subtotal, or cancelled", () => {
  const missed = played(add("1"), { kind: "complete" }, { kind: "not-recorded" });
  expect(advance(missed, { kind: "complete" }).session?.state).toBe("tendering");
  expect(advance(missed, { kind: "subtotal" }).session?.state).toBe("subtotal");
  expect(advance(missed, { kind: "cancel" }).session?.state).toBe("voided");
});

describe("what limits of other purchases have left", () => {
  const left = {
    till: { B: { applications: 5 } },
    customer: { B: { applications: 2 }, C: { amountCents: 0 } },
  };
  const counted = played({ kind: "identify", customer, allowances: left });

  test("is the smaller of till and customer in its context, and without the customer the till's", () => {
    expect(contextOf(counted).remaining).toEqual({ B: { applications: 2 }, C: { amountCents: 0 } });
    const nobody = advance(counted, { kind: "forget" }).session!;
    expect(contextOf(nobody).remaining).toEqual({ B: { applications: 5 } });
    expect(contextOf(empty)).not.toHaveProperty("remaining");
  });

  test("is reserved under one name from the subtotal on, until the basket changes", () => {
    const first = advance(counted, { kind: "subtotal", reservation: "r1" }).session!;
    const again = advance(first, { kind: "subtotal", reservation: "r2" }).session!;
    const suspended = advance(again, { kind: "suspend", code: "77" }).session!;
    const back = advance(suspended, { kind: "resume" }).session!;
    const paying = advance(back, { kind: "tender.add", tender: card }).session!;
    expect([first, again, suspended, back, paying].map(({ reservation }) => reservation)).toEqual(
      Array(5).fill("r1"),
    );
    const changed = advance(back, add("1")).session!;
    expect(changed).not.toHaveProperty("reservation");
    expect(advance(changed, { kind: "subtotal", reservation: "r3" }).session?.reservation).toBe("r3");
  });
});

/** The table of the folder's page, which is what integrators read. */
const [header, , ...rows] = readFileSync(new URL("README.md", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("| ") && line.split("|").length === 12)
  .map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

const paid: Command[] = [{ kind: "subtotal" }, { kind: "tender.add", tender: card }];
const goods: Command[] = [add("1"), { kind: "identify", customer }, coupon];
const standings: Readonly<Record<Standing, Session>> = {
  open: played(...goods),
  subtotal: played(...goods, { kind: "subtotal" }),
  tendering: played(...goods, ...paid),
  missed: played(...goods, { kind: "complete" }, { kind: "not-recorded" }),
  completing: played(...goods, { kind: "complete" }),
  suspended: played(...goods, { kind: "suspend", code: "77" }),
  moved: played(...goods, { kind: "suspend", code: "77" }, { kind: "hand-over", till: "4" }),
  voided: played(...goods, { kind: "cancel" }),
  finalised: played(...goods, { kind: "complete" }, { kind: "recorded" }),
};
const commands: Readonly<Record<string, Command>> = {
  "line.add": add("2"),
  "line.change": { kind: "line.change", line: { item: { ...item("1"), pieces: 2 }, fill: [] } },
  "line.void": { kind: "line.void", lineId: "1" },
  identify: { kind: "identify", customer: { ...customer, id: "d" } },
  forget: { kind: "forget" },
  "coupon.present": {
    kind: "coupon.present",
    coupon: { presented: { couponId: "another", series: "SPRING5" } },
  },
  "coupon.withdraw": { kind: "coupon.withdraw", couponId: "k" },
  rewards: { kind: "rewards", rewards: [] },
  subtotal: { kind: "subtotal" },
  allowances: { kind: "allowances", allowances: { till: {}, customer: {} } },
  preview: { kind: "preview" },
  "tender.add": { kind: "tender.add", tender: points },
  "tender.void": { kind: "tender.void", tenderId: "a" },
  suspend: { kind: "suspend", code: "99" },
  resume: { kind: "resume" },
  "hand-over": { kind: "hand-over", till: "4" },
  promise: { kind: "promise", till: "4" },
  confirm: { kind: "confirm" },
  complete: { kind: "complete" },
  "complete told late": { kind: "complete", basket: { lines: [], coupons: [] } },
  recorded: { kind: "recorded" },
  "not-recorded": { kind: "not-recorded" },
  cancel: { kind: "cancel" },
};
const cells = rows.flatMap(([name, ...outcomes]) =>
  outcomes.map((outcome, index) => [name!, header![index + 1] as Standing, outcome] as const),
);

describe("the table of states", () => {
  test("is whole: every command in every state", () => {
    expect(rows.map(([name]) => name)).toEqual(Object.keys(commands));
    expect(new Set(cells.map(([, standing]) => standing))).toEqual(new Set(Object.keys(standings)));
    for (const [standing, session] of Object.entries(standings)) expect(standingOf(session)).toBe(standing);
  });

  test.each(cells)("%s at %s: %s", (name, standing, outcome) => {
    const session = standings[standing];
    const before = structuredClone(session);
    const next = advance(session, commands[name]!);
    const told = next.session === undefined ? next.refusal : standingOf(next.session);
    expect(told).toBe(outcome === "=" ? standing : outcome.replace("!", ""));
    expect(session).toEqual(before);
    // A refusal is no state, and a state no refusal.
    const isRefused = outcome.includes("-") || outcome.endsWith("!");
    expect(next.session === undefined).toBe(isRefused);
  });

  test("a suspended sale comes back as it was, under the code that was given first", () => {
    const asleep = played(...goods, { kind: "subtotal" }, { kind: "suspend", code: "77" });
    expect(advance(asleep, { kind: "suspend", code: "88" }).session?.suspension).toMatchObject({
      code: "77",
    });
    const awake = advance(asleep, { kind: "resume" }).session!;
    // The slip may be read twice; once it waits again the old one is good no more, and no other till is told of it.
    expect(awake).toEqual({ ...standings.subtotal, resumed: "77" });
    expect(advance(awake, { kind: "suspend", code: "88" }).session).not.toHaveProperty("resumed");
  });

  test("a sale that other tills know of keeps its key, and its suspensions are counted", () => {
    const suspend = { kind: "suspend", code: "77", key: "k1" } as const;
    const twice = played(...goods, suspend, { kind: "resume" }, { ...suspend, key: "k2" });
    expect(twice.shared).toEqual({ key: "k1", round: 2 });
    const doubtful = played(...goods, suspend, { kind: "resume", unconfirmed: true });
    expect(doubtful.shared).toEqual({ key: "k1", round: 1, unconfirmed: true });
    const heard = (alsoAt: object) => advance(doubtful, { kind: "confirm", ...alsoAt }).session?.shared;
    expect([heard({}), heard({ alsoAt: "4" })]).toEqual([
      { key: "k1", round: 1 },
      { key: "k1", round: 1, alsoAt: "4" },
    ]);
  });
});
