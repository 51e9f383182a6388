/** One client of the emulated printer: bytes in, buffered, printed at the printer's pace; answers out. */

import type { Duplex } from "node:stream";
import { CommandReader } from "./command-reader.ts";
import type { Machine } from "./machine.ts";
import { isOnline, type MisbehaviourStep } from "./misbehaviour.ts";
import { inWords } from "./print-head.ts";
import { automaticStatus, identification, realTimeStatus, responseTo, status } from "./status-bytes.ts";

/** Beyond it the printer reads no more, and the sender's bytes stay in the network. */
const bufferBytesMax = 65_536;
const tickMs = 20;

export class Connection {
  readonly #stream: Duplex;
  readonly #machine: Machine;
  readonly #onLeave: () => void;
  #serving = false;
  #reader = new CommandReader();
  #buffer: Uint8Array[] = [];
  #buffered = 0;
  #taken = 0;
  #stepsLeft: readonly MisbehaviourStep[] = [];
  /** The n of GS a: which changes are told unasked. */
  #automatic = 0;
  /** The last two bytes, since a DLE EOT n may be cut anywhere. */
  #tail: readonly [number, number] = [-1, -1];
  #ended = false;
  #tick: NodeJS.Timeout | undefined;

  constructor(stream: Duplex, machine: Machine, onLeave: () => void) {
    this.#stream = stream;
    this.#machine = machine;
    this.#onLeave = onLeave;
    stream.pause();
    stream.on("data", (chunk: Uint8Array) => this.#take(chunk));
    stream.on("end", () => this.#end());
    stream.on("close", () => this.#end());
    stream.on("error", () => stream.destroy());
  }

  /** From now on it is this client's turn. */
  serve(): void {
    this.#serving = true;
    this.rescript();
    this.advance();
  }

  /** The script has changed: bytes are counted from here. */
  rescript(): void {
    this.#stepsLeft = this.#machine.stepsToCome;
    this.#taken = 0;
  }

  /** Paper, cover or pace have changed. */
  conditionChanged(): void {
    if (this.#automatic !== 0 && !this.#machine.condition.stalled)
      this.#answer(automaticStatus(this.#machine.condition));
    this.advance();
  }

  drop(): void {
    this.#stream.destroy();
  }

  /** Prints what it may, and reads on or leaves off. */
  advance(): void {
    if (!this.#serving) return;
    const { stalled, pace } = this.#machine.condition;
    if (pace === 0) this.#print(Number.POSITIVE_INFINITY);
    else if (this.#tick === undefined && this.#buffered > 0)
      this.#tick = setTimeout(() => {
        this.#tick = undefined;
        this.#print(Math.max(1, Math.round((pace * tickMs) / 1000)));
        this.advance();
      }, tickMs);
    if (stalled || this.#buffered >= bufferBytesMax) this.#stream.pause();
    else this.#stream.resume();
    if (this.#ended && (this.#buffered === 0 || stalled)) this.#leave();
  }

  #end(): void {
    this.#ended = true;
    if (this.#serving) this.advance();
    else if (this.#stream.destroyed) this.#onLeave();
  }

  #take(chunk: Uint8Array): void {
    this.#machine.bytesTaken += chunk.length;
    let rest = chunk;
    for (const step of this.#stepsLeft) {
      const before = step.afterBytes! - this.#taken;
      if (before > rest.length) continue;
      this.#stepsLeft = this.#stepsLeft.filter((other) => other !== step);
      this.#accept(rest.subarray(0, Math.max(0, before)));
      rest = rest.subarray(Math.max(0, before));
      if (this.#machine.condition.pace === 0) this.#print(Number.POSITIVE_INFINITY);
      this.#machine.begin(step);
      if (step.fault === "drop") return;
    }
    this.#accept(rest);
    this.advance();
  }

  #accept(bytes: Uint8Array): void {
    this.#taken += bytes.length;
    this.#realTime(bytes);
    if (bytes.length > 0) this.#buffer.push(bytes);
    this.#buffered += bytes.length;
  }

  /** DLE EOT n is answered as it arrives, whatever stands before it in the buffer, offline too, inside an image too. */
  #realTime(bytes: Uint8Array): void {
    if (this.#machine.deaf || this.#machine.condition.stalled) return;
    for (const byte of bytes) {
      if (this.#tail[0] === 0x10 && this.#tail[1] === 0x04) {
        const answer = realTimeStatus(byte, this.#machine.condition);
        if (answer !== undefined) this.#answer(Uint8Array.of(answer));
      }
      this.#tail = [this.#tail[1], byte];
    }
  }

  #print(bytesMax: number): void {
    const { condition, head } = this.#machine;
    let room = bytesMax;
    while (room > 0 && this.#buffered > 0 && isOnline(condition) && !condition.stalled) {
      const first = this.#buffer[0]!;
      const part = first.subarray(0, Math.min(room, first.length));
      if (part.length === first.length) this.#buffer.shift();
      else this.#buffer[0] = first.subarray(part.length);
      this.#buffered -= part.length;
      room -= part.length;
      for (const command of this.#reader.read(part)) {
        head.obey(command);
        if (command.kind === "command") this.#reply(command.name, command.data);
      }
    }
  }

  #reply(name: string, data: Uint8Array): void {
    const n = data[0] ?? 0;
    const { condition } = this.#machine;
    if (name === "initialise") this.#automatic = 0;
    else if (name === "automatic-status") {
      this.#automatic = n;
      if (n !== 0) this.#answer(automaticStatus(condition));
    } else if (name === "status") {
      const byte = status(n, condition);
      if (byte !== undefined) this.#answer(Uint8Array.of(byte));
    } else if (name === "response-request") this.#answer(responseTo(data));
    else if (name === "identify") this.#answer(identification(n));
  }

  #answer(bytes: Uint8Array | undefined): void {
    if (bytes !== undefined && this.#stream.writable) this.#stream.write(bytes);
  }

  #leave(): void {
    this.#serving = false;
    clearTimeout(this.#tick);
    const { unfinished } = this.#reader;
    if (unfinished.length > 0)
      this.#machine.head.complain(`the connection ended inside a command: ${inWords(unfinished)}`);
    this.#stream.end();
    this.#onLeave();
  }
}
