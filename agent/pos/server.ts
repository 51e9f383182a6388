/** The POS port: TCP on the loopback interface, so many connections and no more. */

import { createServer, type Server } from "node:net";
import type { NotificationName } from "../contract/notifications.ts";
import {
  acceptConnection,
  type Connection,
  type ConnectionEvents,
  type ConnectionSetting,
} from "./connection.ts";

/** Proven or not. Who has not proven himself makes room for the next: strangers can't keep the POS out. */
const CONNECTIONS_MAX = 32;

export interface PosServer {
  readonly port: number;
  connections(): readonly Connection[];
  /** To every proven peer. */
  notifyAll(name: NotificationName, params: object): void;
  /** Takes no more connections, ends those there are, resolves when the port is free. */
  close(): Promise<void>;
}

/** The port can't be opened. `message` says which one and what to do. */
export class PortError extends Error {
  override readonly name = "PortError";
  readonly code: string;
  constructor(code: string, message: string, cause: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** Opens the port; 0 is any free one. Rejects with PortError. */
export async function startPosServer(
  where: { readonly host: string; readonly port: number },
  setting: ConnectionSetting,
  events: Omit<ConnectionEvents, "closed"> & Partial<Pick<ConnectionEvents, "closed">>,
): Promise<PosServer> {
  const connections = new Set<Connection>();
  const server = createServer((socket) => {
    if (connections.size >= CONNECTIONS_MAX) {
      const stranger = [...connections].find((connection) => connection.peer() === undefined);
      if (stranger === undefined) return void socket.destroy();
      connections.delete(stranger);
      stranger.abandon();
    }
    connections.add(
      acceptConnection(socket, setting, {
        ...events,
        closed(connection) {
          connections.delete(connection);
          events.closed?.(connection);
        },
      }),
    );
  });
  await listening(server, where);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : where.port,
    connections: () => [...connections],
    notifyAll(name, params) {
      for (const connection of connections) if (connection.peer()) connection.notify(name, params);
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const connection of connections) connection.close();
      await closed;
    },
  };
}

function listening(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const what = `The POS port ${host}:${port} can't be opened`;
      const advice: Record<string, string> = {
        EADDRINUSE:
          "another program has it, perhaps an agent that already runs; end that, or choose another pos.port",
        EACCES: "ports below 1024 need more rights; choose another pos.port",
        EADDRNOTAVAIL: "this machine has no such address; set pos.host to 127.0.0.1",
      };
      const code = error.code ?? "fault";
      reject(new PortError(code, `${what}: ${advice[code] ?? error.message}.`, error));
    });
    server.listen(port, host, resolve);
  });
}
