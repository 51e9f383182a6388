/** The vendors we speak: one file and one line each. */

import type { Profile } from "../profile.ts";
import { generic } from "./generic.ts";

export const profiles: ReadonlyMap<string, Profile> = new Map(
  [generic].map((profile) => [profile.name, profile]),
);
