/** The kit's runs as the tests need them: all of it, or single dialogues with something in between. */

import { newCoupons } from "../../agent/conformance/coupons.ts";
import type { Group, Outcome } from "../../agent/conformance/dialogue.ts";
import { groups } from "../../agent/conformance/dialogues/index.ts";
import type { OwnAgent } from "../../agent/conformance/own-agent.ts";
import { runAsAgent } from "../../agent/conformance/run-as-agent.ts";
import { runAsPos } from "../../agent/conformance/run-as-pos.ts";
import { startWatch, type Watch } from "../../agent/conformance/watch.ts";
import type { Where } from "../../agent/conformance/wire.ts";
import { loadProfiles } from "../../agent/pos/load-profiles.ts";
import type { Profile } from "../../agent/pos/profile.ts";
import { type Cashier, cashier } from "./cashier.ts";

export const profileNames = ["generic", "ncr", "uakari", "system"] as const;

export function profileOf(name: string): Profile {
  return loadProfiles().profiles.get(name)!;
}

/** The groups with these dialogues only; without names all of them. */
export function only(...names: readonly string[]): Group[] {
  const found = groups
    .map(({ group, dialogues }) => ({
      group,
      dialogues: dialogues.filter(({ name }) => names.includes(name.en)),
    }))
    .filter(({ dialogues }) => dialogues.length > 0);
  if (found.flatMap(({ dialogues }) => dialogues).length !== names.length)
    throw new Error(`there are not all of: ${names.join("; ")}`);
  return found;
}

let runs = 0;

/** The kit as a POS. A machine that is busy with other tests must not look like an agent that is. */
export function asPos(
  profile: Profile,
  agent: OwnAgent,
  played: readonly Group[],
  { where = () => agent.where, slackMs = 30_000 }: { where?: () => Where; slackMs?: number } = {},
): Promise<readonly Outcome[]> {
  runs += 1;
  const setting = { profile, where, secret: agent.secret, language: "en", slackMs, agent } as const;
  const coupons = newCoupons();
  // Each run has coupons of its own: what one has used, the next can't use.
  for (let used = 0; used < (runs - 1) * 4; used += 1) coupons();
  return runAsPos(
    played,
    { ...setting, run: `run${runs}`, nextCoupon: coupons },
    { all: true, told: () => {} },
  );
}

/** The kit as an agent, with a cashier at the POS who does what it asks for. */
export async function asAgent(
  profile: Profile,
  agent: OwnAgent,
  played: readonly Group[],
  {
    patienceMs = 60_000,
    between = async (watch: Watch) => watch.where,
  }: { patienceMs?: number; between?: (watch: Watch) => Promise<Where> } = {},
): Promise<{ outcomes: readonly Outcome[]; misunderstood: readonly string[] }> {
  const at = { host: "127.0.0.1", port: 0 };
  const secret = Buffer.from(agent.secret).toString("hex");
  const setting = { profile, secret: agent.secret, agent: () => agent.where, at, language: "en" } as const;
  const watch = await startWatch(setting);
  const misunderstood: string[] = [];
  let who: Cashier | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  try {
    const where = await between(watch);
    who = cashier(where as { host: string; port: number }, secret, profile, patienceMs);
    const outcomes = await runAsAgent(
      played,
      {
        profile,
        watch,
        nextCoupon: newCoupons(),
        patienceMs,
        asks({ en }) {
          turn = turn.then(() => who?.does(en)).catch((error) => misunderstood.push(error.message));
        },
      },
      { all: true, told: () => {}, begins: () => {} },
    );
    await turn;
    return { outcomes, misunderstood };
  } finally {
    await who?.close();
    await watch.close();
  }
}

/** In words that a failing test shows. */
export function departures(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap(({ group, dialogue, departure: it }) =>
    it === undefined
      ? []
      : [
          `${group}: ${dialogue.name.en}: step ${it.step} ${it.of}: ${it.advice} ${it.path}: ` +
            `${JSON.stringify(it.expected)} / ${JSON.stringify(it.actual)?.slice(0, 300)}`,
        ],
  );
}
