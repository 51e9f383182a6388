/** What a POS says to an agent, one call after the other, each with what it was answered. */

import { reasons } from "../contract/reasons.ts";
import type { Profile } from "../pos/profile.ts";
import type { Outgoing, Request } from "../pos/protocol.ts";
import { reasonTexts } from "../texts/cashier.ts";
import type { Language } from "../texts/language.ts";
import { type Relay, startRelay } from "./relay.ts";
import type { Where } from "./wire.ts";

export interface Arrived {
  /** Which one since the start, from 1. */
  readonly connection: number;
  readonly call: Request;
  readonly answer: Promise<Outgoing>;
}

export interface Watch {
  readonly where: Where;
  /** Undefined: nothing came in time. */
  next(patienceMs: number): Promise<Arrived | undefined>;
  /** What has come and was not looked at is forgotten, and nothing is withheld any more. */
  clear(): void;
  /** The next call of that name is not told to the agent, and answered `not-recorded`. */
  withhold(method: string): void;
  close(): Promise<void>;
}

export async function startWatch(setting: {
  readonly profile: Profile;
  readonly secret: Uint8Array;
  readonly agent: () => Where;
  readonly at: Where;
  readonly language: Language;
}): Promise<Watch> {
  const queue: Arrived[] = [];
  const answers = new Map<string, (message: Outgoing) => void>();
  let withheld: string | undefined;
  let wake = () => {};

  const relay: Relay = await startRelay(setting, {
    said(connection, call, reply) {
      const answer = new Promise<Outgoing>((resolve) => answers.set(`${connection} ${call.id}`, resolve));
      queue.push({ connection, call, answer });
      wake();
      if (call.method !== withheld) return undefined;
      withheld = undefined;
      const reason = "not-recorded";
      const message = reasonTexts[reason][setting.language];
      const error = { code: reasons[reason].code, message, data: { reason } };
      const refusal: Outgoing = { jsonrpc: "2.0", id: call.id, error };
      reply(refusal);
      answers.get(`${connection} ${call.id}`)?.(refusal);
      return [];
    },
    answered(connection, message, of) {
      const key = `${connection} ${of?.id}`;
      if (of !== undefined) answers.get(key)?.(message);
      answers.delete(key);
      return undefined;
    },
  });
  return {
    where: relay.where,
    async next(patienceMs) {
      const until = performance.now() + patienceMs;
      while (queue.length === 0) {
        const leftMs = until - performance.now();
        if (leftMs <= 0) return undefined;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, leftMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return queue.shift();
    },
    clear() {
      queue.splice(0);
      withheld = undefined;
    },
    withhold(method) {
      withheld = method;
    },
    close: relay.close,
  };
}
