/**
 * A receipt printer without a printer: takes bytes from whatever stream is plugged into it, answers what a printer
 * answers, and hands out each receipt as readable text and as a picture. Front ends (network, terminal) plug it in.
 */

import type { Duplex } from "node:stream";
import { Connection } from "./connection.ts";
import { Machine } from "./machine.ts";
import type { MisbehaviourStep } from "./misbehaviour.ts";
import type { Mark } from "./paper.ts";
import { picture } from "./picture.ts";
import { PrintHead } from "./print-head.ts";
import { readableLines } from "./readable.ts";

export interface EmulatedReceipt {
  /** Monospace lines, as wide as the paper at most, without spaces at their ends. */
  readonly text: string;
  /** The same as a picture: a whole SVG document. */
  readonly svg: string;
  /** What stands on the paper, top to bottom: what text and pictures are made of. */
  readonly marks: readonly Mark[];
  readonly columns: number;
  /** What the printer didn't understand or could not print, in words. Empty for a well-made receipt. */
  readonly unknown: readonly string[];
  readonly drawerPulses: number;
}

export interface EmulatedPrinterOptions {
  /** Characters of font A in a line, 12 dots each; default 42 (80 mm paper), 32 is 58 mm. */
  readonly columns?: number;
  /** A model that hears nothing in real time, as cheap ones do: DLE EOT gets no answer. Default false. */
  readonly deaf?: boolean;
  readonly onReceipt?: (receipt: EmulatedReceipt) => void;
}

/** What every front end gives. */
export interface EmulatedPrinter {
  /** Everything that was cut off, oldest first. */
  receipts(): readonly EmulatedReceipt[];
  /** The first receipt that nobody has waited for yet, or the next to come. Rejects after `timeoutMs`, default 5000. */
  waitForReceipt(timeoutMs?: number): Promise<EmulatedReceipt>;
  /** Tears off what stands on the paper though no cut was ordered, as a person would. */
  tearOff(): void;
  /** Replaces what was going wrong by these steps; without any, all is well again. */
  misbehave(...steps: readonly MisbehaviourStep[]): void;
  /** Bytes taken since the start. */
  bytesTaken(): number;
}

/** The printer inside a front end. */
export interface PluggedPrinter extends EmulatedPrinter {
  /** One stream is served at a time; the next waits unread until the one before has gone. */
  plug(stream: Duplex): void;
  /** No timer is left; streams are their front end's to close. */
  switchOff(): void;
}

export function emulatedPrinter(options: EmulatedPrinterOptions): PluggedPrinter {
  const columns = options.columns ?? 42;
  const paperDots = columns * 12;
  const receipts: EmulatedReceipt[] = [];
  const waiting: ((receipt: EmulatedReceipt) => void)[] = [];
  let handedOut = 0;

  const head = new PrintHead(paperDots, ({ marks, unknown, drawerPulses }) => {
    const receipt = {
      text: readableLines(marks, columns).join("\n"),
      svg: picture(marks, paperDots),
      marks,
      columns,
      unknown,
      drawerPulses,
    };
    receipts.push(receipt);
    options.onReceipt?.(receipt);
    const give = waiting.shift();
    if (give === undefined) return;
    handedOut += 1;
    give(receipt);
  });
  const machine = new Machine(head, options.deaf ?? false);
  const clients: Connection[] = [];
  machine.onChange = (change) => {
    const serving = clients[0];
    if (change === "drop") serving?.drop();
    else if (change === "script") serving?.rescript();
    else serving?.conditionChanged();
  };

  return {
    plug(stream) {
      const client: Connection = new Connection(stream, machine, () => {
        const place = clients.indexOf(client);
        if (place >= 0) clients.splice(place, 1);
        if (place === 0) clients[0]?.serve();
      });
      clients.push(client);
      if (clients.length === 1) client.serve();
    },
    switchOff: () => machine.stop(),
    receipts: () => receipts,
    waitForReceipt(timeoutMs = 5000) {
      const ready = receipts[handedOut];
      if (ready !== undefined) {
        handedOut += 1;
        return Promise.resolve(ready);
      }
      return new Promise((resolve, reject) => {
        const give = (receipt: EmulatedReceipt) => {
          clearTimeout(timer);
          resolve(receipt);
        };
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(give), 1);
          reject(new Error(`No receipt came out of the emulated printer within ${timeoutMs} ms.`));
        }, timeoutMs);
        waiting.push(give);
      });
    },
    tearOff: () => head.cut(),
    misbehave: (...steps) => machine.script(steps),
    bytesTaken: () => machine.bytesTaken,
  };
}
