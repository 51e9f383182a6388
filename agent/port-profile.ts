/** Which profile the POS port speaks: the configured one, as HQ, this till's folder or the agent itself has it now. */

import { type AgentConfig, unknownProfile } from "./config.ts";
import type { Log } from "./log.ts";
import { type FoundProfile, loadProfiles, profilesIn } from "./pos/load-profiles.ts";
import { type Deadlines, deadlinesOf, type Profile } from "./pos/profile.ts";

export interface PortProfile {
  /** For the next connection; those that are open stay with theirs. */
  readonly current: Profile;
  /** The current profile's, with what the configuration says otherwise. */
  readonly deadlines: Deadlines;
  /** HQ's profiles, whenever a release has come. */
  pushed(profiles: readonly FoundProfile[]): void;
  /** For `agent.status`, with what to do. */
  problems(): readonly string[];
}

/**
 * Throws ConfigError where nobody has the configured profile. A till that HQ may still tell begins with `generic`, so
 * that it can be asked how it is.
 */
export function portProfile(config: Pick<AgentConfig, "pos" | "paths" | "hq">, log: Log): PortProfile {
  const { profile: name } = config.pos;
  const own = profilesIn(config.paths.profiles);
  let problems: string[] = [];
  let current = choose([]);
  const deadlines = () => deadlinesOf(current, config.pos.deadlines);
  return {
    get current() {
      return current;
    },
    deadlines: {
      get lineMs() {
        return deadlines().lineMs;
      },
      get lookUpMs() {
        return deadlines().lookUpMs;
      },
      get subtotalMs() {
        return deadlines().subtotalMs;
      },
      get completeMs() {
        return deadlines().completeMs;
      },
    },
    pushed(profiles) {
      const next = choose(profiles);
      // The same profile stays the same value: what its connections have in common goes on.
      if (JSON.stringify(next) !== JSON.stringify(current)) current = next;
    },
    problems: () => problems,
  };

  function choose(pushed: readonly FoundProfile[]): Profile {
    const { profiles, refused } = loadProfiles([...own, ...pushed]);
    for (const one of refused) log.error("profile-refused", one);
    problems = refused.map(({ from, why }) => `The POS profile ${from} is refused: ${why}.`);
    const chosen = profiles.get(name);
    if (chosen !== undefined) return chosen;
    const error = unknownProfile(name, profiles.keys(), refused);
    if (config.hq === undefined) throw error;
    problems.push(error.message);
    return profiles.get("generic")!;
  }
}
