/** `npm run test:long -- kills`: as many kills as there is time for, in days of a hundred, each with its seed. */

import { parseArgs } from "node:util";
import { type DayFigures, killDay } from "./supervisor.ts";

export async function kills(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      /** Kills in all. */
      runs: { type: "string", default: "10000" },
      seed: { type: "string", default: String(Date.now() % 2 ** 31) },
      /** Of these on one day: what a day has shown is counted at its end. */
      day: { type: "string", default: "100" },
      /** Shops at the same time. */
      shops: { type: "string", default: "2" },
    },
  });
  const [runs, seed, shops] = [Number(values.runs), Number(values.seed), Number(values.shops)];
  const killsADay = Number(values.day);
  const days = Array.from({ length: Math.ceil(runs / killsADay) }, (_, n) => ({
    seed: seed + n,
    kills: Math.min(killsADay, runs - n * killsADay),
  }));
  console.log(`kills: --runs ${runs} --seed ${seed} --shops ${shops}`);
  const began = performance.now();
  const done: DayFigures[] = [];
  const total = (name: "kills" | "killedStarting" | "stopped" | "sales" | "returns" | "resumed") =>
    done.reduce((sum, day) => sum + day[name], 0);
  const say = () => {
    const seconds = (performance.now() - began) / 1000;
    const hit = new Map<string, number>();
    for (const { killedIn } of done)
      for (const [method, number] of Object.entries(killedIn))
        hit.set(method, (hit.get(method) ?? 0) + number);
    console.log(
      `${total("kills")} kills in ${seconds.toFixed(0)} s (${((60 * total("kills")) / seconds).toFixed(0)} a minute): ` +
        `${total("killedStarting")} while starting, ${total("stopped")} stops of 5 s; on their way ` +
        `${[...hit].map(([method, number]) => `${number} ${method}`).join(", ")}; ` +
        `${total("resumed")} sales resumed, ${total("sales")} recorded, ${total("returns")} returns`,
    );
  };
  let failed = 0;
  const shop = async () => {
    for (let day = days.shift(); day !== undefined; day = days.shift()) {
      try {
        done.push(await killDay(day));
        say();
      } catch (error) {
        failed += 1;
        console.error(error);
      }
    }
  };
  await Promise.all(Array.from({ length: shops }, shop));
  console.log(`kills: ${total("kills")} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}
