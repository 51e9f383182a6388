/** A program that has taken the agent's place learns nothing: the POS hears its proof first, and sends no card. */

import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { connectPos } from "../../agent/client/connect.ts";
import { type HurtPort, hurtPort, profiles, secret } from "./port.ts";

const generic = profiles.find(({ name }) => name === "generic")!;
const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Takes an endpoint; `answer` has every connection, `heard` all that POS software has said to it. */
async function squat(
  at: object,
  answer: (pos: Socket) => void,
): Promise<{ server: Server; heard: () => string }> {
  let heard = "";
  const server = createServer((pos) => {
    pos.on("error", () => {});
    pos.on("data", (chunk) => {
      heard += chunk;
    });
    answer(pos);
  });
  await new Promise<void>((resolve) => server.listen(at, resolve));
  open.push(server);
  return { server, heard: () => heard };
}

const portOf = (server: Server) => (server.address() as { port: number }).port;
/** The first message of a POS and nothing after it. */
const onlyHello = /^\{[^\n]*"method":"hello"[^\n]*\}\n$/;

test("a squatter that makes a proof up is found out", async () => {
  const { server, heard } = await squat({ host: "127.0.0.1", port: 0 }, (pos) => {
    pos.once("data", () => {
      const result = { nonce: "00".repeat(16), proof: "00".repeat(32) };
      pos.write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, result })}\n`);
    });
  });
  await expect(connectPos({ port: portOf(server), secret })).rejects.toMatchObject({ reason: "wrong-agent" });
  expect(heard()).toMatch(onlyHello);
});

async function agent(): Promise<HurtPort> {
  const port = await hurtPort(generic);
  open.push(port.server);
  return port;
}

/** To the real agent, which sits elsewhere. */
const relay = (to: HurtPort) => (pos: Socket) => {
  const real = connect(to.server.port, "127.0.0.1");
  real.on("error", () => {});
  pos.pipe(real).pipe(pos);
};

test("one that relays to the real agent is found out: the endpoint stands under the proof", async () => {
  const { server, heard } = await squat({ host: "127.0.0.1", port: 0 }, relay(await agent()));
  await expect(connectPos({ port: portOf(server), secret })).rejects.toMatchObject({ reason: "wrong-agent" });
  expect(heard()).toMatch(onlyHello);
});

test("so is one that sits on the path of a socket", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tillside-squatter-"));
  open.push({ close: () => rmSync(folder, { recursive: true, force: true }) });
  const path = join(folder, "pos.sock");
  const { heard } = await squat({ path }, relay(await agent()));
  await expect(connectPos({ path, secret })).rejects.toMatchObject({ reason: "wrong-agent" });
  expect(heard()).toMatch(onlyHello);
});

test("what an agent proved to one connection proves nothing on the next", async () => {
  const port = await agent();
  let recorded: Buffer | undefined;
  const spy = await squat({ host: "127.0.0.1", port: 0 }, (pos) => {
    if (recorded !== undefined) return void pos.once("data", () => pos.write(recorded!));
    const real = connect(port.server.port, "127.0.0.1");
    real.on("error", () => {});
    real.once("data", (chunk) => {
      recorded = chunk;
      pos.write(chunk);
    });
    pos.pipe(real);
  });
  for (let time = 0; time < 2; time += 1)
    await expect(connectPos({ port: portOf(spy.server), secret })).rejects.toMatchObject({
      reason: "wrong-agent",
    });
  expect(recorded?.toString()).toContain('"proof"');
});
