import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Claim } from "../../sync/claims/claims.ts";
import { thisMachine } from "../../sync/client/surroundings.ts";
import { newAuthority } from "../../sync/enrol/certificate.ts";
import { enrolledTill } from "../../sync/fixture/enrolled.ts";
import { openHubStore } from "../../sync/hub/hub-store.ts";
import type { HubStore } from "../../sync/hub/store.ts";
import { lanOf, memberIn } from "../lead/fixture.ts";
import type { Member } from "../lead/member.ts";
import { moment } from "../lead/moment.ts";
import { createLeaseKeeper, type LeaseKeeper } from "./lease-keeper.ts";

let folder: string;
let hub: HubStore;
let member: Member;
let keeper: LeaseKeeper;
let isUp = true;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tillside-lease-"));
  // A busy machine takes its time.
  hub = await openHubStore({ dataDir: join(folder, "hub"), consentMs: 5000 });
  enrolledTill(join(folder, "1"), { store: "0042", till: "1" }, newAuthority("Our chain", Date.now()));
  member = memberIn(join(folder, "1"), "1");
  await member.listed(await lanOf(["1"]));
  isUp = true;
  keeper = createLeaseKeeper({
    ask: async (ask) => {
      if (!isUp) throw new Error("the line is down");
      return hub.lease({ store: "0042", till: "1" }, ask, Date.now());
    },
    lead: {
      standing: async () => member.standing(),
      answer: (call) => member.ask(call, 2000),
      leased: async (lease, homed) => member.leased({ ...lease, homed }),
    },
    homed: () => 2,
    ...{ moment, surroundings: thisMachine },
  });
});
afterEach(async () => {
  await keeper.stop();
  await member.close();
  await hub.close();
  rmSync(folder, { recursive: true });
});

const claim = (till: string, couponId: string, number: number): Claim => ({
  ...{ call: "claim", reservation: `00000000-0000-4000-8000-00000000000${number}`, till, transactionId: "T" },
  what: { kind: "coupon", couponId, series: "s", home: "0042" },
});
const elsewhere = async (one: Claim) =>
  (await hub.claims({ store: "0043", till: one.till }, [one], Date.now()))[0];

test("a lead keeps its store's lease, and consents when HQ asks for another store; with the line down it grants its own", async () => {
  await vi.waitFor(() => expect(member.standing().leads).toBe(true), 20_000);
  keeper.asked();
  await vi.waitFor(() => expect(member.status().lease).toMatchObject({ number: 1, homed: 2 }), 20_000);
  hub.whenAsked("0042", keeper.asked);
  expect(await elsewhere(claim("1", "k1", 1))).toMatchObject({ kind: "granted" });
  expect(await member.ask(claim("1", "k1", 2), 2000)).toMatchObject({ reason: "reserved-elsewhere" });
  isUp = false;
  expect(await member.ask(claim("1", "k2", 3), 2000)).toMatchObject({ kind: "granted", atHome: true });
  isUp = true;
  expect(await elsewhere(claim("1", "k2", 4))).toMatchObject({
    kind: "refused",
    reason: "reserved-elsewhere",
  });
});
