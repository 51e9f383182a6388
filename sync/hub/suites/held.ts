import { afterEach, beforeEach, expect, test } from "vitest";
import type { TillTokens } from "../../enrol/token.ts";
import { enrolIn } from "../../fixture/enrolled.ts";
import type { HubPlace, NewHubPlace } from "../../fixture/hub-place.ts";
import { chained, salesOf } from "../../fixture/till.ts";
import { MARKS_MAX, markOf } from "../../held.ts";
import type { Mark, OutboxEvent } from "../../protocol.ts";
import type { Fleet, FleetTill } from "../../till-report.ts";
import { hubApp } from "../app.ts";
import { openHubStore } from "../hub-store.ts";
import type { HubStore } from "../store.ts";
import { operatorToken } from "../token.ts";

const secret = "a secret of more than thirty-two characters";
const DAY_MS = 86_400_000;
const place3 = { store: "0042", till: "3" };
const [first, second] = ["e".repeat(32), "f".repeat(32)] as const;

export function heldSuite(newPlace: NewHubPlace): void {
  let place: HubPlace;
  let store: HubStore;
  let tokens: ReadonlyMap<string, TillTokens>;
  beforeEach(async () => {
    place = await newPlace();
    store = await openHubStore(place);
    tokens = await enrolIn(place, ["0042/3", "0042/4"]);
  });
  afterEach(async () => {
    await store.close();
    await place.remove();
  });

  const send = (events: readonly OutboxEvent[], epoch: string = first) =>
    store.accept({ ...place3, epoch, lane: events[0]!.lane, events }, 1);
  async function ask(method: string, path: string, body?: object, till = "3"): Promise<Response> {
    const token = till === "" ? operatorToken(secret) : tokens.get(`0042/${till}`)?.now();
    const hints = { listen: () => () => {}, close() {} };
    const app = hubApp({ store, releasesDir: ".", hints, secret, nowMs: Date.now, onFault() {} });
    const text = body && JSON.stringify(body);
    return app.request(path, {
      method,
      // As every client says it that sends a body whole.
      headers: { Authorization: `Bearer ${token}`, "Content-Length": String(text?.length ?? 0) },
      ...(text && { body: text }),
    });
  }
  const asked = (marks: readonly Mark[], till?: string) =>
    ask("POST", "/v1/outbox/held", { marks: marks.map(markOf) }, till);
  const held = async (...question: Parameters<typeof asked>) =>
    ((await (await asked(...question)).json()) as { held: boolean[] }).held;

  test("a till's mark is held where all before it is, in whichever epoch; of another till, lane or hash it is not", async () => {
    const sales = salesOf("3", 5);
    await send(sales.slice(0, 3));
    await send(sales.slice(4));
    const later = salesOf("3 again", 1);
    await send(later, second);
    const [third, fifth] = [sales[2]!, sales[4]!];
    const claim = chained(undefined, { lane: "claims", kind: "coupon.redeemed", body: "{}" });
    const wrong = { ...third, hash: fifth.hash };
    expect(await held([third, fifth, claim, wrong, later[0]!])).toEqual([true, false, false, false, true]);
    for (const stranger of [
      { store: "0042", till: "4" },
      { store: "0043", till: "3" },
    ])
      expect(await store.holds(stranger, [third], 1)).toEqual([false]);
    expect(await held([third], "4")).toEqual([false]);
    await send(sales.slice(3, 4));
    expect(await held([fifth])).toEqual([true]);
    expect(await held([])).toEqual([]);
  });

  test("a question may have so many marks, in their form, and be a till's", async () => {
    const [mark] = salesOf("3", 1) as [OutboxEvent];
    await send([mark]);
    const many = Array.from({ length: MARKS_MAX }, () => mark);
    expect(await held(many)).toEqual(many.map(() => true));
    expect((await asked([...many, mark])).status).toBe(400);
    expect(await (await asked([{ ...mark, hash: "short" }])).json()).toMatchObject({
      code: "bad-request",
      message: expect.stringContaining("marks.0.hash"),
    });
    expect((await asked([mark], "")).status).toBe(401);
  });

  test("a till that reports hears whether HQ lacks what it had acknowledged, and its marks are not kept", async () => {
    const sales = salesOf("3", 2);
    await send(sales.slice(0, 1));
    const said = { format: 1, version: "0.1.0", release: 7, backlog: {} };
    const report = async (marks: readonly Mark[]) =>
      (await ask("PUT", "/v1/till-report", { ...said, marks: marks.map(markOf) })).json();
    expect(await report(sales.slice(0, 1))).toMatchObject({ ok: true, lost: false });
    const fleet = async () =>
      ((await (await ask("GET", "/v1/fleet", undefined, "")).json()) as Fleet).summary.lost;
    expect(await fleet()).toBe(0);
    expect(await report(sales)).toMatchObject({ ok: true, lost: true });
    // HQ's people hear of it for a week, whichever way it showed.
    expect(await fleet()).toBe(1);
    await place.sql(`UPDATE till_lost SET at_ms = ${Date.now() - 8 * DAY_MS}`);
    expect(await fleet()).toBe(0);
    await held(sales);
    expect(await fleet()).toBe(1);
    expect(await (await ask("PUT", "/v1/till-report", said)).json()).toMatchObject({ ok: true, lost: false });
    const { tills } = (await (await ask("GET", "/v1/fleet", undefined, "")).json()) as { tills: FleetTill[] };
    expect(tills[0]?.report).toEqual(said);
  });

  test("a till whose journal went two ways is named for a week, and what is kept apart for ever", async () => {
    const fleet = async () => (await (await ask("GET", "/v1/fleet", undefined, "")).json()) as Fleet;
    await send(salesOf("3", 2));
    expect(await fleet()).toMatchObject({ summary: { tills: 1, forked: 0 } });
    expect((await fleet()).tills[0]).not.toHaveProperty("forked");
    expect(await send(salesOf("a copy of 3", 3))).toMatchObject({ forkedAt: 1 });
    await place.sql(`UPDATE fork SET received_ms = ${Date.now() - 6 * DAY_MS}`);
    const forked = { records: 3, lastMs: expect.any(Number) };
    expect(await fleet()).toMatchObject({
      summary: { tills: 1, forked: 1 },
      tills: [{ ...place3, forked }],
    });
    await place.sql(`UPDATE fork SET received_ms = ${Date.now() - 8 * DAY_MS}`);
    expect(await fleet()).toMatchObject({ summary: { forked: 0 }, tills: [{ forked }] });
  });
}
