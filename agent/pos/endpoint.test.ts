import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { connectPos } from "../client/connect.ts";
import { endpointPath, listenAt, pathName } from "./endpoint.ts";
import { loadProfiles } from "./load-profiles.ts";
import { type PosServer, startPosServer } from "./server.ts";

const secret = "5e".repeat(32);
let folder: string;
let path: string;
const open: PosServer[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-socket-"));
  path = join(folder, "run", "pos.sock");
});
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function openSocket(): Promise<PosServer> {
  const server = await startPosServer(
    { path },
    {
      profile: loadProfiles().profiles.get("generic")!,
      secret: Buffer.from(secret, "hex"),
      language: "it",
      about: () => ({ agent: "test" }),
    },
    { handle: async (_, { params }) => params, fault: console.error },
  );
  open.push(server);
  return server;
}

test("a POS sells through a socket file in a folder that is its owner's alone", async () => {
  mkdirSync(join(folder, "run"), { mode: 0o755 });
  await openSocket();
  expect(statSync(join(folder, "run")).mode & 0o777).toBe(0o700);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const pos = await connectPos({ path, secret });
  expect(await pos.call("echo", { text: "Caffè" })).toEqual({ text: "Caffè" });
  await pos.close();
});

test("the path stands under the proof: by another way to the same socket nobody is let in", async () => {
  await openSocket();
  await expect(connectPos({ path: `${folder}/run/./pos.sock`, secret })).rejects.toMatchObject({
    reason: "wrong-agent",
  });
});

test("the file that a killed agent left behind is taken over", async () => {
  mkdirSync(join(folder, "run"), { mode: 0o700 });
  const script = join(folder, "die.mjs");
  writeFileSync(
    script,
    `import { createServer } from "node:net";
     createServer().listen(process.argv[2], () => process.send("listening"));`,
  );
  const killed = fork(script, [path], { stdio: "ignore" });
  await once(killed, "message");
  killed.kill("SIGKILL");
  await once(killed, "exit");
  expect(existsSync(path)).toBe(true);
  await openSocket();
  const pos = await connectPos({ path, secret });
  await pos.close();
});

test("a socket where somebody answers is left to him, and named", async () => {
  await openSocket();
  await expect(openSocket()).rejects.toThrow(/pos.sock can't be opened: another program has it/);
  const still = connect(path);
  await once(still, "connect");
  still.destroy();
});

test("a file that is no socket is never thrown away", async () => {
  mkdirSync(join(folder, "run"), { mode: 0o700 });
  writeFileSync(path, "the only copy");
  await expect(openSocket()).rejects.toThrow(/is no socket/);
  expect(existsSync(path)).toBe(true);
});

test("a pipe is for Windows, a socket's file for the others: who mixes them up is told what to write", async () => {
  const here = listenAt(createServer(), { path: "\\\\.\\pipe\\tillside" }, "linux");
  await expect(here).rejects.toThrow(/which only Windows has. Name a socket's file/);
  const there = listenAt(createServer(), { path }, "win32");
  await expect(there).rejects.toThrow(String.raw`Write "\\.\pipe\tillside", in JSON each backslash twice`);
  expect(existsSync(path)).toBe(false);
});

test("pipes are named alike however they are written, socket files stand in the data folder", () => {
  expect(pathName("\\\\.\\pipe\\Tillside")).toBe("\\\\.\\pipe\\tillside");
  expect(pathName("/run/Tillside/pos.sock")).toBe("/run/Tillside/pos.sock");
  expect(endpointPath("/data", "run/pos.sock")).toBe("/data/run/pos.sock");
  expect(endpointPath("/data", "\\\\.\\pipe\\tillside")).toBe("\\\\.\\pipe\\tillside");
});
