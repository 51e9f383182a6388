import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LeaseAsk } from "../../claims/lease.ts";
import { claimsAtHq } from "../../client/claims.ts";
import { listenForHints } from "../../client/hints.ts";
import { leaseAtHq } from "../../client/lease.ts";
import type { TillTokens } from "../../enrol/token.ts";
import { enrolIn } from "../../fixture/enrolled.ts";
import type { HubPlace, NewHubPlace } from "../../fixture/hub-place.ts";
import { type Hub, startHub } from "../hub.ts";

export function leaseCallsSuite(newPlace: NewHubPlace): void {
  let place: HubPlace;
  let hub: Hub;
  let tokens: ReadonlyMap<string, TillTokens>;
  beforeEach(async () => {
    place = await newPlace();
    hub = await startHub({ ...place, releasesDir: join(place.dataDir, "releases"), port: 0 });
    tokens = await enrolIn(place, ["0042/3", "0043/3"]);
  });
  afterEach(async () => {
    await hub.close();
    await place.remove();
  });

  test("a store's till gets its lease, hears that it is asked, and its answer gives the coupon to another store's", async () => {
    const at = (store: string) => ({ hubUrl: hub.url, token: tokens.get(`${store}/3`)! });
    const lease = leaseAtHq(at("0042"));
    const say = (answers: LeaseAsk["answers"]) =>
      lease({ format: 1, line: 1, homed: 1, answers }, AbortSignal.timeout(20_000));
    expect((await say([])).lease).toMatchObject({ number: 1 });
    const answer = async () => {
      const { calls } = await say([]);
      const granted = { kind: "granted", fence: 1, forMs: 1000 } as const;
      await say(calls.map(({ reservation, call }) => ({ reservation, call, answer: granted })));
    };
    const answering: Promise<void>[] = [];
    const stop = listenForHints({
      onReached: () => {},
      ...at("0042"),
      onHint() {},
      onAsked: () => void answering.push(answer()),
    });
    const what = { kind: "coupon", couponId: "k1", series: "S", home: "0042" } as const;
    // A busy machine may take longer than a home has.
    await vi.waitFor(async () => {
      const wanted = {
        call: "claim",
        reservation: crypto.randomUUID(),
        till: "3",
        transactionId: "1",
        what,
      } as const;
      expect(await claimsAtHq(at("0043")).claim(wanted, 5000)).toMatchObject({ kind: "granted" });
    }, 20_000);
    stop();
    await Promise.all(answering);
    const headers = { Authorization: `Bearer ${tokens.get("0042/3")!.now()}` };
    const bad = { method: "POST", body: "{}", headers };
    expect((await fetch(`${hub.url}/v1/lease`, bad)).status).toBe(400);
    expect((await fetch(`${hub.url}/v1/lease`, { ...bad, headers: {} })).status).toBe(401);
    const status = await fetch(`${hub.url}/v1/status`, { headers });
    expect(await status.json()).toMatchObject({ leases: [{ store: "0042", homed: 1 }] });
  });
}
