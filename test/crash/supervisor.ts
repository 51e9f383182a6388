/**
 * Sells a day, three sales at a time, over the real socket, while the real agent is killed without warning,
 * started again, and the POS goes on. Everything the POS was told is remembered and asked again.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { PosCallError, type PosClient } from "../../agent/client/connect.ts";
import { random as seeded } from "../bench/random.ts";
import { type Calls, complete, isLost } from "./calls.ts";
import { checkJournal } from "./check.ts";
import { checkSessions } from "./check-sessions.ts";
import { planOf } from "./plan.ts";
import { type CrashShop, crashShop, forkAgent, type Life, liveAgent, NotReady } from "./shop.ts";
import { Truth } from "./truth.ts";
import { Visit } from "./visit.ts";

export interface DayOptions {
  readonly seed: number;
  readonly kills: number;
  /** What else there is on this day: HQ. */
  readonly beside?: Beside;
}

export interface Beside {
  /** Before the agent is started for the first time. */
  prepare(shop: CrashShop): Promise<void>;
  /** The agent is dead, and its files hold what they must. Rejects with what is wrong. */
  compare(shop: CrashShop, truth: Truth): Promise<void>;
  close(): Promise<void>;
}

export interface DayFigures {
  readonly kills: number;
  /** Of these, how many hit an agent that was still starting. */
  readonly killedStarting: number;
  /** How many hit a call on its way that must be on the disk when it is answered, by its name. */
  readonly killedIn: Readonly<Record<string, number>>;
  readonly stopped: number;
  /** Sales in the journal at the end. */
  readonly sales: number;
  readonly returns: number;
  /** Sales that were open when the agent died, and went on. */
  readonly resumed: number;
  readonly seconds: number;
}

const LANES = 3;
const COUPONS = 120;
/** One kill of so many hits an agent that is starting; of so many lives one is stopped for a while first. */
const STARTING_EVERY = 10;
const STOP_EVERY = 50;
const STOP_MS = 5000;
const ASKED_AGAIN = 3;
/** Half of the kills are aimed at one of these. */
const AIMS = [
  "transaction.complete",
  "transaction.complete",
  "transaction.return",
  "transaction.suspend",
  "transaction.resume",
  "transaction.subtotal",
  "tender.add",
  "coupon.present",
  "transaction.cancel",
];

/** Resolves when the journal holds what it must; rejects with what is wrong. The shop's folder is then left for a look. */
export async function killDay({ seed, kills, beside }: DayOptions): Promise<DayFigures> {
  const began = performance.now();
  const chance = seeded(seed);
  const shop = await crashShop(COUPONS);
  await beside?.prepare(shop);
  const truth = new Truth(shop);
  /** Calls on their way, by name. */
  const going = new Map<string, number>();
  const killedIn: Record<string, number> = {};
  const count = { starting: 0, stopped: 0, resumed: 0 };
  let life: Life | undefined;
  let dayEnds = false;
  let failure: unknown;
  /** Resolves with the next connection; made anew at each death. */
  let next = Promise.withResolvers<PosClient>();
  /** Told of each call that is sent: the moment of the kill hangs on it. */
  let sending: (method: string) => void = () => {};

  const calls = (pos: PosClient): Calls => ({
    call: (method, params) => {
      const answer = pos.call(method, params);
      going.set(method, (going.get(method) ?? 0) + 1);
      // What was on its way when the agent died stays counted until the next life.
      const back = (error?: unknown) => isLost(error) || going.set(method, going.get(method)! - 1);
      void answer.then(() => back(), back);
      sending(method);
      return answer as Promise<never>;
    },
  });

  /** Sales that wait while other customers are served are called for some time later. */
  const lane = async (name: string, random: () => number) => {
    const waiting: Visit[] = [];
    for (let n = 1; failure === undefined && (!dayEnds || waiting.length > 0); n += 1) {
      const back = dayEnds || random() < 0.5 ? waiting.shift() : undefined;
      const visit = back ?? new Visit(planOf(`${name}-${n}`, random), shop, truth, random);
      if ((await serve(visit, waiting)) === "waits") waiting.push(visit);
    }
  };

  /** One customer, however often the agent dies meanwhile. */
  async function serve(visit: Visit, waiting: readonly Visit[]): Promise<"over" | "waits"> {
    for (;;) {
      const here = next;
      const pos = calls(await here.promise);
      try {
        return await visit.goOn(pos);
      } catch (error) {
        if (!isLost(error)) throw error;
        for (const torn of [visit, ...waiting]) torn.torn();
        count.resumed += 1 + waiting.length;
        // The socket tells of the death before the process does.
        while (next === here && failure === undefined) await sleep(1);
        if (failure !== undefined) return "over";
      }
    }
  }

  /** Starts until it lives. Every so often a start is killed too, anywhere in it. */
  async function start(): Promise<Life> {
    for (;;) {
      const agent = forkAgent(shop.dataDir);
      if (!dayEnds && chance() < 1 / STARTING_EVERY && killsLeft > 1) {
        killsLeft -= 1;
        count.starting += 1;
        setTimeout(() => agent.kill("SIGKILL"), chance() * 500);
      }
      try {
        return await liveAgent(agent, shop.dataDir);
      } catch (error) {
        if (!(error instanceof NotReady) || agent.signalCode !== "SIGKILL") throw error;
      }
    }
  }

  /** Some of what was told in earlier lives, asked again. */
  async function askAgain(pos: PosClient): Promise<void> {
    const told = [...truth.recorded.values()];
    for (let n = 0; n < ASKED_AGAIN && told.length > 0; n += 1) {
      const { completion } = told[Math.floor(chance() * told.length)]!;
      await complete(pos, completion, truth);
    }
    const transactionId = [...truth.cancelled].at(-1);
    if (transactionId === undefined) return;
    const back = await pos.call("transaction.resume", { transactionId }).catch((error) => {
      if (error instanceof PosCallError && error.reason === "unknown-transaction") return undefined;
      throw error;
    });
    if (back !== undefined) throw new Error(`${transactionId} was cancelled, and is open again`);
  }

  let killsLeft = kills;
  const lanes = Array.from({ length: LANES }, (_, n) => lane(`L${n + 1}`, seeded(seed * 1000 + n)));
  const allLanes = Promise.all(lanes).catch((error) => {
    failure ??= error;
  });
  try {
    while (failure === undefined && killsLeft > 0) {
      life = await start();
      const sold = await sellUntilKilled(life);
      truth.died();
      going.clear();
      // Who waits for a connection that nobody was given waits for the next life's.
      if (sold) next = Promise.withResolvers();
      life = undefined;
    }
    dayEnds = true;
    life = await start();
    next.resolve(life.pos);
    await allLanes;
    if (failure !== undefined) throw failure;
    for (const { completion } of truth.recorded.values()) await complete(life.pos, completion, truth);
    await leaveOneOpen(life.pos);
    await life.kill();
    const sales = checkJournal(shop.journalPath, truth);
    if (checkSessions(shop, truth) !== 1) throw new Error("the sale that was left open is not kept");
    await beside?.compare(shop, truth);
    shop.remove();
    const seconds = (performance.now() - began) / 1000;
    const { starting: killedStarting, stopped, resumed } = count;
    const returns = truth.returned.size;
    return { kills, killedStarting, killedIn, stopped, sales, returns, resumed, seconds };
  } catch (error) {
    await life?.kill();
    throw new Error(`seed ${seed}, kills ${kills}, data in ${shop.dataDir}: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    await beside?.close();
  }

  /** One customer has not paid when the shop closes; and whatever was to be forgotten or freed is by then. */
  async function leaveOneOpen(pos: PosClient): Promise<void> {
    const random = seeded(seed);
    for (const ends of ["cancelled", "open"] as const) {
      const plan = planOf(`last-${ends}`, random, { ends, coupon: true, suspended: false, training: false });
      await new Visit(plan, shop, truth, random).goOn(pos);
    }
    await pos.call("agent.status");
  }

  /** False: it was killed while it was starting, in the moment after it had said that it was ready, and sold nothing. */
  async function sellUntilKilled(living: Life): Promise<boolean> {
    try {
      await askAgain(living.pos);
    } catch (error) {
      if (!isLost(error)) throw error;
      await living.kill();
      return false;
    }
    await untilKilled(living);
    return true;
  }

  /** Lets the lanes sell, and kills in the middle of it: after some call, or aimed at a completion. */
  async function untilKilled(living: Life): Promise<void> {
    killsLeft -= 1;
    const aimed = chance() < 0.5;
    const aim = AIMS[Math.floor(chance() * AIMS.length)]!;
    let left = aimed ? 1 + Math.floor(chance() * 3) : Math.floor(chance() * 60);
    const delayMs = chance() * (aimed ? 4 : 12);
    const stop = chance() < 1 / STOP_EVERY;
    await new Promise<void>((done) => {
      let striking = false;
      sending = (method) => {
        if (striking || (aimed && method !== aim)) return;
        left -= 1;
        if (left > 0) return;
        striking = true;
        setTimeout(async () => {
          if (stop) {
            count.stopped += 1;
            living.process.kill("SIGSTOP");
            await sleep(STOP_MS);
            living.process.kill("SIGCONT");
            await sleep(20);
          }
          living.process.kill("SIGKILL");
          done();
        }, delayMs);
      };
      next.resolve(living.pos);
      void allLanes.then(() => done());
    });
    await living.kill();
    sending = () => {};
    for (const [method, number] of going)
      if (number > 0 && AIMS.includes(method)) killedIn[method] = (killedIn[method] ?? 0) + number;
  }
}
