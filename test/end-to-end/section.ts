/** `npm run test:long -- end-to-end --kills 200`: the crash lab's days with a real HQ beside, whose hub is killed as well. */

import { parseArgs } from "node:util";
import { killDay } from "../crash/supervisor.ts";
import { hqBeside } from "./beside.ts";

const KILLS_A_DAY = 50;

export async function endToEnd(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      /** Of the agent; the hub has its own. */
      kills: { type: "string", default: "200" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    },
  });
  const [kills, seed] = [Number(values.kills), Number(values.seed)];
  console.log(`end-to-end: --kills ${kills} --seed ${seed}`);
  const sum = { kills: 0, hubKills: 0, sales: 0, returns: 0, events: 0 };
  let failed = 0;
  for (let day = 0; day * KILLS_A_DAY < kills; day += 1) {
    const beside = hqBeside(seed + day);
    const today = Math.min(KILLS_A_DAY, kills - day * KILLS_A_DAY);
    try {
      const { sales, returns } = await killDay({ seed: seed + day, kills: today, beside });
      sum.kills += today;
      sum.hubKills += beside.hubKills;
      sum.sales += sales;
      sum.returns += returns;
      sum.events += beside.events;
      console.log(
        `${sum.kills} kills of the agent, ${sum.hubKills} of the hub: ${sum.sales} sales, ${sum.returns} returns, ${sum.events} events, each at HQ once`,
      );
    } catch (error) {
      failed += 1;
      console.error(error);
    }
  }
  console.log(`end-to-end: ${sum.kills} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}
