/**
 * Stands between a POS and a real agent, and hears both. It knows the till's secret, so it can prove itself to either
 * under its own address; everything else goes on byte by byte as it came, whatever it is.
 */

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { type Codec, codecOf, type Message } from "../pos/codec.ts";
import { pathName } from "../pos/endpoint.ts";
import { framingOf } from "../pos/framing.ts";
import type { Profile } from "../pos/profile.ts";
import type { Outgoing, Request } from "../pos/protocol.ts";
import { proofs, type Where } from "./wire.ts";

export interface RelayEvents {
  /**
   * A POS has said this.
   * @param reply speaks to the POS in the agent's place
   * @returns what goes on to the agent, in the place of the call; undefined: the call itself
   */
  said?(
    connection: number,
    call: Request,
    reply: (message: Outgoing) => void,
  ): readonly Request[] | undefined;
  /** An agent has said this. Returns as `said` does. */
  answered?(connection: number, message: Outgoing, of: Request | undefined): readonly Outgoing[] | undefined;
}

export interface Relay {
  readonly where: Where;
  close(): Promise<void>;
}

export interface RelaySetting {
  readonly profile: Profile;
  readonly secret: Uint8Array;
  /** Where the agent is at this moment. */
  readonly agent: () => Where;
  /** Where a POS connects; port 0 is any free one. */
  readonly at: Where;
}

/** Rejects where the port is taken. */
export async function startRelay(setting: RelaySetting, events: RelayEvents): Promise<Relay> {
  const pairs = new Set<Socket>();
  let number = 0;
  const server = createServer({ noDelay: true }, (pos) => {
    number += 1;
    const agent = connect({ ...setting.agent(), noDelay: true });
    for (const [socket, other] of [
      [pos, agent],
      [agent, pos],
    ] as const) {
      pairs.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        pairs.delete(socket);
        other.end();
      });
    }
    relay(pos, agent, number, setting, events);
  });
  if ("path" in setting.at) server.listen(setting.at.path);
  else server.listen(setting.at.port, setting.at.host);
  await once(server, "listening");
  const { at } = setting;
  return {
    where: "path" in at ? at : { host: at.host, port: (server.address() as AddressInfo).port },
    async close() {
      const closed = once(server, "close");
      server.close();
      for (const socket of pairs) socket.destroy();
      await closed;
    },
  };
}

function relay(
  pos: Socket,
  agent: Socket,
  connection: number,
  { profile, secret, agent: agentIs, at }: RelaySetting,
  events: RelayEvents,
): void {
  const framing = framingOf(profile.framing);
  /** Reads the POS and writes to it as an agent does; and the other way round. */
  const [asAgent, asPos] = [codecOf(profile, "agent"), codecOf(profile, "pos")];
  const asked = new Map<string, Request>();
  const where = agentIs();
  const agentsEnd = "path" in where ? pathName(where.path) : `${where.host}:${where.port}`;
  const ownEnd = "path" in at ? pathName(at.path) : `${pos.localAddress}:${pos.localPort}`;
  let greeted: { posNonce: string; role: string; agentNonce: string } | undefined;

  const frames = (socket: Socket, codec: Codec, each: (frame: Uint8Array) => void, to: Socket) => {
    const reader = codec.reader(32 * 1024 * 1024);
    let lost = false;
    socket.on("data", (chunk) => {
      if (lost) return void to.write(chunk);
      let messages: readonly Uint8Array[];
      try {
        messages = reader.push(chunk);
      } catch {
        // Where the next message begins is not known any more: the other side judges what comes.
        lost = true;
        return void to.write(chunk);
      }
      for (const message of messages) each(message);
    });
  };

  frames(
    pos,
    asAgent,
    (frame) => {
      const call = decoded(asAgent, frame) as (Request & { jsonrpc?: unknown }) | undefined;
      if (call === undefined || typeof call.method !== "string") return agent.write(framing.frame(frame));
      asked.set(String(call.id), call);
      const params = (call.params ?? {}) as Record<string, string>;
      if (call.method === "hello")
        greeted = { posNonce: params.nonce ?? "", role: params.role ?? "", agentNonce: "" };
      const proven = call.method === "hello.confirm" ? reproven(params.proof) : undefined;
      const goesOn =
        events.said?.(connection, call, tell) ??
        (proven === undefined ? undefined : [{ ...call, params: { ...params, proof: proven } }]);
      if (goesOn === undefined) return agent.write(framing.frame(frame));
      for (const { id, method, params: said } of goesOn)
        agent.write(asPos.encode({ jsonrpc: "2.0", id, method, params: said }));
    },
    agent,
  );
  frames(
    agent,
    asPos,
    (frame) => {
      const message = decoded(asPos, frame) as Outgoing | undefined;
      if (message === undefined) return pos.write(framing.frame(frame));
      const of = "id" in message ? asked.get(String(message.id)) : undefined;
      const greeting = of?.method === "hello" ? ownProof(message) : undefined;
      const goesOn =
        events.answered?.(connection, greeting ?? message, of) ??
        (greeting === undefined ? undefined : [greeting]);
      if (goesOn === undefined) {
        // A dialect of XML keeps what the connection has said, to understand what it says next.
        if (profile.encoding === "xml") asAgent.encode(message as Message, of);
        return pos.write(framing.frame(frame));
      }
      for (const said of goesOn) tell(said, of);
    },
    pos,
  );

  function tell(message: Outgoing, of?: Request): void {
    pos.write(asAgent.encode(message, of));
  }

  /** The agent's proof, under the address that the POS sees. */
  function ownProof(message: Outgoing): Outgoing | undefined {
    if (!("result" in message) || greeted === undefined) return undefined;
    const result = message.result as { nonce: string; proof: string };
    greeted = { ...greeted, agentNonce: result.nonce };
    if (!proofs(secret, { ...greeted, endpoint: agentsEnd }).holds(result.proof)) return undefined;
    return {
      ...message,
      result: { ...result, proof: proofs(secret, { ...greeted, endpoint: ownEnd }).agent },
    };
  }

  /** The POS's proof, under the address that the agent sees; a wrong one stays wrong. */
  function reproven(proof: string | undefined): string | undefined {
    if (greeted === undefined || proofs(secret, { ...greeted, endpoint: ownEnd }).pos !== proof)
      return undefined;
    return proofs(secret, { ...greeted, endpoint: agentsEnd }).pos;
  }
}

function decoded(codec: Codec, frame: Uint8Array): unknown {
  try {
    return codec.decode(frame);
  } catch {
    return undefined;
  }
}
