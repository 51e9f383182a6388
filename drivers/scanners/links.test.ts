import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Scanner } from "../device.ts";
import { listenAside } from "../printers/emulator/listen-aside.ts";
import { collect } from "./collect.ts";
import { type ScannerRig, scannerChecks } from "./conformance.ts";
import { openScanner, scannerSchema } from "./open-scanner.ts";

const open: { server?: Server; scanner?: Scanner } = {};

afterEach(async () => {
  await open.scanner?.close();
  open.server?.close();
});

/** A serial-to-network bridge; resolves with each connection to it. */
async function bridge() {
  const server = createServer();
  open.server = server;
  await listenAside(async (port) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  });
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

/** A bridge whose scanner is pulled out together with it, and put back at the same number. */
async function rig(): Promise<ScannerRig> {
  const { port } = await bridge();
  const sockets = new Set<Socket>();
  const server = open.server!;
  server.on("connection", (socket) => {
    sockets.add(socket.on("close", () => sockets.delete(socket)).on("error", () => {}));
  });
  const write = (bytes: string): void => {
    for (const socket of sockets) socket.write(bytes);
  };
  const unplug = async (): Promise<void> => {
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    open: (events) =>
      openScanner({ kind: "tcp", host: "127.0.0.1", port, reopenMinMs: 10, reopenMaxMs: 20 }, events),
    send: (label) => write(`${label}\r\n`),
    sendHalf: (label) => write(label.slice(0, 5)),
    unplug,
    plug: async () => {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
    },
    remove: async () => {
      if (server.listening) await unplug();
    },
  };
}

describe("a scanner behind a network bridge does what every scanner does:", () => {
  test.each(scannerChecks(rig, { twin: false }))("$name", ({ run }) => run());
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
  expect(scannerSchema.parse({ kind: "hid-pos" })).toMatchObject({ interReportMs: 500 });
  expect(scannerSchema.safeParse({ kind: "hid-keyboard" }).error?.message).toContain("must be named");
  expect(scannerSchema.safeParse({ kind: "carrier-pigeon" }).success).toBe(false);
});
