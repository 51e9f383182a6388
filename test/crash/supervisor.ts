/**
 * Sells a day, three sales at a time, over the real socket, while the real agent is killed without warning,
 * started again, and the POS goes on. Everything the POS was told is remembered and asked again.
 */

import { setTimeout as sleep } from "node:timers/promises";
import type { PosClient } from "../../agent/client/connect.ts";
import { random as seeded } from "../bench/random.ts";
import { checkJournal } from "./check.ts";
import { crashShop, forkAgent, type Life, liveAgent, NotReady } from "./shop.ts";
import { askReturn, type Calls, complete, isLost, planOf, ring, takeBack } from "./shopper.ts";
import { Truth } from "./truth.ts";

export interface DayOptions {
  readonly seed: number;
  readonly kills: number;
}

export interface DayFigures {
  readonly kills: number;
  /** Of these, how many hit an agent that was still starting. */
  readonly killedStarting: number;
  /** How many hit a `transaction.complete` on its way. */
  readonly killedCompleting: number;
  /** How many hit a return that was being committed. */
  readonly killedReturning: number;
  readonly stopped: number;
  /** Sales in the journal at the end. */
  readonly sales: number;
  readonly returns: number;
  /** Completions that the agent did not know after a kill, so that the sale was rung up again. */
  readonly rungAgain: number;
  readonly seconds: number;
}

const LANES = 3;
const COUPONS = 120;
/** One kill of so many hits an agent that is starting; of so many lives one is stopped for a while first. */
const STARTING_EVERY = 10;
const STOP_EVERY = 50;
const STOP_MS = 5000;
const ASKED_AGAIN = 3;

/** Resolves when the journal holds what it must; rejects with what is wrong. The shop's folder is then left for a look. */
export async function killDay({ seed, kills }: DayOptions): Promise<DayFigures> {
  const began = performance.now();
  const chance = seeded(seed);
  const shop = await crashShop(COUPONS);
  const truth = new Truth();
  const completing = new Set<string>();
  const count = { starting: 0, completing: 0, returning: 0, stopped: 0, rungAgain: 0 };
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
      sending(method);
      return answer as Promise<never>;
    },
  });

  const lane = async (name: string, random: () => number) => {
    for (let n = 1; !dayEnds; n += 1) await sellAtLast(planOf(`${name}-${n}`, random), random);
  };

  /** One customer, however often the agent dies meanwhile. */
  async function sellAtLast(plan: ReturnType<typeof planOf>, random: () => number): Promise<void> {
    let completion: Awaited<ReturnType<typeof ring>>;
    let isPaid = false;
    let back: Awaited<ReturnType<typeof askReturn>> | undefined;
    for (;;) {
      const here = next;
      const pos = calls(await here.promise);
      try {
        if (completion === undefined) {
          completion = await ring(pos, plan, shop.coupons, truth, random);
          if (completion === undefined) return;
        }
        if (!isPaid) {
          completing.add(plan.transactionId);
          isPaid = await complete(pos, completion, truth);
          completing.delete(plan.transactionId);
        }
        if (isPaid) {
          if (plan.returned === "no") return;
          back ??= await askReturn(pos, completion, plan);
          return await takeBack(pos, back, completion, truth);
        }
        count.rungAgain += 1;
        completion = undefined;
      } catch (error) {
        if (!isLost(error)) throw error;
        if (back !== undefined) count.returning += 1;
        // The socket tells of the death before the process does.
        while (next === here && failure === undefined) await sleep(1);
        if (failure !== undefined) return;
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
  }

  let killsLeft = kills;
  const lanes = Array.from({ length: LANES }, (_, n) => lane(`L${n + 1}`, seeded(seed * 1000 + n)));
  const allLanes = Promise.all(lanes).catch((error) => {
    failure ??= error;
  });
  try {
    while (failure === undefined && killsLeft > 0) {
      life = await start();
      try {
        await askAgain(life.pos);
        await untilKilled(life);
      } catch (error) {
        // Killed while it was starting, in the moment after it had said that it was ready.
        if (!isLost(error)) throw error;
        await life.kill();
      }
      for (const id of completing) if (truth.recorded.has(id)) completing.delete(id);
      truth.died();
      next = Promise.withResolvers();
      life = undefined;
    }
    dayEnds = true;
    life = await start();
    next.resolve(life.pos);
    await allLanes;
    if (failure !== undefined) throw failure;
    for (const { completion } of truth.recorded.values()) await complete(life.pos, completion, truth);
    await life.kill();
    const sales = checkJournal(shop.journalPath, truth);
    shop.remove();
    const seconds = (performance.now() - began) / 1000;
    const { starting: killedStarting, completing: killedCompleting, stopped, rungAgain } = count;
    const { returning: killedReturning } = count;
    const returns = truth.returned.size;
    return {
      kills,
      killedStarting,
      killedCompleting,
      killedReturning,
      stopped,
      sales,
      returns,
      rungAgain,
      seconds,
    };
  } catch (error) {
    await life?.kill();
    throw new Error(`seed ${seed}, kills ${kills}, data in ${shop.dataDir}: ${(error as Error).message}`, {
      cause: error,
    });
  }

  /** Lets the lanes sell, and kills in the middle of it: after some call, or aimed at a completion. */
  async function untilKilled(living: Life): Promise<void> {
    killsLeft -= 1;
    const aimed = chance() < 0.5;
    let left = aimed ? 1 + Math.floor(chance() * 6) : Math.floor(chance() * 60);
    const delayMs = chance() * (aimed ? 4 : 12);
    const stop = chance() < 1 / STOP_EVERY;
    await new Promise<void>((done) => {
      let striking = false;
      sending = (method) => {
        if (striking || (aimed && !["transaction.complete", "transaction.return"].includes(method))) return;
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
    // What was on its way when it died; an answer that had come is known.
    for (const id of completing) if (!truth.recorded.has(id)) count.completing += 1;
  }
}
