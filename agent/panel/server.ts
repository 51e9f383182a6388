/**
 * The panel's port: HTTP on the loopback interface. A POS that lives in a browser sells here, over a WebSocket at /pos.
 * Only pages whose origin is in the list get in, and only under this machine's own names: what Host and Origin say to
 * each other proves nothing.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer } from "ws";
import { PortError } from "../pos/endpoint.ts";
import type { Wire } from "../pos/wire.ts";
import { tokens } from "./token.ts";
import { webSocketWire } from "./web-socket-wire.ts";

const MESSAGE_BYTES_MAX = 1024 * 1024 - 1;
const CONNECTIONS_MAX = 64;
const COOKIE = "tillside_pos";

export interface PanelServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface PanelSetting {
  /** 0 is any free one. */
  readonly port: number;
  /** Of pages besides our own: "https://pos.example". */
  readonly origins: readonly string[];
  readonly secret: Uint8Array;
  /** A page has come in. Without a cookie it must show a token in its `hello`: `admits` takes it, once. */
  connected(wire: Wire, admits: true | ((token: string) => boolean)): void;
}

/** Rejects with PortError. */
export async function startPanel(setting: PanelSetting): Promise<PanelServer> {
  const gate = tokens(setting.secret);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const server = createServer({
    headersTimeout: 2000,
    requestTimeout: 5000,
    connectionsCheckingInterval: 250,
  });
  server.maxConnections = CONNECTIONS_MAX;
  server.on("request", (request, response) => {
    const refusal = refused(request);
    if (refusal !== undefined) return void answer(response, refusal, request.headers.origin);
    answer(response, replyTo(request), request.headers.origin);
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const refusal =
      refused(request) ?? (pathOf(request) === "/pos" ? undefined : { status: 404, reason: "unknown-path" });
    if (refusal !== undefined) {
      socket.end(
        `HTTP/1.1 ${refusal.status} ${refusal.reason}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      return;
    }
    const known = gate.holds(cookieOf(request), request.headers.origin!);
    sockets.handleUpgrade(request, socket, head, (webSocket) =>
      setting.connected(webSocketWire(webSocket), known || ((token) => gate.take(token))),
    );
  });
  await listening(server, setting.port);
  const { port } = server.address() as { port: number };
  const ourselves = ["127.0.0.1", "localhost"].map((host) => `${host}:${port}`);
  const origins = new Set([...setting.origins, ...ourselves.map((host) => `http://${host}`)]);
  return {
    port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };

  function refused({ headers }: IncomingMessage): Refusal | undefined {
    if (!ourselves.includes(headers.host ?? "")) return { status: 421, reason: "wrong-host" };
    if (!origins.has(headers.origin ?? "")) return { status: 403, reason: "wrong-origin" };
    return undefined;
  }

  /** `POST /pos/session` with the token: a cookie that lets this page open its socket until tomorrow. */
  function replyTo(request: IncomingMessage): Reply {
    const path = pathOf(request);
    if (path !== "/pos/session") return { status: 404, reason: "unknown-path" };
    if (request.method === "OPTIONS") return { status: 204 };
    if (request.method !== "POST") return { status: 405, reason: "unknown-method" };
    const [, token = ""] = /^Bearer (\S+)$/.exec(request.headers.authorization ?? "") ?? [];
    if (!gate.take(token)) return { status: 401, reason: "wrong-token" };
    const origin = request.headers.origin!;
    // A page from elsewhere gets a cookie of its own jar; browsers want Secure for that, and take it from this machine.
    const site = /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/.test(origin)
      ? "SameSite=Strict"
      : "SameSite=None; Secure; Partitioned";
    return {
      status: 204,
      cookie: `${COOKIE}=${gate.cookie(origin)}; HttpOnly; Path=/pos; Max-Age=86400; ${site}`,
    };
  }
}

interface Refusal {
  readonly status: number;
  readonly reason: string;
}

interface Reply {
  readonly status: number;
  readonly reason?: string;
  readonly cookie?: string;
}

function answer(
  response: ServerResponse,
  { status, reason, cookie }: Reply,
  origin: string | undefined,
): void {
  const shared =
    reason === "wrong-origin" || reason === "wrong-host" || origin === undefined
      ? {}
      : {
          "Access-Control-Allow-Origin": origin,
          "Access-Control-Allow-Credentials": "true",
          "Access-Control-Allow-Methods": "POST",
          "Access-Control-Allow-Headers": "authorization",
        };
  response.writeHead(status, {
    ...shared,
    ...(cookie === undefined ? {} : { "Set-Cookie": cookie }),
    Vary: "Origin",
    "Cache-Control": "no-store",
    ...(reason === undefined ? {} : { "Content-Type": "application/json" }),
  });
  response.end(reason === undefined ? undefined : JSON.stringify({ reason }));
}

function pathOf({ url = "" }: IncomingMessage): string {
  return url.split("?")[0]!;
}

function cookieOf({ headers }: IncomingMessage): string {
  const own = (headers.cookie ?? "").split(/;\s*/).find((cookie) => cookie.startsWith(`${COOKIE}=`));
  return own?.slice(COOKIE.length + 1) ?? "";
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why =
        error.code === "EADDRINUSE" ? "another program has it; choose another panel.port" : error.message;
      reject(
        new PortError(
          error.code ?? "fault",
          `The panel's port 127.0.0.1:${port} can't be opened: ${why}.`,
          error,
        ),
      );
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}
