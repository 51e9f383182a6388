/** Whether a dialogue can be played with this POS, and in this run. */

import type { Profile } from "../pos/profile.ts";
import type { Dialogue } from "./dialogue.ts";

/** What is not met: of the profile, or of the run. Undefined: it can be played. */
export function unmet(
  { needs = {} }: Dialogue,
  profile: Profile,
  ownAgent: boolean,
): { readonly of: "profile" | "run"; readonly need: string } | undefined {
  const { framing, encoding, adapter, charset, numbers, ownAgent: own, ...abilities } = needs;
  const profileIs: readonly [string, unknown, unknown][] = [
    ["framing", framing, profile.framing.kind],
    ["encoding", encoding, profile.encoding],
    ["adapter", adapter, profile.adapter],
    ["numbers", numbers, profile.numbers],
    ...Object.entries(abilities).map(([name, wanted]): [string, unknown, unknown] => [
      name,
      wanted,
      profile.abilities[name as keyof Profile["abilities"]],
    ]),
  ];
  for (const [name, wanted, is] of profileIs)
    if (wanted !== undefined && wanted !== is) return { of: "profile", need: `${name} ${wanted}` };
  if (charset !== undefined && !charset.includes(profile.charset))
    return { of: "profile", need: `charset ${charset.join(", ")}` };
  return own && !ownAgent ? { of: "run", need: "ownAgent" } : undefined;
}
