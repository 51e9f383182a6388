import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { PassThrough } from "node:stream";
import { afterEach, expect, test, vi } from "vitest";
import type { Scanner } from "../device.ts";
import { collect } from "./collect.ts";
import { openScanner, scannerSchema } from "./open-scanner.ts";
import { openStreamScanner } from "./stream.ts";

const open: { server?: Server; scanner?: Scanner } = {};

afterEach(async () => {
  vi.useRealTimers();
  await open.scanner?.close();
  open.server?.close();
});

/** A serial-to-network bridge; resolves with each connection to it. */
async function bridge() {
  const server = createServer();
  open.server = server;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const connection = async (): Promise<Socket> => (await once(server, "connection"))[0];
  return { port: (server.address() as AddressInfo).port, connection };
}

/** Resolves when something in this program next dials a number. */
const nextDial = (): Promise<void> =>
  new Promise((resolve) => {
    const dialled = (): void => {
      unsubscribe("net.client.socket", dialled);
      resolve();
    };
    subscribe("net.client.socket", dialled);
  });

test("scans typed into a stream go through the same framing", async () => {
  const told = collect();
  const typed = new PassThrough();
  const scanner = openStreamScanner(typed, told, { name: "Keyboard" });
  expect(scanner).toMatchObject({ name: "Keyboard" });
  expect(scanner.state()).toBe("ready");
  typed.write("]C0ABC\r");
  typed.write("8076809");
  typed.write("513753\n");
  await told.until(({ scans }) => scans.length === 2);
  expect(told.scans).toEqual(["]C0ABC", "8076809513753"]);
  typed.write("half");
  typed.end();
  await told.until(({ states }) => states.includes("gone"));
  await scanner.close();
  expect(told.scans).toHaveLength(2);
  expect(told.states).toEqual(["gone", "closed"]);
});

test("a stream that ends in mid-scan delivers no half, also where silence would end a scan", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const told = collect();
  const typed = new PassThrough();
  const scanner = openStreamScanner(typed, told, { terminator: "none", interByteMs: 20 });
  const half = once(typed, "data");
  typed.write("80768");
  await half;
  expect(vi.getTimerCount()).toBe(1);
  typed.end();
  await told.until(({ states }) => states.includes("gone"));
  vi.advanceTimersByTime(1000);
  await scanner.close();
  expect(told.scans).toEqual([]);
});

test("a scanner behind a network bridge is found again when the bridge comes back", async () => {
  const { port, connection } = await bridge();
  const told = collect();
  const first = connection();
  open.scanner = openScanner({ kind: "tcp", host: "127.0.0.1", port, reopenMinMs: 10 }, told);
  const socket = await first;
  socket.write("one\r\nhal");
  await told.until(({ scans }) => scans.length === 1);
  const second = connection();
  socket.destroy();
  (await second).write("f\r\ntwo\r\n");
  await told.until(({ scans }) => scans.length === 3);
  expect(told.scans).toEqual(["one", "f", "two"]);
  expect(told.states).toEqual(["ready", "gone", "ready"]);
});

test("a bridge that is not there is told once, with the address", async () => {
  const { port } = await bridge();
  open.server?.close();
  const told = collect();
  open.scanner = openScanner(
    { kind: "tcp", host: "127.0.0.1", port, reopenMinMs: 10, reopenMaxMs: 10 },
    told,
  );
  await told.until(({ faults }) => faults.length > 0);
  // The second attempt from here on begins when the first has failed and all of that has been told.
  for (let attempt = 1; attempt <= 2; attempt++) await nextDial();
  expect(told.faults).toHaveLength(1);
  expect(told.faults[0]).toMatchObject({
    code: "not-found",
    message: expect.stringContaining(`127.0.0.1:${port}`),
  });
});

test("a configuration names the kind of link, and nothing it does not know", () => {
  expect(scannerSchema.parse({ kind: "serial", path: "COM5" })).toMatchObject({
    baudRate: 9600,
    terminator: "auto",
  });
  expect(scannerSchema.safeParse({ kind: "serial", path: "COM5", bauds: 9600 }).success).toBe(false);
  expect(scannerSchema.safeParse({ kind: "carrier-pigeon" }).success).toBe(false);
});
