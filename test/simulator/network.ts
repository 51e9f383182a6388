/**
 * The lines between tills and HQ. Requests and answers are lost, come twice, late, in another order, or broken off; a line
 * is cut, or lets only one way through. Harsher than TCP, which hides some of it.
 */

import type { Time } from "./time.ts";

export interface Weather {
  /** Shares of requests and of answers. */
  readonly lost: number;
  readonly twice: number;
  readonly brokenOff: number;
  /** So slow that nobody waits for it any more; it arrives all the same. */
  readonly late: number;
  /** Most of the others come within this. */
  readonly usualMs: number;
}

export const FAIR: Weather = { lost: 0, twice: 0, brokenOff: 0, late: 0, usualMs: 40 };

/** `no-answers`: what a till sends arrives, and nothing comes back. */
export type Line = "whole" | "cut" | "no-answers" | "reset";

export interface Server {
  /** Undefined: nobody listens there. */
  answer(request: Request): Promise<Response> | undefined;
}

const LATE_MS = 30_000;
const CONNECT_MS = 5_000;

export class Network {
  weather: Weather = FAIR;
  /** Tills by name; others are whole. */
  readonly lines = new Map<string, Line>();
  readonly #time: Time;
  readonly #random: () => number;
  readonly #server: Server;
  /** Streams that are open, each with how it ends. */
  readonly #streams = new Map<string, Set<(why: string) => void>>();

  constructor(time: Time, random: () => number, server: Server) {
    this.#time = time;
    this.#random = random;
    this.#server = server;
  }

  /** What a program of that till has instead of `fetch`. @param isAlive of the program */
  fetchOf(till: string, isAlive: () => boolean) {
    return (url: string, init: RequestInit): Promise<Response> =>
      new Promise((resolve, reject) => {
        const { signal } = init;
        const fail = (error: unknown) => isAlive() && reject(error);
        signal?.addEventListener("abort", () => fail(signal.reason));
        const client: Client = {
          isAlive,
          resolve: (response) => isAlive() && resolve(response),
          broken: (why) => fail(new TypeError("fetch failed", { cause: new Error(why) })),
        };
        const copies = this.#happens(this.weather.twice) ? 2 : 1;
        if (signal?.aborted) fail(signal.reason);
        else for (let copy = 1; copy <= copies; copy += 1) this.#send(till, url, init, client);
      });
  }

  /** Whoever listens to a stream of HQ hears its end, or of it nothing any more. */
  breakStreams(till?: string): void {
    for (const [name, streams] of this.#streams)
      if (till === undefined || till === name) for (const end of [...streams]) end("connection reset");
  }

  #send(till: string, url: string, init: RequestInit, client: Client): void {
    if (this.#line(till) === "reset") return void this.#soon(() => client.broken("connection reset"));
    if (this.#line(till) === "cut")
      return void this.#time.later(CONNECT_MS, () => client.broken("no route to host"));
    if (this.#happens(this.weather.lost)) return;
    this.#soon(() => {
      if (this.#line(till) === "cut") return;
      const body = init.body as Uint8Array | null | undefined;
      const headers = new Headers(init.headers);
      if (body) headers.set("Content-Length", String(body.length));
      const { method = "GET" } = init;
      const answering = this.#server.answer(new Request(url, { method, headers, ...(body ? { body } : {}) }));
      if (answering === undefined) return this.#back(till, () => client.broken("connection refused"));
      void this.#time.whileBusy(answering.then((response) => this.#answered(till, response, client)));
      return undefined;
    });
  }

  async #answered(till: string, response: Response, client: Client): Promise<void> {
    const { status, headers } = response;
    if (headers.get("content-type")?.startsWith("text/event-stream") && response.body)
      return this.#stream(till, response, client);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const isBroken = this.#happens(this.weather.brokenOff);
    this.#back(till, () => {
      if (isBroken && (bytes.length === 0 || this.#happens(0.5))) return client.broken("connection reset");
      const part = bytes.subarray(0, Math.floor(this.#random() * bytes.length));
      const body = isBroken ? brokenOff(part) : bytes.length > 0 ? bytes : null;
      return client.resolve(new Response(body, { status, headers }));
    });
  }

  /** In its order, until either side is gone. What is said while the line is cut is lost, and nobody hears that it is. */
  #stream(till: string, { status, headers, body }: Response, client: Client): void {
    const reader = body!.getReader();
    let there: ReadableStreamDefaultController<Uint8Array> | undefined;
    const through = new ReadableStream<Uint8Array>({
      start: (controller) => {
        there = controller;
      },
      cancel: () => end("gone"),
    });
    const streams = this.#streams.get(till) ?? new Set();
    this.#streams.set(till, streams.add(end));
    this.#back(till, () => client.resolve(new Response(through, { status, headers })));
    let lastMs = 0;
    const pump = async () => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done || !client.isAlive()) return end("connection reset");
        if (this.#line(till) !== "whole") continue;
        lastMs = Math.max(lastMs, this.#time.nowMs + this.#delayMs());
        this.#time.later(lastMs - this.#time.nowMs, () => client.isAlive() && there?.enqueue(value));
      }
    };
    pump().catch(() => end("connection reset"));

    function end(why: string): void {
      if (!streams.delete(end)) return;
      void reader.cancel().catch(() => {});
      if (why !== "gone" && client.isAlive()) there?.error(new Error(why));
      there = undefined;
    }
  }

  #back(till: string, arrive: () => void): void {
    if (this.#happens(this.weather.lost)) return;
    this.#soon(() => {
      if (this.#line(till) === "whole" || this.#line(till) === "reset") arrive();
    });
  }

  #soon(arrive: () => void): void {
    this.#time.later(this.#delayMs(), arrive);
  }

  #delayMs(): number {
    const late = this.#happens(this.weather.late);
    return late ? this.#random() * LATE_MS : -Math.log(1 - this.#random()) * (this.weather.usualMs / 3);
  }

  #line(till: string): Line {
    return this.lines.get(till) ?? "whole";
  }

  #happens(share: number): boolean {
    return share > 0 && this.#random() < share;
  }
}

interface Client {
  readonly isAlive: () => boolean;
  readonly resolve: (response: Response) => unknown;
  readonly broken: (why: string) => unknown;
}

function brokenOff(part: Uint8Array): ReadableStream<Uint8Array> {
  let sent = false;
  return new ReadableStream({
    pull(controller) {
      if (sent || part.length === 0) controller.error(new Error("connection reset"));
      else controller.enqueue(part);
      sent = true;
    },
  });
}
