/** A connection to the agent of a till, made from its configuration as a POS on the same PC makes it. */

import { readFileSync } from "node:fs";
import { connectPos, PosCallError, type PosClient } from "../client/connect.ts";
import { readConfigFile } from "../config.ts";
import { loadProfiles, profilesIn } from "../pos/load-profiles.ts";
import { InputError } from "./verb.ts";

/** @param port where the agent really is, when its configuration says "any free one". Throws PosCallError, InputError. */
export async function tillClient(
  configFile: string,
  role: "pos" | "monitor",
  port?: number,
): Promise<PosClient> {
  const { paths, pos } = readConfigFile(configFile);
  let secret: string;
  try {
    secret = readFileSync(paths.secret, "utf8");
  } catch (error) {
    throw new InputError(
      `${paths.secret} can't be read (${(error as Error).message}): start the agent once, and read it as its user`,
      { cause: error },
    );
  }
  const at = pos.path === undefined ? { host: pos.host, port: port ?? pos.port } : { path: pos.path };
  const { profiles } = loadProfiles(profilesIn(paths.profiles));
  const profile = profiles.get(pos.profile);
  if (profile === undefined) throw new InputError(`"pos.profile": there is no profile "${pos.profile}"`);
  try {
    return await connectPos({ ...at, profile, secret, role, language: "en" });
  } catch (error) {
    if (!(error instanceof PosCallError) || error.code !== 0) throw error;
    const message =
      error.reason === "wrong-agent"
        ? `${error.message}. Another till's agent or another program has that port: end it, or see that ${paths.secret} is this till's`
        : `no agent answers (${error.message}). Start it: tillside agent --config ${configFile}`;
    throw Object.assign(new Error(message, { cause: error }), { code: error.reason });
  }
}
