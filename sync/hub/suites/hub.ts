import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { claimsAtHq } from "../../client/claims.ts";
import { type TillTokens, tillTokens } from "../../enrol/token.ts";
import { enrolIn, newTillKey } from "../../fixture/enrolled.ts";
import type { HubPlace, NewHubPlace } from "../../fixture/hub-place.ts";
import { chained, saleBody } from "../../fixture/till.ts";
import { encodeBatch } from "../../outbox.ts";
import type { Lane, OutboxEvent } from "../../protocol.ts";
import type { FleetTill } from "../../till-report.ts";
import { type Hub, startHub } from "../hub.ts";
import { operatorToken } from "../token.ts";

const secret = "a secret of more than thirty-two characters";
const identity = { store: "0042", till: "3", epoch: "e".repeat(32) };
export function hubSuite(newPlace: NewHubPlace): void {
  let place: HubPlace;
  let folder: string;
  let hub: Hub;
  let tokens: ReadonlyMap<string, TillTokens>;

  beforeEach(async () => {
    place = await newPlace();
    folder = mkdtempSync(join(tmpdir(), "tillside-releases-"));
    hub = await start();
    tokens = await enrolIn(place, ["0042/3", "0042/4", "0042/9", "0043/3"]);
  });
  afterEach(async () => {
    await hub.close();
    await place.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = () =>
    startHub({
      ...place,
      releasesDir: join(folder, "releases"),
      port: 0,
      secret,
      onFault: () => {},
    });

  function events(count: number, lane: Lane = "sales", first = 1): OutboxEvent[] {
    const list: OutboxEvent[] = [];
    for (let number = first; number < first + count; number++) {
      list.push(chained(list.at(-1), { lane, kind: "sale", body: JSON.stringify(saleBody(number)) }));
    }
    return list;
  }
  const asTill = (store = "0042", till = "3") => ({
    Authorization: `Bearer ${tokens.get(`${store}/${till}`)?.now()}`,
  });
  async function post(body: Uint8Array | string, headers: Record<string, string> = asTill()) {
    const response = await fetch(`${hub.url}/v1/outbox`, { method: "POST", body, headers });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  async function send(list: readonly OutboxEvent[], from = identity, headers = asTill()) {
    return post((await encodeBatch(from, list[0]?.lane ?? "sales", list)).bytes, headers);
  }
  async function ask(path: string) {
    const response = await fetch(hub.url + path, {
      headers: { Authorization: `Bearer ${operatorToken(secret)}` },
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  const status = async () => (await ask("/v1/status")).body;
  const sales = async () => (await ask("/v1/sales")).body.sales as Record<string, unknown>[];

  test("a batch is acknowledged up to its last event, and HQ lists its sales", async () => {
    const before = Date.now();
    const { status: taken, body } = await send(events(3));
    expect([taken, body]).toEqual([200, { lane: "sales", cursor: 3, nowMs: expect.any(Number) }]);
    // By HQ's clock, after it was taken: no balance of before has these sales.
    expect(body.nowMs).toBeGreaterThanOrEqual(before);
    const list = await sales();
    expect(list.map((sale) => sale.saleId)).toEqual(["sale-1", "sale-2", "sale-3"]);
    expect(list[0]).toMatchObject({
      store: "0042",
      till: "3",
      receipt: "0042-1",
      totalCents: 1001,
      discountCents: 1,
    });
    expect((await ask("/v1/sales?since=2")).body).toMatchObject({ sales: [{ saleId: "sale-3" }], next: 3 });
    expect((await ask("/v1/sales?store=0099")).body).toEqual({ sales: [], next: 0 });
    expect((await ask("/v1/sales?since=yesterday")).status).toBe(400);
  });

  test("a batch that is sent twice counts once", async () => {
    const batch = events(3);
    for (let time = 0; time < 2; time += 1)
      expect(await send(batch)).toMatchObject({ status: 200, body: { cursor: 3 } });
    expect(await sales()).toHaveLength(3);
    expect(await status()).toMatchObject({ sales: 3, events: 3, forked: 0, quarantined: 0 });
  });

  test("overlapping batches count every sale once", async () => {
    const all = events(5);
    await send(all.slice(0, 3));
    expect((await send(all.slice(1))).body).toMatchObject({ lane: "sales", cursor: 5 });
    // What comes once more, late, takes nothing back.
    expect((await send(all.slice(0, 2))).body.cursor).toBe(5);
    expect((await status()).lanes).toMatchObject([{ cursor: 5 }]);
    expect(await sales()).toHaveLength(5);
  });

  test("behind a gap nothing is acknowledged until the gap is filled", async () => {
    const all = events(5);
    expect((await send(all.slice(0, 1))).body.cursor).toBe(1);
    expect((await send(all.slice(3))).body.cursor).toBe(1);
    expect(await sales()).toHaveLength(3);
    expect((await send(all.slice(1, 3))).body.cursor).toBe(5);
    expect(await sales()).toHaveLength(5);
  });

  test("a cloned journal that sends other events under used numbers is a fork: kept apart, and told", async () => {
    const all = events(4);
    await send(all);
    const other = chained(all[1], { lane: "sales", kind: "sale", body: JSON.stringify(saleBody(77)) });
    const next = chained(other, { lane: "sales", kind: "sale", body: JSON.stringify(saleBody(78)) });
    const answer = await send([all[1]!, other, next]);
    expect(answer).toMatchObject({
      status: 409,
      body: { code: "fork", lane: "sales", cursor: 4, forkedAt: 3 },
    });
    await send([all[1]!, other, next]);
    expect(await status()).toMatchObject({ sales: 4, events: 4, forked: 2 });
    const kept = await place.sql("SELECT event FROM fork ORDER BY sequence");
    expect(kept.map((row) => JSON.parse(String(row.event)))).toEqual([other, next]);
  });

  test("what HQ can't interpret is acknowledged, held raw and set aside for people to look at", async () => {
    const noJson = chained(undefined, { lane: "sales", kind: "sale", body: "{broken" });
    const noTotal = chained(noJson, { lane: "sales", kind: "sale", body: '{"saleId":"x","receipt":"1"}' });
    const unknown = chained(noTotal, { lane: "sales", kind: "drawer.opened", body: '{"by":"7"}' });
    const damaged = {
      ...chained(unknown, { lane: "sales", kind: "sale", body: JSON.stringify(saleBody(4)) }),
      // It reads well, and is another sale.
      body: JSON.stringify({ ...saleBody(4), totalCents: 1 }),
    };
    const good = chained(damaged, { lane: "sales", kind: "sale", body: JSON.stringify(saleBody(5)) });
    expect((await send([noJson, noTotal, unknown, damaged, good])).body.cursor).toBe(5);
    expect(await status()).toMatchObject({ sales: 1, events: 5, quarantined: 3 });
  });

  test("a unique coupon used in two stores while HQ was away is found, and both receipts stand", async () => {
    const use = (saleId: string) =>
      chained(undefined, {
        lane: "claims",
        kind: "coupon.redeemed",
        body: JSON.stringify({ couponId: "c1", series: "SPRING5", saleId }),
      });
    await send([use("a")]);
    expect(await status()).toMatchObject({ couponsUsedTwice: 0 });
    const other = { ...identity, store: "0043" };
    await post((await encodeBatch(other, "claims", [use("b")])).bytes, asTill("0043"));
    expect(await status()).toMatchObject({ couponsUsedTwice: 1 });
  });

  test("a till claims a coupon over the line; whoever is no till of HQ's gets nothing", async () => {
    const stranger = tillTokens({
      store: "0042",
      till: "4",
      key: newTillKey(),
    });
    const at = (till: string, token = tokens.get(`0042/${till}`)!) => claimsAtHq({ hubUrl: hub.url, token });
    const what = { kind: "coupon", couponId: "k1", series: "S" } as const;
    const claim = (till: string) =>
      ({ call: "claim", reservation: crypto.randomUUID(), till, transactionId: "1", what }) as const;
    const mine = claim("3");
    expect(await at("3").claim(mine, 5000)).toMatchObject({ kind: "granted" });
    expect(await at("4").claim(claim("4"), 5000)).toMatchObject({ reason: "reserved-elsewhere" });
    const { reservation } = mine;
    expect(await at("3").tell([{ call: "settle", reservation, saleId: "s1" }], 5000)).toEqual({
      kind: "done",
    });
    expect(await at("4").claim(claim("4"), 5000)).toMatchObject({ reason: "already-used" });
    expect(await at("4", stranger).claim(claim("4"), 5000)).toMatchObject({ kind: "unreachable" });
    expect(await at("4").claim(claim("4"), 0)).toMatchObject({ kind: "unreachable" });
    const wrong = { method: "POST", body: "{}", headers: asTill() };
    expect((await fetch(`${hub.url}/v1/claims`, wrong)).status).toBe(400);
  });

  test("a hub that is stopped and started again knows what it acknowledged", async () => {
    const all = events(4);
    await send(all.slice(0, 2));
    await hub.close();
    hub = await start();
    expect((await send(all.slice(0, 2))).body.cursor).toBe(2);
    expect((await send(all.slice(2))).body.cursor).toBe(4);
    expect(await sales()).toHaveLength(4);
  });

  test("without the till's own token nothing is taken and nothing told", async () => {
    const { bytes } = await encodeBatch(identity, "sales", events(1));
    const refused = await post(bytes, {});
    expect(refused).toMatchObject({ status: 401, body: { code: "unauthorized" } });
    expect(refused.body.message).toContain("token");
    expect((await post(bytes, { ...asTill(), Authorization: "Bearer wrong" })).status).toBe(401);
    // Nor of the till that another store calls alike.
    for (const stranger of [asTill("0042", "4"), asTill("0043", "3")])
      expect((await post(bytes, stranger)).body.code).toBe("wrong-till");
    expect((await fetch(`${hub.url}/v1/sales`)).status).toBe(401);
    expect((await fetch(`${hub.url}/v1/status`)).status).toBe(401);
    expect((await fetch(`${hub.url}/v1/status`, { headers: asTill() })).status).toBe(200);
    expect((await fetch(`${hub.url}/health`)).status).toBe(200);
    expect(await status()).toMatchObject({ events: 0 });
  });

  test("a till sees the sales of its own store only", async () => {
    await send(events(1));
    const answer = await fetch(`${hub.url}/v1/sales?store=0042`, { headers: asTill("0043") });
    expect(await answer.json()).toEqual({ sales: [], next: 0 });
    const own = await fetch(`${hub.url}/v1/sales`, { headers: asTill("0042", "9") });
    expect(await own.json()).toMatchObject({ sales: [{ saleId: "sale-1" }] });
  });

  test("a broken batch is refused with what is wrong with it, and the next one is taken", async () => {
    const header = JSON.stringify({ format: 1, ...identity, lane: "sales", from: 1, count: 1 });
    const [event] = events(1);
    for (const [body, reason] of [
      ["not zstd", "not zstd"],
      [zstdCompressSync(Buffer.alloc(50_000)).subarray(0, 10), "cut short"],
      [zstdCompressSync("{broken"), "line 1 is not JSON"],
      [zstdCompressSync("{}"), "line 1, format"],
      [zstdCompressSync(`${header}\n{broken`), "line 2 is not JSON"],
      [zstdCompressSync(`${header}\n${JSON.stringify({ ...event, hash: 7 })}`), "line 2, hash"],
      [zstdCompressSync(`${header}\n${JSON.stringify({ ...event, body: "\0" })}`), "no database keeps"],
      [zstdCompressSync(`${header}\n${JSON.stringify({ ...event, body: "\ud800" })}`), "no database keeps"],
      [zstdCompressSync(header), "announces 1 events and carries 0"],
      [zstdCompressSync(`${header}\n${JSON.stringify({ ...event, sequence: 9 })}`), "expected sales 1"],
    ] as const) {
      const answer = await post(body);
      expect(answer).toMatchObject({ status: 400, body: { code: "bad-request" } });
      expect(answer.body.message).toContain(reason);
    }
    expect((await send(events(1))).body.cursor).toBe(1);
  });

  test("a batch that is too large, packed or unpacked, is refused", async () => {
    expect((await post(new Uint8Array(5_000_000))).status).toBe(413);
    expect((await post(zstdCompressSync(Buffer.alloc(40_000_000)))).status).toBe(413);
  });

  test("while the disk of HQ is stuck, the till is asked to come again", async () => {
    await place.sql("DROP TABLE lane");
    const { bytes } = await encodeBatch(identity, "sales", events(1));
    const response = await fetch(`${hub.url}/v1/outbox`, { method: "POST", body: bytes, headers: asTill() });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("10");
  });

  test("release files are served as they are, unchanged ones as 304, and nothing else of the disk", async () => {
    const releases = join(folder, "releases");
    const packed = `files/rules/0-1.${"a".repeat(64)}.zst`;
    const cards = `files/cards-all/0-1.${"b".repeat(64)}.zst`;
    for (const name of ["release", "files/rules", "files/cards-all"])
      mkdirSync(join(releases, name), { recursive: true });
    for (const name of ["head.json", "release/1.json", packed, cards])
      writeFileSync(join(releases, name), `content of ${name}`);
    writeFileSync(join(folder, "secret.txt"), "secret");

    const head = await fetch(`${hub.url}/releases/head.json`);
    expect(await head.text()).toBe("content of head.json");
    expect(head.headers.get("cache-control")).toBe("no-cache");
    const etag = head.headers.get("etag") ?? "";
    expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
    const again = await fetch(`${hub.url}/releases/head.json`, { headers: { "If-None-Match": etag } });
    expect(again.status).toBe(304);

    const file = await fetch(`${hub.url}/releases/${packed}`);
    expect(await file.text()).toBe(`content of ${packed}`);
    expect(file.headers.get("cache-control")).toContain("immutable");
    expect(file.headers.get("content-length")).toBe(String(`content of ${packed}`.length));
    expect((await fetch(`${hub.url}/releases/${cards}`)).status).toBe(401);
    expect((await fetch(`${hub.url}/releases/${cards}`, { headers: asTill() })).status).toBe(200);

    for (const path of [
      "release/2.json",
      "../secret.txt",
      "..%2fsecret.txt",
      "files/../../secret.txt",
      "",
      "release/",
    ]) {
      const answer = await fetch(`${hub.url}/releases/${path}`);
      expect(answer.status).toBe(404);
      expect(await answer.json()).toMatchObject({ code: "not-found" });
    }
  });

  test("who was cut off in the middle of a file gets the rest of it, and only of the same file", async () => {
    const sha256 = "a".repeat(64);
    const name = `files/rules/0-1.${sha256}.zst`;
    mkdirSync(join(folder, "releases/files/rules"), { recursive: true });
    writeFileSync(join(folder, "releases", name), "0123456789");
    const ask = (headers: Record<string, string>) => fetch(`${hub.url}/releases/${name}`, { headers });
    const rest = await ask({ Range: "bytes=4-", "If-Range": `"${sha256}"` });
    expect([rest.status, rest.headers.get("content-range"), await rest.text()]).toEqual([
      206,
      "bytes 4-9/10",
      "456789",
    ]);
    for (const headers of [
      { Range: "bytes=4-", "If-Range": '"another"' },
      { Range: "bytes=4-" },
      { Range: "bytes=10-", "If-Range": `"${sha256}"` },
      { Range: "lines=4-", "If-Range": `"${sha256}"` },
    ])
      expect(await (await ask(headers as Record<string, string>)).text()).toBe("0123456789");
  });

  test("who listens is told of each head, at once, and strangers are not", async () => {
    expect((await fetch(`${hub.url}/v1/hints`)).status).toBe(401);
    const releases = join(folder, "releases");
    mkdirSync(releases, { recursive: true });
    const publish = (version: number) => {
      const release = { version, bytes: 1, sha256: "a".repeat(64) };
      const [signedAt, expiresAt] = ["2026-11-21T10:00:00Z", "2036-11-21T10:00:00Z"];
      const signed = { role: "head", format: 1, version, signedAt, expiresAt, release };
      writeFileSync(join(releases, "head.tmp"), JSON.stringify({ signed, signatures: [] }));
      renameSync(join(releases, "head.tmp"), join(releases, "head.json"));
    };
    publish(7);
    const leaving = new AbortController();
    const answer = await fetch(`${hub.url}/v1/hints`, { headers: asTill(), signal: leaving.signal });
    expect(answer.headers.get("content-type")).toContain("text/event-stream");
    const told: string[] = [];
    let text = "";
    const reading = (async () => {
      for await (const part of answer.body!) {
        text += Buffer.from(part).toString();
        told.splice(0, told.length, ...[...text.matchAll(/^data: (\d+)$/gm)].map(([, version]) => version!));
        if (told.at(-1) === "7") publish(8);
        if (told.at(-1) === "8") break;
      }
    })();
    await reading;
    expect(told).toEqual(["7", "8"]);
    leaving.abort();
  });

  test("HQ sees which till is on which release, who does not take it, and who is silent", async () => {
    const say = async (report: unknown, store = "0042", till = "3") => {
      const body = JSON.stringify(report);
      return (await fetch(`${hub.url}/v1/till-report`, { method: "PUT", body, headers: asTill(store, till) }))
        .status;
    };
    const well = { format: 1, version: "0.1.0", release: 7, backlog: { sales: 2, claims: 1 } };
    expect(await say({ ...well, release: 6 })).toBe(200);
    expect(await say(well)).toBe(200);
    const problem = { code: "release-rejected", message: "release 7: the rules don't compile" };
    expect(await say({ ...well, release: 6, problem }, "0043")).toBe(200);
    expect(await say({ ...well, release: -1 })).toBe(400);
    expect(await say("no report")).toBe(400);
    expect(await say({ ...well, version: "x".repeat(9000) })).toBe(413);
    // One that sends receipts and says nothing of itself.
    await send(events(1), { ...identity, till: "9" }, asTill("0042", "9"));
    const { body: fleet } = await ask("/v1/fleet");
    expect(fleet).toMatchObject({
      summary: {
        tills: 3,
        releases: [
          { release: 7, tills: 1 },
          { release: 6, tills: 1 },
        ],
        rejecting: 1,
        silent: 0,
        backlog: 6,
      },
      head: null,
    });
    const tills = fleet.tills as FleetTill[];
    expect(tills[0]!.key).toMatchObject({ machine: "test", revokedMs: null, replaced: 0 });
    expect(tills.map(({ store, till }) => `${store}/${till}`)).toEqual(["0042/3", "0042/9", "0043/3"]);
    expect([tills[0]!.report, tills[1]!.report, tills[2]!.report]).toEqual([
      well,
      undefined,
      { ...well, release: 6, problem },
    ]);
    expect((await ask("/v1/fleet?store=0043")).body.tills).toHaveLength(1);
    expect((await fetch(`${hub.url}/v1/fleet`, { headers: asTill() })).status).toBe(401);
    expect((await ask("/v1/fleet?silentMinutes=soon")).status).toBe(400);
    await place.sql("UPDATE till_report SET heard_ms = 1 WHERE store = '0043'");
    expect((await ask("/v1/fleet")).body.summary).toMatchObject({ silent: 1 });
  });

  test("a port in use is named, with what to do", async () => {
    const port = Number(new URL(hub.url).port);
    const other = startHub({ dataDir: join(folder, "other"), releasesDir: folder, port, secret });
    await expect(other).rejects.toThrow(`port ${port} is in use: stop the program that has it`);
  });
}
