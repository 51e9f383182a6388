/** The web server between HQ and the till, in the attacker's hands. */

import { hash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Files } from "./hq.ts";

/** Answers in place of the file; false: let the file be sent. */
export type Trick = (path: string, request: IncomingMessage, response: ServerResponse) => boolean;

export interface Mirror {
  readonly url: string;
  /** What it shows, by path below `/releases/`. */
  files: Files;
  trick: Trick;
  close(): Promise<void>;
}

export const honest: Trick = () => false;

export async function startMirror(files: Files): Promise<Mirror> {
  const server = createServer((request, response) => {
    const path = (request.url ?? "").replace(/^\/releases\//, "");
    if (mirror.trick(path, request, response)) return;
    const file = mirror.files.get(path);
    if (file === undefined) response.writeHead(404).end('{"message":"no such file"}');
    else sendFile(request, response, file);
  });
  // On a machine that is too busy the till would speak on a connection that is being closed for want of use.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const mirror: Mirror = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    trick: honest,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return mirror;
}

/** As HQ's own server does: by range where the till has the beginning. */
function sendFile(request: IncomingMessage, response: ServerResponse, file: Buffer): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  if (from === 0) response.writeHead(200, { etag: `"${hash("sha256", file, "hex")}"` }).end(file);
  else if (from >= file.length) response.writeHead(416).end();
  else response.writeHead(206).end(file.subarray(from));
}
