import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import type { Agent } from "../main.ts";
import { line, openShop, type Shop } from "../testing/shop.ts";
import { newToken, tokens } from "./token.ts";

const PAGE = "https://pos.example";
let shop: Shop;
let agent: Agent;
let secret: Buffer;

beforeAll(async () => {
  shop = await openShop();
  // Its other POS speaks something else: a page speaks the contract all the same.
  agent = await shop.start({ pos: { profile: "uakari" }, panel: { port: 0, origins: [PAGE] } });
  secret = Buffer.from(readFileSync(join(shop.folder, "data", "pos.secret"), "utf8").trim(), "hex");
});
afterAll(() => shop.close());

/** A page's socket, and what it hears. */
async function page(headers: Record<string, string> = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${agent.panelPort}/pos`, {
    headers: { origin: PAGE, ...headers },
  });
  await once(socket, "open");
  let id = 0;
  return {
    socket,
    async call(method: string, params: object) {
      id += 1;
      socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }, null, 2));
      const [data] = (await once(socket, "message")) as [Buffer];
      return JSON.parse(data.toString());
    },
  };
}

const hello = { role: "pos", profile: "generic", version: "1" };

/** Status, reason and cookie of an HTTP request to the panel. */
async function asked(headers: Record<string, string>, method = "POST", path = "/pos/session") {
  const call = request({ port: agent.panelPort, host: "127.0.0.1", method, path, headers }).end();
  const [response] = await once(call, "response");
  let body = "";
  for await (const chunk of response) body += chunk;
  return {
    status: response.statusCode as number,
    reason: body === "" ? undefined : JSON.parse(body).reason,
    cookie: response.headers["set-cookie"]?.[0] as string | undefined,
    allowed: response.headers["access-control-allow-origin"] as string | undefined,
  };
}

/** Why a WebSocket is not opened. */
async function turnedAway(headers: Record<string, string>, path = "/pos"): Promise<number> {
  const socket = new WebSocket(`ws://127.0.0.1:${agent.panelPort}${path}`, { headers });
  socket.on("error", () => {});
  const [, response] = await once(socket, "unexpected-response");
  socket.terminate();
  return response.statusCode;
}

test("a page sells with a token in its hello, which is good once", async () => {
  const token = newToken(secret);
  const first = await page();
  expect(await first.call("hello", { ...hello, token })).toMatchObject({ result: { store: "0042" } });
  await first.call("transaction.begin", { transactionId: "w1" });
  expect(await first.call("line.add", { transactionId: "w1", line: line("1") })).toMatchObject({
    result: { totalCents: 119 },
  });
  first.socket.close();
  const second = await page();
  const closed = once(second.socket, "close");
  expect(await second.call("hello", { ...hello, token })).toMatchObject({
    error: { code: -32001, data: { reason: "wrong-token" } },
  });
  await closed;
});

test("a token is exchanged for a cookie that only HTTP sees, and the cookie opens sockets", async () => {
  const {
    status,
    cookie = "",
    allowed,
  } = await asked({ origin: PAGE, authorization: `Bearer ${newToken(secret)}` });
  expect([status, allowed]).toEqual([204, PAGE]);
  expect(cookie).toMatch(/; HttpOnly; Path=\/pos; .*SameSite=None; Secure; Partitioned$/);
  for (let time = 0; time < 2; time += 1) {
    const again = await page({ cookie: cookie.split(";")[0]! });
    expect(await again.call("hello", hello)).toMatchObject({ result: { agent: "0.1.0" } });
    again.socket.close();
  }
});

test("a cookie of one page is none for another, and one that was changed is none", async () => {
  const gate = tokens(secret);
  const foreign = await page({ cookie: `tillside_pos=${gate.cookie("https://other.example")}` });
  expect(await foreign.call("hello", hello)).toMatchObject({ error: { data: { reason: "wrong-token" } } });
  const now = Date.now();
  expect(gate.holds(gate.cookie(PAGE, now), PAGE, now + 86_400_000)).toBe(true);
  expect(gate.holds(gate.cookie(PAGE, now), PAGE, now + 86_400_001)).toBe(false);
  expect(gate.take(newToken(secret, now), now + 120_001)).toBe(false);
  expect(gate.take(newToken(secret, now + 600_000), now)).toBe(false);
});

test("nothing but hello is answered to a page without token or cookie", async () => {
  const stranger = await page();
  expect(await stranger.call("agent.status", {})).toMatchObject({
    error: { data: { reason: "hello-first" } },
  });
  stranger.socket.terminate();
});

test("a page that is not in the list, or comes under another name of this machine, is turned away", async () => {
  const bearer = { authorization: `Bearer ${newToken(secret)}` };
  expect(await turnedAway({ origin: "https://evil.example" })).toBe(403);
  expect(await turnedAway({})).toBe(403);
  expect(await turnedAway({ origin: "null" })).toBe(403);
  expect(await turnedAway({ origin: PAGE, host: "rebound.example" })).toBe(421);
  expect(await turnedAway({ origin: PAGE }, "/other")).toBe(404);
  expect(await asked({ ...bearer, origin: "https://evil.example" })).toMatchObject({
    status: 403,
    reason: "wrong-origin",
    allowed: undefined,
  });
  expect(await asked({ origin: PAGE })).toMatchObject({ status: 401, reason: "wrong-token" });
});

test("the port answers at 127.0.0.1, and at no other address of this machine", async () => {
  const other = connect(agent.panelPort, "127.0.0.2");
  const isIn = once(other, "connect").then(
    () => true,
    () => false,
  );
  expect(await Promise.race([isIn, setTimeout(500, false)])).toBe(false);
  other.destroy();
});

test("a page that is opened ten thousand times in the life of an agent is let in still", () => {
  const gate = tokens(secret);
  let now = Date.now();
  const opened = () => {
    now += 150_000;
    return gate.take(newToken(secret, now), now);
  };
  for (let time = 0; time < 10_000; time += 1) opened();
  expect(opened()).toBe(true);
});

test("a message over 1 MiB ends the page's socket, and a head that drips is not waited for", async () => {
  const big = await page();
  const ended = once(big.socket, "close");
  big.socket.on("error", () => {});
  big.socket.send("x".repeat(1024 * 1024));
  expect((await ended)[0]).toBe(1009);
  const slow = connect(agent.panelPort, "127.0.0.1");
  slow.on("error", () => {});
  slow.on("data", () => {});
  slow.write("GET /pos HTTP/1.1\r\n");
  await once(slow, "close");
});
