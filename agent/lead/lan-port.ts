/**
 * The port at which the other tills of the store call this one: taken as soon as it can be, and with the certificate that
 * this till has now, which is renewed several times in a year that an agent runs.
 */

import type { Socket } from "node:net";
import { createServer, type Server, type TLSSocket } from "node:tls";
import { lanTls, type TillFiles } from "../../sync/enrol/till-files.ts";
import type { LanMember } from "../../sync/lead/lan.ts";
import type { Log } from "../log.ts";

export interface LanPortParts {
  readonly me: Pick<LanMember, "host" | "port">;
  /** Calls that are taken at once. */
  readonly callsMax: number;
  readonly handshakeMs: number;
  /** Read anew. Throws SyncError. */
  files(): TillFiles;
  /** Before anybody has proved himself on it. */
  called(socket: Socket): void;
  met(socket: TLSSocket): void;
  readonly log: Log;
}

export interface LanPort {
  /** Tries again what could not be done, and shows what was renewed. Never rejects. */
  look(): Promise<void>;
  /** Why this till can't be called. */
  problem(): string | undefined;
  /** Takes no calls any more; resolves when those that were taken have ended. */
  close(): Promise<void>;
}

export function openLanPort(parts: LanPortParts): LanPort {
  const { me, callsMax, handshakeMs, files, called, met, log } = parts;
  let server: Server | undefined;
  /** With this certificate. */
  let shown: string | undefined;
  let problem: string | undefined;
  let looking: Promise<void> = Promise.resolve();
  let closing = false;

  async function once(): Promise<void> {
    if (closing) return;
    try {
      const own = files();
      if (server === undefined) server = await listening(own);
      else if (own.certificate !== shown) server.setSecureContext(lanTls(own));
      shown = own.certificate;
      problem = undefined;
    } catch (error) {
      const before = problem;
      problem = `The other tills of the store can't reach this one: port ${me.port} can't be used (${(error as Error).message}).`;
      if (problem !== before) log.error("lan-port", { message: problem });
    }
  }

  async function listening(own: TillFiles): Promise<Server> {
    const taken = createServer({ ...lanTls(own), handshakeTimeout: handshakeMs }, met);
    taken.on("connection", called);
    taken.maxConnections = callsMax;
    taken.on("tlsClientError", (error, socket) => {
      log.info("lan-refused", { from: socket.remoteAddress, message: error.message });
    });
    const on = (host: string | undefined) =>
      new Promise<void>((resolve, reject) => {
        taken.once("error", reject);
        taken.listen({ port: me.port, ...(host && { host }) }, () => {
          taken.off("error", reject);
          resolve();
        });
      });
    // The listed name may be one that only others know this till by.
    await on(me.host).catch((error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? Promise.reject(error) : on(undefined),
    );
    taken.on("error", (error) => log.warning("lan-server", { message: error.message }));
    return taken;
  }

  const look = () => {
    looking = looking.then(once);
    return looking;
  };
  return {
    look,
    problem: () => problem,
    async close() {
      closing = true;
      await looking;
      await new Promise<void>((resolve) =>
        server === undefined ? resolve() : server.close(() => resolve()),
      );
    },
  };
}
