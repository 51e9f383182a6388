/** A web service as there is one in each fiscal printer: a real HTTP server, which misbehaves on a script. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Paper } from "./paper.ts";

export type Fault =
  /** Does what it was asked, and never answers. */
  | "silent"
  /** Begins with it after `delayMs`, default 5000, and only for who still waits. */
  | "slow"
  /** Does what it was asked, and hangs up in the middle of the answer. */
  | "cut-off"
  /** Answers something that is no XML. */
  | "not-xml"
  /** Answers without an end. */
  | "endless"
  /** Answers what was another client's question. */
  | "other-answer"
  | "http-401"
  | "http-500"
  | "http-503"
  /** As if another client were served right now. */
  | "busy"
  | "paper-end"
  | "cover-open";

export interface Misbehaviour {
  readonly fault: Fault;
  /** Requests that are served well before; default 0. */
  readonly after?: number;
  /** Requests that it concerns; default all to come. */
  readonly times?: number;
  readonly delayMs?: number;
}

export interface ServedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** The brand's part. */
export interface Machine {
  readonly path: string;
  readonly contentType: string;
  /** Another HTTP status than 200, before anything is done. */
  refuses?(headers: IncomingHttpHeaders): number | undefined;
  /** Does what it says and answers. `fault` is one of the machine's own: busy, paper, cover. */
  obey(text: string, fault: Fault | undefined): string;
  /** What a request takes; another one that comes meanwhile is answered "busy". Absent: it waits. */
  readonly oneAtATimeMs?: number;
  /** An answer to another question. */
  readonly otherAnswer: string;
}

export interface FiscalEmulator {
  readonly port: number;
  readonly paper: Paper;
  /** Every request of a client that does not call itself the POS. */
  readonly requests: readonly ServedRequest[];
  /** The most clients that were connected at the same time. */
  readonly clientsMax: number;
  misbehave(...steps: readonly Misbehaviour[]): void;
  close(): Promise<void>;
}

/** How a POS calls itself, so that a test can tell its requests from ours. */
export const POS_HEADER = { "X-From": "pos" };

export async function startService(machineOf: (paper: Paper) => Machine): Promise<FiscalEmulator> {
  const paper = new Paper();
  const machine = machineOf(paper);
  const requests: ServedRequest[] = [];
  const sockets = new Set<Socket>();
  const ending = new AbortController();
  let clientsMax = 0;
  let serving = false;
  let script: { step: Misbehaviour; after: number; times: number }[] = [];

  const nextFault = (): Misbehaviour | undefined => {
    const due = script.find(({ after, times }) => after === 0 && times > 0);
    for (const one of script) if (one.after > 0) one.after -= 1;
    if (due === undefined) return undefined;
    due.times -= 1;
    return due.step;
  };

  const serve = async (call: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of call) parts.push(part as Buffer);
    const bytes = Buffer.concat(parts);
    const isPos = call.headers["x-from"] === "pos";
    if (!isPos) requests.push({ path: call.url ?? "", headers: call.headers, bytes });
    const step = isPos ? undefined : nextFault();
    const fault = step?.fault;
    const status = call.url?.split("?")[0] === machine.path ? machine.refuses?.(call.headers) : 404;
    if (status !== undefined) return void answer.writeHead(status).end();
    if (fault?.startsWith("http-")) return void answer.writeHead(Number(fault.slice(5))).end("<html></html>");
    if (fault === "slow") await sleep(step?.delayMs ?? 5000, undefined, { signal: ending.signal });
    // Who has hung up by then is not served.
    if (call.socket.destroyed) return;
    const request = bytes.toString("utf8");
    let text = fault === "other-answer" ? machine.otherAnswer : undefined;
    if (machine.oneAtATimeMs !== undefined && text === undefined) {
      if (serving) text = machine.obey(request, "busy");
      else {
        serving = true;
        await sleep(machine.oneAtATimeMs);
        serving = false;
      }
    }
    text ??= machine.obey(request, fault);
    if (fault === "silent") return;
    answer.writeHead(200, { "Content-Type": machine.contentType, Connection: "close" });
    if (fault === "not-xml") return void answer.end("<html><body><br>Benvenuti</body></html>");
    if (fault === "endless") {
      for (; !answer.destroyed && !ending.signal.aborted; ) {
        answer.write(" ".repeat(20_000));
        await sleep(1);
      }
      return;
    }
    if (fault !== "cut-off") return void answer.end(text);
    answer.write(text.slice(0, text.length / 2), () => call.socket.destroy());
  };

  const server = createServer((call, answer) => void serve(call, answer).catch(() => call.socket.destroy()));
  server.on("connection", (socket) => {
    sockets.add(socket);
    clientsMax = Math.max(clientsMax, sockets.size);
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();

  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    paper,
    requests,
    get clientsMax() {
      return clientsMax;
    },
    misbehave(...steps) {
      script = steps.map((step) => ({
        step,
        after: step.after ?? 0,
        times: step.times ?? Number.POSITIVE_INFINITY,
      }));
    },
    close: () =>
      new Promise((resolve) => {
        ending.abort();
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
