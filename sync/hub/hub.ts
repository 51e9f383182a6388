/** The hub at HQ: hands out releases, takes in what tills have journalled, answers HQ's questions. */
import { X509Certificate } from "node:crypto";
import { createServer as createHttpServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import type { Authority } from "../enrol/certificate.ts";
import { SyncError } from "../protocol.ts";
import { hubApp } from "./app.ts";
import { loadAuthority } from "./authority.ts";
import { watchHead } from "./hints.ts";
import { openHubStore } from "./hub-store.ts";
import type { HubStore } from "./store.ts";
import { loadHubSecret } from "./token.ts";

export interface HubOptions {
  /** Holds hub.db, hub.secret, store-ca.key and store-ca.pem, made if missing; and chain.key, which tills are handed. */
  readonly dataDir: string;
  /** postgres://…: what tills send goes there instead of into hub.db, and several hubs may share it. */
  readonly databaseUrl?: string | undefined;
  /** Where `publish` writes. It may still be empty, or missing. */
  readonly releasesDir: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Default 127.0.0.1: other machines reach the hub only if you say so. */
  readonly host?: string;
  /** At least 32 characters. Default: `hub.secret` of the data folder, made at the first start. */
  readonly secret?: string;
  /** PEM: the hub's certificate, with whatever is between it and its CA, and its key. Absent: plain HTTP. */
  readonly tls?: HubTls | undefined;
  /** Milliseconds since 1970. Default: the machine's clock. */
  readonly nowMs?: () => number;
  /** Called for requests that failed of HQ's own fault. Default: one line on stderr. */
  readonly onFault?: (error: unknown, path: string) => void;
}

export interface HubTls {
  readonly cert: string;
  readonly key: string;
  /** The chain's own CA, which tills are handed when they are enrolled: they take no other. Absent: a public one. */
  readonly ca?: string | undefined;
}

export interface Hub {
  /** Without a slash at its end. */
  readonly url: string;
  /** Resolves when the port is free and the database closed. Requests that were being answered are cut off. */
  close(): Promise<void>;
}

/** Resolves when it listens. Throws SyncError `unusable`: port taken, folder unwritable, database damaged. */
export async function startHub(options: HubOptions): Promise<Hub> {
  const { dataDir, releasesDir, port, host = "127.0.0.1" } = options;
  const store = await openHubStore({ dataDir, databaseUrl: options.databaseUrl });
  const hints = watchHead(releasesDir);
  try {
    const secret = options.secret ?? loadHubSecret(dataDir);
    if (secret.length < 32) throw new SyncError("unusable", "the hub's secret needs at least 32 characters");
    const onFault = options.onFault ?? logFault;
    const authority = await authorityFor(store, dataDir);
    const enrolment = { authority, chainKeyFile: join(dataDir, "chain.key"), hubCa: options.tls?.ca };
    const nowMs = options.nowMs ?? Date.now;
    const app = hubApp({ store, releasesDir, hints, secret, enrolment, nowMs, onFault });
    const server = serverOf(app.fetch, options.tls);
    await listen(server, port, host);
    const address = server.address() as AddressInfo;
    const name = address.family === "IPv6" ? `[${address.address}]` : address.address;
    return {
      url: `${options.tls ? "https" : "http"}://${name}:${address.port}`,
      async close() {
        const closed = new Promise((resolve) => server.close(resolve));
        hints.close();
        server.closeAllConnections();
        await closed;
        await store.close();
      },
    };
  } catch (error) {
    hints.close();
    await store.close();
    throw error;
  }
}

/** The one that the tills in this database know: another would make certificates that no till of the chain takes. */
async function authorityFor(store: HubStore, dataDir: string): Promise<Authority> {
  const own = loadAuthority(dataDir);
  if ((await store.tills.authority(own.certificate)) === own.certificate) return own;
  const message = `${join(dataDir, "store-ca.pem")} is not the authority that enrolled this chain's tills: copy store-ca.key, store-ca.pem, hub.secret and chain.key from the backup, or from the first hub of this database`;
  throw new SyncError("unusable", message);
}

/** Node's own limits (60 s, 300 s) let a thousand slow strangers hold every connection. */
const LIMITS = { headersTimeout: 5_000, requestTimeout: 60_000, connectionsCheckingInterval: 1_000 };

function serverOf(fetch: Parameters<typeof createAdaptorServer>[0]["fetch"], tls: HubOptions["tls"]): Server {
  if (tls === undefined)
    return createAdaptorServer({ fetch, createServer: createHttpServer, serverOptions: LIMITS }) as Server;
  try {
    const { cert, key, ca } = tls;
    // An empty file is no certificate either, which nobody would hear of before the first till.
    for (const pem of ca === undefined ? [cert] : [cert, ca]) new X509Certificate(pem);
    const serverOptions = { ...LIMITS, cert, key, minVersion: "TLSv1.3" } as const;
    return createAdaptorServer({ fetch, createServer: createTlsServer, serverOptions }) as unknown as Server;
  } catch (cause) {
    const why = (cause as Error).message;
    throw new SyncError(
      "unusable",
      `the hub's certificate and key don't serve (--tls-cert, --tls-key, --tls-ca): ${why}`,
      { cause },
    );
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === "EADDRINUSE"
          ? `port ${port} is in use: stop the program that has it (another hub?) or choose another port`
          : `cannot listen on ${host}:${port}: ${cause.message}`;
      reject(new SyncError("unusable", why, { cause }));
    });
    server.listen(port, host, resolve);
  });
}

function logFault(error: unknown, path: string): void {
  console.error(`hub: ${path}: ${error instanceof Error ? error.message : error}`);
}
