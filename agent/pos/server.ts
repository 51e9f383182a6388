/** The POS port: so many connections on one endpoint, and no more. */

import { createServer, type Socket } from "node:net";
import type { NotificationName } from "../contract/notifications.ts";
import { withAbilities } from "./abilities.ts";
import {
  acceptConnection,
  type Connection,
  type ConnectionEvents,
  type ConnectionSetting,
} from "./connection.ts";
import { type Endpoint, listenAt, PortError, pathName } from "./endpoint.ts";
import type { Profile } from "./profile.ts";
import { socketWire, type Wire } from "./wire.ts";

export { PortError };

/** Proven or not. Who has not proven himself makes room for the next: strangers can't keep the POS out. */
const CONNECTIONS_MAX = 32;

export interface PosServer {
  /** 0 where the endpoint is a path. */
  readonly port: number;
  connections(): readonly Connection[];
  /** Another way in, such as a WebSocket, counted with the rest. Undefined: no room; the wire is ended. */
  accept(wire: Wire, setting: ConnectionSetting, endpoint: string): Connection | undefined;
  /** To every proven peer. */
  notifyAll(name: NotificationName, params: object): void;
  /** Takes no more connections, ends those there are, resolves when the port is free. */
  close(): Promise<void>;
}

export type ServerEvents = Omit<ConnectionEvents, "closed"> & Partial<Pick<ConnectionEvents, "closed">>;

/** Opens the port; port 0 is any free one. Rejects with PortError. */
export async function startPosServer(
  where: Endpoint,
  setting: ConnectionSetting,
  events: ServerEvents,
): Promise<PosServer> {
  const connections = new Set<Connection>();
  /** One for each profile: any of its connections may go on with a sale that another one began. */
  const handles = new Map<Profile, ConnectionEvents["handle"]>();
  const server = createServer((socket) => {
    accept(socketWire(socket), setting, "path" in where ? pathName(where.path) : agentsEnd(socket));
  });
  await listenAt(server, where);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    connections: () => [...connections],
    accept,
    notifyAll(name, params) {
      for (const connection of connections) if (connection.peer()) connection.notify(name, params);
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const connection of connections) connection.close();
      await closed;
    },
  };

  function accept(wire: Wire, given: ConnectionSetting, endpoint: string): Connection | undefined {
    // The profile of this moment is this connection's to its end.
    const of = { ...given };
    if (connections.size >= CONNECTIONS_MAX) {
      const stranger = idlest(connections);
      if (stranger === undefined) return void wire.destroy();
      connections.delete(stranger);
      stranger.abandon();
    }
    let handle = handles.get(of.profile);
    if (handle === undefined) {
      handle = withAbilities(of.profile.abilities, events.handle);
      handles.set(of.profile, handle);
    }
    const connection = acceptConnection(wire, of, endpoint, {
      ...events,
      handle,
      closed(ended) {
        connections.delete(ended);
        events.closed?.(ended);
      },
    });
    connections.add(connection);
    return connection;
  }
}

/** Of those who have proven nothing, first who has not even said hello, then who has been silent longest. */
function idlest(connections: Iterable<Connection>): Connection | undefined {
  let idlest: Connection | undefined;
  for (const connection of connections) {
    if (connection.peer() !== undefined) continue;
    const better = idlest?.standing();
    const own = connection.standing();
    if (
      better === undefined ||
      own.greeted < better.greeted ||
      (own.greeted === better.greeted && own.heardMs < better.heardMs)
    )
      idlest = connection;
  }
  return idlest;
}

function agentsEnd(socket: Socket): string {
  return `${socket.localAddress}:${socket.localPort}`;
}
