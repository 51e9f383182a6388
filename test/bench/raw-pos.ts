/** A POS that reads nothing of what it is told: bytes out, a line of bytes back, so that only the other side is measured. */

import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect } from "node:net";
import { fileURLToPath } from "node:url";
import { nonce, proofOf } from "../../agent/pos/handshake.ts";
import { CONTRACT_VERSION } from "../../agent/pos/protocol.ts";

export interface RawPos {
  /** Sends one message; resolves with the line that comes back. Notifications are taken for no answer. */
  ask(message: Uint8Array): Promise<string>;
  close(): void;
}

const LF = 0x0a;

/** Connected, and nothing said yet. */
export async function rawLine(port: number): Promise<RawPos> {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  await once(socket, "connect");
  let pieces: Buffer[] = [];
  let answered: ((line: string) => void) | undefined;
  let failed: ((error: Error) => void) | undefined;
  socket.on("data", (chunk: Buffer) => {
    pieces.push(chunk);
    if (chunk.at(-1) !== LF) return;
    const text = Buffer.concat(pieces).toString();
    pieces = [];
    for (const line of text.split("\n")) if (line.startsWith('{"jsonrpc":"2.0","id"')) answered?.(line);
  });
  socket.on("close", () => failed?.(new Error("the other side hung up")));
  socket.on("error", () => socket.destroy());
  return {
    ask: (message) =>
      new Promise((resolve, reject) => {
        answered = resolve;
        failed = reject;
        socket.write(message);
      }),
    close: () => void socket.destroy(),
  };
}

export function message(method: string, params: object, id = 1): Buffer {
  return Buffer.from(`${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`);
}

/** Connected to an agent, and proven. @param secret the text of its `pos.secret` */
export async function rawPos(port: number, secret: string): Promise<RawPos> {
  const pos = await rawLine(port);
  const [posNonce, role, version] = [nonce(), "pos", CONTRACT_VERSION] as const;
  const hello = await pos.ask(message("hello", { nonce: posNonce, role, profile: "generic", version }));
  const agentNonce = (JSON.parse(hello) as { result: { nonce: string } }).result.nonce;
  const terms = { posNonce, agentNonce, role, endpoint: `127.0.0.1:${port}`, version };
  const proof = proofOf("pos", Buffer.from(secret.trim(), "hex"), terms);
  await pos.ask(message("hello.confirm", { proof }));
  return pos;
}

export interface Echo extends RawPos {
  readonly pid: number;
  /** From now on it answers so. */
  answer(line: string): Promise<void>;
  /** From now on it inserts each line into this file first, durably. */
  commit(path: string): Promise<void>;
}

/** A process that only answers. */
export async function startEcho(): Promise<Echo> {
  const child: ChildProcess = fork(fileURLToPath(new URL("./echo.ts", import.meta.url)));
  const [{ ready }] = (await once(child, "message")) as [{ ready: AddressInfo }];
  const line = await rawLine(ready.port);
  const tell = async (told: object) => {
    const done = once(child, "message");
    child.send(told);
    await done;
  };
  return {
    ...line,
    pid: child.pid!,
    answer: (text) => tell({ answer: `${text}\n` }),
    commit: (path) => tell({ commit: path }),
    close() {
      line.close();
      child.disconnect();
    },
  };
}
