import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { homeStore } from "../fixture/home-store.ts";
import { onPostgres } from "../fixture/hub-place.ts";
import { startPostgres, type TestPostgres } from "../fixture/postgres.ts";
import { salesOf } from "../fixture/till.ts";
import { openPostgres } from "./database/postgres.ts";
import { openHubStore } from "./hub-store.ts";
import { postgresMigrations } from "./schema.ts";
import { claimsSuite } from "./suites/claims.ts";
import { customerUsesSuite } from "./suites/customer-uses.ts";
import { enrolSuite } from "./suites/enrol.ts";
import { forksSuite } from "./suites/forks.ts";
import { heldSuite } from "./suites/held.ts";
import { homesSuite } from "./suites/homes.ts";
import { hubSuite } from "./suites/hub.ts";
import { hubLaws } from "./suites/laws.ts";
import { leaseCallsSuite } from "./suites/lease-calls.ts";
import { receiptsSuite } from "./suites/receipts.ts";
import { suspendedSuite } from "./suites/suspended.ts";
import { vouchersSuite } from "./suites/vouchers.ts";

let server: TestPostgres;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.close(), 60_000);
const newPlace = onPostgres(() => server);

describe("a hub on PostgreSQL", () => {
  hubSuite(newPlace);
  hubLaws(newPlace, 20);
});
describe("forks on PostgreSQL", () => forksSuite(newPlace));
describe("what HQ still holds on PostgreSQL", () => heldSuite(newPlace));
describe("receipts on PostgreSQL", () => receiptsSuite(newPlace));
describe("limits for each customer on PostgreSQL", () => customerUsesSuite(newPlace));
describe("suspended sales on PostgreSQL", () => suspendedSuite(newPlace));
describe("claims on PostgreSQL", () => claimsSuite(newPlace));
describe("homes on PostgreSQL", () => homesSuite(newPlace));
describe("leases by HTTP on PostgreSQL", () => leaseCallsSuite(newPlace));
describe("vouchers on PostgreSQL", () => vouchersSuite(newPlace));
describe("enrolment on PostgreSQL", () => enrolSuite(newPlace));

test("a database from before vouchers and customers' limits were told of is brought up to date", async () => {
  const place = await newPlace();
  await (await openHubStore(place)).close();
  for (const name of ["voucher_issued", "voucher_use", "customer_use", "till_lost"])
    await place.sql(`DROP TABLE ${name}`);
  for (const name of ["claim_forgotten", "home_claim_forgotten"]) await place.sql(`DROP INDEX ${name}`);
  await place.sql("UPDATE hub_schema SET version = 4");
  const store = await openHubStore(place);
  expect(await store.vouchers({ fromMs: 0 })).toMatchObject({ issued: { count: 0 }, untold: [] });
  await store.close();
  await place.remove();
});

describe("several hubs on one database", () => {
  test("four that start together, and take the same batches in pieces at the same time, count each sale once", async () => {
    const place = await newPlace();
    const hubs = await Promise.all([1, 2, 3, 4].map(() => openHubStore(place)));
    const tills = ["1", "2", "3"].map((till) => {
      const events = salesOf(till, 60);
      return { store: "0042", till, epoch: "e".repeat(32), lane: "sales", events } as const;
    });
    const seen: number[] = [];
    const reader = (async () => {
      // Who asks "since" while others write misses none.
      for (let since = 0, rounds = 0; seen.length < 180 && rounds < 2000; rounds += 1) {
        const sales = await hubs[3]!.sales({ since, limit: 50 });
        seen.push(...sales.map(({ position }) => position));
        since = sales.at(-1)?.position ?? since;
      }
    })();
    await Promise.all(
      hubs.slice(0, 3).flatMap((hub) =>
        tills.map(async (batch) => {
          for (let from = 0; from < 60; from += 10) {
            const answer = await hub.accept({ ...batch, events: batch.events.slice(from, from + 20) }, 1);
            expect(answer).not.toHaveProperty("forkedAt");
          }
        }),
      ),
    );
    await reader;
    expect(seen).toEqual(Array.from({ length: 180 }, (_, n) => n + 1));
    expect(await hubs[0]!.status(1)).toMatchObject({ sales: 180, events: 180, forked: 0, quarantined: 0 });
    await Promise.all(hubs.map((hub) => hub.close()));
    await place.remove();
  });

  test("a suspended sale that tills ask of different hubs at the same moment: one has it", async () => {
    const place = await newPlace();
    const hubs = await Promise.all([1, 2, 3].map(() => openHubStore(place)));
    const at = (till: string) => ({ store: "0042", till });
    for (let n = 0; n < 20; n += 1) {
      const key = crypto.randomUUID();
      const waiting = { key, round: 1, code: key, format: 1, forMs: 1000, body: Buffer.from("a sale") };
      await hubs[0]!.offer(at("1"), waiting, 1);
      const answers = await Promise.all(
        hubs.map((hub, n) => hub.claim(at(`${n + 2}`), { code: key, format: 1 }, 2)),
      );
      expect(answers.filter(({ kind }) => kind === "claimed")).toHaveLength(1);
      expect(answers.filter(({ kind }) => kind === "taken")).toHaveLength(2);
    }
    await Promise.all(hubs.map((hub) => hub.close()));
    await place.remove();
  });
});

test("tills that claim the same coupons and points of different hubs at the same moment: each once", async () => {
  const place = await newPlace();
  const hubs = await Promise.all([1, 2, 3].map(() => openHubStore(place)));
  const of = { customerId: "c1", account: "points" };
  const balance = { points: 60, balance: 100, balanceAtMs: 0 };
  for (let n = 0; n < 20; n += 1) {
    const wanted = [
      { kind: "coupon", couponId: `k${n}`, series: "S" },
      { kind: "points", ...of, ...balance, account: `points ${n}` },
    ] as const;
    const answers = await Promise.all(
      hubs.map((hub, at) => {
        const till = `${at}`;
        // In different orders, so that they come upon each other.
        const calls = (at === 1 ? wanted.toReversed() : wanted).map((what) => {
          const reservation = crypto.randomUUID();
          return { call: "claim", reservation, till, transactionId: "1", what } as const;
        });
        return hub.claims({ store: "0042", till }, calls, 1);
      }),
    );
    expect(answers.flat().filter(({ kind }) => kind === "granted")).toHaveLength(2);
  }
  await Promise.all(hubs.map((hub) => hub.close()));
  await place.remove();
});

test("the home's line is at another hub than the till that wants its coupon: it is asked, and consents in time", async () => {
  const place = await newPlace();
  const [near, far] = await Promise.all([1, 2].map(() => openHubStore({ ...place, consentMs: 5000 })));
  const foligno = homeStore("0042");
  await foligno.contact(near!, Date.now());
  near!.whenAsked("0042", () => void foligno.contact(near!, Date.now()));
  const what = { kind: "coupon", couponId: "k1", series: "S", home: "0042" } as const;
  const wanted = {
    call: "claim",
    reservation: crypto.randomUUID(),
    till: "1",
    transactionId: "1",
    what,
  } as const;
  const [answer] = await far!.claims({ store: "0043", till: "1" }, [wanted], Date.now());
  expect(answer).toMatchObject({ kind: "granted" });
  expect(answer).not.toHaveProperty("doubt");
  await Promise.all([near!.close(), far!.close()]);
  await place.remove();
});

test("a hub whose machine stands still in the middle of a batch keeps its till from no other hub, and writes nothing when it goes on", async () => {
  const place = await newPlace();
  const hub = await openHubStore(place);
  const batch = { store: "0042", till: "1", epoch: "e".repeat(32), lane: "sales" } as const;
  const events = salesOf("1", 2);
  await hub.accept({ ...batch, events: events.slice(0, 1) }, 1);
  const still = await openPostgres(place.databaseUrl!, postgresMigrations);
  const { promise: standsStill, resolve: standStill } = Promise.withResolvers<void>();
  const { promise: goesOn, resolve: goOn } = Promise.withResolvers<void>();
  const undone = still
    .transaction(async (tx) => {
      await tx.run("UPDATE lane SET cursor = 9");
      standStill();
      await goesOn;
      await tx.run("UPDATE lane SET events = 9");
    })
    .catch((error: Error) => error);
  await standsStill;
  expect(await hub.accept({ ...batch, events: events.slice(1) }, 2)).toMatchObject({ cursor: 2 });
  goOn();
  expect(await undone).toBeInstanceOf(Error);
  expect(await place.sql("SELECT cursor, events FROM lane")).toEqual([{ cursor: "2", events: "2" }]);
  await Promise.all([hub.close(), still.close()]);
  await place.remove();
});

test("a statement that takes too long is undone and gives its connection back; bringing tables up to date may take as long as it needs", async () => {
  const place = await newPlace();
  const slow = ["CREATE TABLE slow (n BIGINT)", "SELECT pg_sleep(0.6)"];
  const database = await openPostgres(place.databaseUrl!, slow, 200);
  for (let n = 0; n < 12; n += 1) {
    const stuck = database.transaction(async (tx) => {
      await tx.run("INSERT INTO slow VALUES (1)");
      await tx.all("SELECT pg_sleep(30)");
    });
    await expect(stuck).rejects.toThrow("statement timeout");
  }
  expect(await database.all("SELECT n FROM slow")).toEqual([]);
  await database.close();
  const usual = await openPostgres(place.databaseUrl!, slow);
  expect(await usual.one("SHOW statement_timeout")).toEqual({ statement_timeout: "1min" });
  await usual.close();
  await place.remove();
});

test.each([
  ["is shut down", (line: Socket) => line.destroy()],
  ["loses its power", (line: Socket) => line.resetAndDestroy()],
])(
  "a database that %s in the middle of batches ends no hub: all of them fail, and those after them go in",
  async (_, cut) => {
    const place = await newPlace();
    const lines = new Set<Socket>();
    const address = new URL(place.databaseUrl!);
    const port = Number(address.port);
    const between = createServer((near) => {
      const far = connect(port, "127.0.0.1");
      for (const [line, other] of [[near, far] as const, [far, near] as const]) {
        line.pipe(other).on("error", () => {});
        line.on("close", () => other.destroy());
      }
      lines.add(near);
    });
    await new Promise<void>((resolve) => void between.listen(0, "127.0.0.1", resolve));
    address.port = String((between.address() as AddressInfo).port);
    const database = await openPostgres(address.href, postgresMigrations);
    const write = (seconds: number) =>
      database.transaction(async (tx) => {
        await tx.run("UPDATE counter SET value = value + 1 WHERE name = 'lane'");
        await tx.all("SELECT pg_sleep(:seconds)", { seconds });
      });
    for (let round = 0; round < 3; round += 1) {
      const batches = [1, 2, 3, 4, 5].map(() => write(20).then(String, () => "failed"));
      await vi.waitFor(async () => {
        const asked =
          "SELECT 1 FROM pg_stat_activity WHERE query LIKE 'UPDATE counter%' AND wait_event_type = 'Lock'";
        expect(await place.sql(asked)).toHaveLength(4);
      });
      for (const line of lines) cut(line);
      lines.clear();
      expect(await Promise.all(batches)).toEqual(batches.map(() => "failed"));
      await place.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%pg_sleep%' AND pid <> pg_backend_pid()",
      );
      await Promise.all([write(0), write(0)]);
    }
    expect(await place.sql("SELECT value FROM counter WHERE name = 'lane'")).toEqual([{ value: "6" }]);
    await database.close();
    between.close();
    await place.remove();
  },
);

test("a database that is not there is named without its password, with what to do", async () => {
  const wrong = "postgres://hub:secret@127.0.0.1:9/none";
  await expect(openHubStore({ dataDir: "", databaseUrl: wrong })).rejects.toThrow(
    /cannot use PostgreSQL at postgres:\/\/hub:…@127\.0\.0\.1:9\/none: .*check the address/,
  );
  await expect(openHubStore({ dataDir: "", databaseUrl: "hub.db" })).rejects.toThrow("--database");
});
