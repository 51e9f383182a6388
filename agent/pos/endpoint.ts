/**
 * Where the POS port is: TCP on the loopback interface, a Unix socket, or a Windows named pipe. The endpoint stands
 * under both proofs, so that a program in between is found out.
 */

import { chmodSync, lstatSync, unlinkSync } from "node:fs";
import { connect, type Server } from "node:net";
import { dirname, resolve } from "node:path";
import { makeFolder } from "../../sync/make-folder.ts";

/** `path`: a socket's file, or `\\.\pipe\name`. */
export type Endpoint = { readonly host: string; readonly port: number } | { readonly path: string };

/** The port can't be opened. `message` says which one and what to do. */
export class PortError extends Error {
  override readonly name = "PortError";
  readonly code: string;
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

/** As both sides write it under the proof: the path as configured; Windows does not tell pipes apart by case. */
export function pathName(path: string): string {
  return isPipe(path) ? path.toLowerCase() : path;
}

/** As configured, in full: a pipe as it is, a socket's file in the data folder where it says no other. */
export function endpointPath(dataDir: string, path: string): string {
  return isPipe(path) ? path : resolve(dataDir, path);
}

function isPipe(path: string): boolean {
  return /^[\\/]{2}[.?][\\/]pipe[\\/]/i.test(path);
}

/** Resolves when connections come in. Rejects with PortError. */
export async function listenAt(
  server: Server,
  endpoint: Endpoint,
  platform = process.platform,
): Promise<void> {
  if ("path" in endpoint) mustBeOf(platform, endpoint.path);
  if ("path" in endpoint && !isPipe(endpoint.path)) await makeRoom(endpoint.path);
  await listening(server, endpoint);
  // Umask decides what the file itself is like; its folder keeps others out until it is the owner's too.
  if ("path" in endpoint && !isPipe(endpoint.path)) chmodSync(endpoint.path, 0o600);
}

/** Node would take either for the other and fail with a word that helps nobody, or listen where no POS looks. */
function mustBeOf(platform: NodeJS.Platform, path: string): void {
  if (isPipe(path) === (platform === "win32")) return;
  const pipe = String.raw`"\\.\pipe\tillside"`;
  throw new PortError(
    "EINVAL",
    isPipe(path)
      ? `pos.path ${path} is a pipe, which only Windows has. Name a socket's file: "pos/tillside.sock".`
      : `pos.path ${path} is no pipe, and Windows has no socket files. Write ${pipe}, in JSON each backslash twice.`,
  );
}

/** The folder is its owner's alone, and a file that a killed agent left behind is gone. */
async function makeRoom(path: string): Promise<void> {
  const folder = dirname(path);
  try {
    makeFolder(folder, 0o700);
    const { mode } = lstatSync(folder);
    if ((mode & 0o077) !== 0) chmodSync(folder, 0o700);
  } catch (error) {
    throw new PortError(
      (error as NodeJS.ErrnoException).code ?? "fault",
      `The folder ${folder} of pos.path can't be its owner's alone: ${(error as Error).message}. Name a folder that belongs to the agent's user.`,
      error,
    );
  }
  const file = lstatSync(path, { throwIfNoEntry: false });
  if (file === undefined) return;
  if (!file.isSocket())
    throw new PortError(
      "EEXIST",
      `${path} is there and is no socket; move it away, or choose another pos.path.`,
    );
  // Whoever answers is alive and keeps it.
  if (!(await answers(path))) unlinkSync(path);
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code !== "ECONNREFUSED"));
  });
}

function listening(server: Server, endpoint: Endpoint): Promise<void> {
  const [where, field] =
    "path" in endpoint ? [endpoint.path, "pos.path"] : [`${endpoint.host}:${endpoint.port}`, "pos.port"];
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const advice: Record<string, string> = {
        EADDRINUSE: `another program has it, perhaps an agent that already runs; end that, or choose another ${field}`,
        EACCES:
          "path" in endpoint
            ? `the agent's user may not make it; choose another ${field}`
            : "ports below 1024 need more rights; choose another pos.port",
        EADDRNOTAVAIL: "this machine has no such address; set pos.host to 127.0.0.1",
        EINVAL: `its path is too long for a socket; choose a shorter ${field}`,
      };
      const code = error.code ?? "fault";
      reject(
        new PortError(
          code,
          `The POS port ${where} can't be opened: ${advice[code] ?? error.message}.`,
          error,
        ),
      );
    });
    if ("path" in endpoint) server.listen(endpoint.path, resolve);
    else server.listen(endpoint.port, endpoint.host, resolve);
  });
}
