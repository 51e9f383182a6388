import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectPos, type PosClient } from "../client/connect.ts";
import type { ConnectionSetting } from "./connection.ts";
import { nonce, proofOf } from "./handshake.ts";
import { loadProfiles } from "./load-profiles.ts";
import { CONTRACT_VERSION, PosError } from "./protocol.ts";
import { type PosServer, startPosServer } from "./server.ts";

const secret = "5e".repeat(32);
let server: PosServer;
const clients: PosClient[] = [];

const setting: ConnectionSetting = {
  profile: loadProfiles().profiles.get("generic")!,
  secret: Buffer.from(secret, "hex"),
  language: "it",
  about: () => ({ agent: "test" }),
};

beforeEach(async () => {
  server = await openPort(setting);
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  await server.close();
});

function openPort(setting: ConnectionSetting): Promise<PosServer> {
  return startPosServer({ host: "127.0.0.1", port: 0 }, setting, {
    async handle(_, { method, params }) {
      if (method !== "echo") throw new PosError("unknown-call", { detail: method });
      return params;
    },
    fault: (error) => {
      throw error;
    },
  });
}

async function pos(language: "it" | "en" = "it"): Promise<PosClient> {
  const client = await connectPos({ port: server.port, secret, language });
  clients.push(client);
  return client;
}

/** Everything the port says to these bytes until it closes the connection. */
async function said(bytes: string | Uint8Array, to = server): Promise<string> {
  const socket = connect(to.port, "127.0.0.1");
  socket.on("error", () => {});
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk;
  });
  socket.write(bytes);
  await once(socket, "close");
  return text;
}

test("a POS that knows the secret is heard, and the agent has proven itself first", async () => {
  const client = await pos();
  expect(client.hello).toMatchObject({ agent: "test", abilities: { scanner: "agent", columns: 42 } });
  expect(await client.call("echo", { text: "Caffè 1,20 €" })).toEqual({ text: "Caffè 1,20 €" });
});

test("a POS with another secret notices that this is not its agent, and sends nothing", async () => {
  await expect(connectPos({ port: server.port, secret: "00".repeat(32) })).rejects.toMatchObject({
    reason: "wrong-agent",
  });
});

test("nothing but hello is answered before the proof", async () => {
  const socket = connect(server.port, "127.0.0.1");
  socket.write('{"jsonrpc":"2.0","id":1,"method":"echo","params":{}}\n');
  const [text] = (await once(socket, "data")) as [Buffer];
  expect(JSON.parse(text.toString())).toMatchObject({
    id: 1,
    error: { code: -32001, data: { reason: "hello-first" } },
  });
  socket.destroy();
});

test("who talks on and on without a proof is not listened to", async () => {
  const text = await said("{}\n".repeat(20_000));
  expect(text.match(/not-a-request/g)).toHaveLength(8);
  expect(text).toContain('"reason":"hello-first"');
});

test("a wrong proof ends the connection", async () => {
  const hello = { nonce: "00".repeat(16), role: "pos", profile: "generic", version: "1" };
  const lines = [
    { jsonrpc: "2.0", id: 1, method: "hello", params: hello },
    { jsonrpc: "2.0", id: 2, method: "hello.confirm", params: { proof: "00".repeat(32) } },
  ];
  const text = await said(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  expect(text).toContain('"reason":"wrong-proof"');
});

test("broken JSON is named, and the next call works", async () => {
  const socket = connect(server.port, "127.0.0.1");
  socket.write('{"jsonrpc":"2.0",\n\n');
  const [first] = (await once(socket, "data")) as [Buffer];
  expect(JSON.parse(first.toString())).toMatchObject({ id: null, error: { code: -32700 } });
  socket.write('{"jsonrpc":"2.0","id":"x","method":"hello","params":{"nonce":7}}\n');
  const [second] = (await once(socket, "data")) as [Buffer];
  expect(JSON.parse(second.toString())).toMatchObject({
    id: "x",
    error: { code: -32602, data: { field: "nonce" } },
  });
  socket.destroy();
});

test("an unknown call is an error in the operator's language", async () => {
  const english = await pos("en");
  await expect(english.call("sing")).rejects.toMatchObject({ code: -32601, message: "Unknown call." });
  const italian = await pos();
  await expect(italian.call("sing")).rejects.toMatchObject({
    code: -32601,
    message: "Funzione sconosciuta.",
  });
});

test("a message of 2 MiB is refused clearly and its connection closed, while others live on", async () => {
  const other = await pos();
  const big = await pos();
  await expect(big.call("echo", { text: "x".repeat(2 * 1024 * 1024) })).rejects.toMatchObject({
    reason: "too-large",
  });
  expect(await other.call("echo", { ok: 1 })).toEqual({ ok: 1 });
});

test("a message nested out of all measure is refused before anything recursive meets it", async () => {
  const client = await pos();
  let deep: unknown = 1;
  for (let level = 0; level < 100; level += 1) deep = [deep];
  await expect(client.call("echo", { deep })).rejects.toMatchObject({ reason: "too-deep" });
  await expect(client.call("echo", { many: Array(70_000).fill(0) })).rejects.toMatchObject({
    reason: "too-deep",
  });
});

test.each([
  ["an HTTP request", "GET /v1/sales HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "HTTP"],
  ["a browser's POST", 'POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{"jsonrpc":"2.0"}', "HTTP"],
  ["a TLS client", Buffer.from("1603010200010001fc0303", "hex"), "TLS"],
])("%s is told what this port is, and closed", async (_, bytes, protocol) => {
  const text = await said(bytes);
  expect(text).toMatch(/^This is the Tillside agent's port for POS software/);
  expect(text).toContain(`"generic", not ${protocol}.`);
});

test("who says nothing is not waited for", async () => {
  const impatient = await openPort({ ...setting, handshakeMs: 50 });
  expect(await said("", impatient)).toContain('"reason":"too-slow"');
  await impatient.close();
});

test("strangers who hold every connection don't keep the POS out", async () => {
  const held = Array.from({ length: 32 }, () => connect(server.port, "127.0.0.1").on("error", () => {}));
  await Promise.all(held.map((socket) => once(socket, "connect")));
  expect(await (await pos()).call("echo", { text: "heard" })).toEqual({ text: "heard" });
  for (const socket of held) socket.destroy();
});

test("the thirty-third POS is not taken, and those before it live on", async () => {
  const first = await pos();
  for (let n = 1; n < 32; n += 1) await pos();
  await expect(connectPos({ port: server.port, secret, timeoutMs: 1000 })).rejects.toMatchObject({ code: 0 });
  expect(await first.call("echo", { text: "heard" })).toEqual({ text: "heard" });
});

test("a stranger's megabytes are not read", async () => {
  const text = await said(`${JSON.stringify({ much: "x".repeat(300_000) })}\n`);
  expect(text).toContain('"reason":"hello-first"');
  expect(text.split("\n")).toHaveLength(2);
});

test("a port in use is named, with what to do", async () => {
  await expect(
    startPosServer({ host: "127.0.0.1", port: server.port }, setting, {
      handle: async () => ({}),
      fault() {},
    }),
  ).rejects.toThrow(new RegExp(`127.0.0.1:${server.port} can't be opened: another program has it`));
});

test("a proven POS hears notifications", async () => {
  const client = await pos();
  const heard = new Promise((resolve) => client.on("status", resolve));
  server.notifyAll("status", { printer: "gone" });
  expect(await heard).toEqual({ printer: "gone" });
});

test("who has begun a message and drips on is let go, once it is proven too", async () => {
  const strict = await openPort({ ...setting, frameMs: 50 });
  const dripping = await proven(strict);
  dripping.write('{"jsonrpc":"2.0","id":1,"method":"echo"');
  let text = "";
  dripping.on("data", (chunk) => {
    text += chunk;
  });
  await once(dripping, "close");
  expect(text).toContain('"reason":"too-slow"');
  await strict.close();
});

test("a crowd of strangers who say hello and no more does not keep the POS out", async () => {
  const noise = setInterval(() => {
    for (const socket of crowd) if (socket.writable) socket.write("\n");
  }, 5);
  const crowd = Array.from({ length: 100 }, () => connect(server.port, "127.0.0.1").on("error", () => {}));
  try {
    for (let sale = 0; sale < 5; sale += 1)
      expect(await (await pos()).call("echo", { sale })).toEqual({ sale });
  } finally {
    clearInterval(noise);
    for (const socket of crowd) socket.destroy();
  }
});

/** A connection that has shaken hands by hand. */
async function proven(to: PosServer): Promise<Socket> {
  const socket = connect(to.port, "127.0.0.1");
  const posNonce = nonce();
  const role = "pos";
  const version = CONTRACT_VERSION;
  const tell = async (id: number, method: string, params: object) => {
    socket.write(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
    const [answer] = (await once(socket, "data")) as [Buffer];
    return JSON.parse(answer.toString()).result;
  };
  const hello = await tell(1, "hello", { nonce: posNonce, role, profile: "generic", version });
  const terms = { posNonce, agentNonce: hello.nonce, role, endpoint: `127.0.0.1:${to.port}`, version };
  await tell(2, "hello.confirm", { proof: proofOf("pos", setting.secret, terms) });
  return socket;
}
