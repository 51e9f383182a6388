import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, expect, test } from "vitest";
import { connectPos } from "./connect.ts";

let server: Server;
afterEach(() => server.close());

/** Some other program on the agent's port, which says this to whatever it hears; the end of a connection to it. */
async function stranger(answer: string): Promise<{ port: number; left: Promise<unknown> }> {
  const left = Promise.withResolvers<void>();
  server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("close", () => left.resolve());
    socket.once("data", () => socket.write(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { port: (server.address() as AddressInfo).port, left: left.promise };
}

test.each([
  ["an HTTP server", "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"],
  ["a program that speaks JSON, but not of us", "null\n"],
  ["a program that answers the greeting with nothing", '{"jsonrpc":"2.0","id":1,"result":null}\n'],
  [
    "a program that answers the greeting with other things",
    '{"jsonrpc":"2.0","id":1,"result":{"nonce":7}}\n',
  ],
  ["a program that never ends its line", "x".repeat(17 * 1024 * 1024)],
])("%s on the agent's port is no agent: the POS is told, lives on, and has hung up", async (_, answer) => {
  const { port, left } = await stranger(answer);
  await expect(connectPos({ port, secret: "5e".repeat(32) })).rejects.toMatchObject({
    name: "PosCallError",
    reason: "wrong-agent",
    message: expect.stringContaining(`127.0.0.1:${port}`),
  });
  await left;
});
