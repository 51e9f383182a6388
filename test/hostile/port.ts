/** A POS port to be hurt: every profile, a till that answers three calls, and what it calls a fault. */

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { connectPos, type PosClient } from "../../agent/client/connect.ts";
import { codecOf, type Message } from "../../agent/pos/codec.ts";
import { nonce, proofOf } from "../../agent/pos/handshake.ts";
import { loadProfiles } from "../../agent/pos/load-profiles.ts";
import type { Profile } from "../../agent/pos/profile.ts";
import { CONTRACT_VERSION, PosError } from "../../agent/pos/protocol.ts";
import { type PosServer, startPosServer } from "../../agent/pos/server.ts";

export const secret = "5e".repeat(32);
export const profiles: readonly Profile[] = [...loadProfiles().profiles.values()];

/** What the till answers when it is asked to be big. */
const BIG = "x".repeat(900_000);

export interface HurtPort {
  readonly server: PosServer;
  readonly profile: Profile;
  /** What was no PosError: must stay empty. */
  readonly faults: unknown[];
  /** An honest POS. */
  pos(): Promise<PosClient>;
  /** Connected, and silent so far. */
  stranger(): Promise<Socket>;
  /** Has shaken hands, and can be made to say anything. */
  proven(): Promise<Socket>;
}

export async function hurtPort(profile: Profile, handshakeMs = 1000): Promise<HurtPort> {
  const faults: unknown[] = [];
  const server = await startPosServer(
    { host: "127.0.0.1", port: 0 },
    {
      profile,
      secret: Buffer.from(secret, "hex"),
      language: "it",
      about: () => ({ agent: "test" }),
      handshakeMs,
    },
    {
      async handle(_, { method, params }) {
        const { transactionId = "" } = params as { transactionId?: unknown };
        if (method === "transaction.cancel") return { transactionId, state: "voided", release: 1 };
        if (method === "explain") return { transactionId, explanations: [], text: BIG };
        throw new PosError("unknown-call");
      },
      fault: (error) => void faults.push(error),
    },
  );
  const stranger = async () => {
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => {});
    await once(socket, "connect");
    return socket;
  };
  return {
    server,
    profile,
    faults,
    stranger,
    pos: () => connectPos({ port: server.port, secret, profile, timeoutMs: 5000 }),
    async proven() {
      const socket = await stranger();
      const codec = codecOf(profile, "pos");
      const reader = codec.reader(1 << 20);
      const posNonce = nonce();
      const role = "pos";
      const version = CONTRACT_VERSION;
      const ask = async (message: Message) => {
        socket.write(codec.encode(message));
        for (;;) {
          const [chunk] = (await once(socket, "data")) as [Buffer];
          for (const bytes of reader.push(chunk))
            return (codec.decode(bytes) as { result: { nonce: string } }).result;
        }
      };
      const params = { nonce: posNonce, role, profile: profile.name, version };
      const { nonce: agentNonce } = await ask({ jsonrpc: "2.0", id: 1, method: "hello", params });
      const endpoint = `127.0.0.1:${server.port}`;
      const proof = proofOf("pos", Buffer.from(secret, "hex"), {
        posNonce,
        agentNonce,
        role,
        endpoint,
        version,
      });
      await ask({ jsonrpc: "2.0", id: 2, method: "hello.confirm", params: { proof } });
      return socket;
    },
  };
}

/** A sale of the honest POS, which must be answered whatever else happens. */
export async function sells(pos: PosClient, transactionId: string): Promise<string> {
  const { state } = await pos.call<{ state: string }>("transaction.cancel", { transactionId });
  return state;
}

/** Everything that is said until the port closes the connection. */
export async function lastWords(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk.toString("latin1");
  });
  await closed(socket);
  return text;
}

/** However it ends: a reset is an end like any other. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve();
    else socket.once("close", () => resolve());
  });
}
