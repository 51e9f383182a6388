/** Whatever bytes come, on every framing: no crash, no fault, and an honest POS is answered meanwhile. */

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { PosClient } from "../../agent/client/connect.ts";
import { codecOf, type Message } from "../../agent/pos/codec.ts";
import { closed, type HurtPort, hurtPort, lastWords, profiles, sells } from "./port.ts";

type Mutation = (bytes: Buffer) => Buffer;

const at = fc.double({ min: 0, max: 0.999, noNaN: true });
/** One thing that goes wrong with bytes on their way. */
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(at, fc.integer({ min: 1, max: 255 })).map(
    ([where, by]): Mutation =>
      (bytes) => {
        const changed = Buffer.from(bytes);
        const index = Math.floor(where * changed.length);
        changed[index] = changed[index]! ^ by;
        return changed;
      },
  ),
  at.map(
    (where): Mutation =>
      (bytes) =>
        bytes.subarray(0, Math.floor(where * bytes.length)),
  ),
  at.map(
    (where): Mutation =>
      (bytes) =>
        bytes.subarray(Math.floor(where * bytes.length)),
  ),
  fc.tuple(at, fc.uint8Array({ minLength: 1, maxLength: 20 })).map(
    ([where, more]): Mutation =>
      (bytes) => {
        const index = Math.floor(where * bytes.length);
        return Buffer.concat([bytes.subarray(0, index), more, bytes.subarray(index)]);
      },
  ),
  fc.constant<Mutation>((bytes) => Buffer.concat([bytes, bytes])),
);

/** Calls by the grammar whose contents are anything. */
const call: fc.Arbitrary<Message> = fc
  .record({
    id: fc.oneof(fc.nat(), fc.string({ maxLength: 120 })),
    method: fc.constantFrom(
      "hello",
      "hello.confirm",
      "transaction.cancel",
      "line.add",
      "scan",
      "transaction.complete",
    ),
    params: fc.oneof(
      fc.dictionary(
        fc.constantFrom(
          "transactionId",
          "line",
          "nonce",
          "proof",
          "discountCents",
          "data",
          "basket",
          "answer",
        ),
        fc.jsonValue({ maxDepth: 4 }),
        { noNullPrototype: true },
      ),
      fc.jsonValue({ maxDepth: 3 }),
    ),
  })
  .map((message) => ({ jsonrpc: "2.0" as const, ...message }));

describe.each(profiles.map((profile) => [profile.name, profile] as const))("%s", (_, profile) => {
  let port: HurtPort;
  let patient: HurtPort;
  let honest: PosClient;

  beforeAll(async () => {
    port = await hurtPort(profile);
    patient = await hurtPort(profile, 600_000);
    honest = await port.pos();
  });
  afterAll(async () => {
    await honest.close();
    await port.server.close();
    await patient.server.close();
    expect([...port.faults, ...patient.faults]).toEqual([]);
  });

  test("frames that were hurt on their way, before the proof and after it", async () => {
    const codec = codecOf(profile, "pos");
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        async (known, mutations) => {
          const socket = known ? await port.proven() : await port.stranger();
          const method = known ? "transaction.cancel" : "hello";
          const message = { jsonrpc: "2.0", id: 7, method, params: { transactionId: "1" } } as const;
          socket.write(
            mutations.reduce<Buffer>((bytes, hurt) => hurt(bytes), Buffer.from(codec.encode(message))),
          );
          socket.end();
          await lastWords(socket);
          expect(await sells(honest, "h")).toBe("voided");
        },
      ),
      { numRuns: 40 },
    );
  });

  test("calls by the grammar with anything in them", async () => {
    const codec = codecOf(profile, "pos");
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 6 }), async (calls) => {
        const socket = await port.proven();
        for (const one of calls) {
          try {
            socket.write(codec.encode(one));
          } catch {
            // A dialect that can't even write it has nothing to send.
          }
        }
        socket.end();
        await lastWords(socket);
        expect(await sells(honest, "h")).toBe("voided");
      }),
      { numRuns: 30 },
    );
  });

  test.each([
    ["a browser", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", "HTTP"],
    ["a browser's form", 'POST /x HTTP/1.1\r\nContent-Length: 2\r\n\r\n{"jsonrpc":"2.0"}\n', "HTTP"],
    ["TLS", Buffer.from("1603010200010001fc0303", "hex"), "TLS"],
  ])("%s is told what this port is, and closed at once", async (_, bytes, protocol) => {
    // Not when a handshake would be over.
    const socket = await patient.stranger();
    socket.write(bytes);
    expect(await lastWords(socket)).toContain(`"${profile.name}", not ${protocol}.`);
  });

  test("other protocols are not listened to for longer than a handshake may take", async () => {
    const talks = [
      "SSH-2.0-OpenSSH_9.2p1\r\n",
      "EHLO localhost\r\n",
      "*1\r\n$4\r\nPING\r\n",
      // PostgreSQL's startup, a printer's status command, noughts, STX without end.
      Buffer.from("0000000804d2162f", "hex"),
      Buffer.from("100401", "hex"),
      Buffer.alloc(5000),
      Buffer.alloc(5000, 0x02),
    ];
    const ends = talks.map(async (bytes) => {
      const socket = await port.stranger();
      socket.write(bytes);
      return lastWords(socket);
    });
    expect(await sells(honest, "h")).toBe("voided");
    await Promise.all(ends);
    await vi.waitFor(() => expect(port.server.connections().length).toBe(1), 20_000);
  });

  test("who asks and never reads is cut off, and the others are answered", async () => {
    const socket = await port.proven();
    socket.pause();
    const codec = codecOf(profile, "pos");
    const over = closed(socket);
    const flood = setInterval(() => {
      if (!socket.writable) return;
      const params = { transactionId: "1" };
      for (let id = 0; id < 8; id += 1)
        socket.write(codec.encode({ jsonrpc: "2.0", id, method: "explain", params }));
    }, 5);
    try {
      await over;
    } finally {
      clearInterval(flood);
    }
    expect(await sells(honest, "h")).toBe("voided");
  });
});
