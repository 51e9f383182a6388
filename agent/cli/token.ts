import { readFileSync } from "node:fs";
import { readConfigFile } from "../config.ts";
import { newToken } from "../panel/token.ts";
import { exitCode, InputError, needed, type Verb } from "./verb.ts";

/** `tillside token`: what whoever opens the POS's page in a browser hands to it. */
export const verb: Verb = {
  name: "token",
  help: `
Usage: tillside token --config FILE

Prints a token for a POS that lives in a browser. It lets one page in, once, within two minutes; the page exchanges it
for a cookie at /pos/session on the panel's port, or shows it in its hello.

  --config FILE  the till's configuration, with a panel

Example: chromium "https://pos.example/#$(tillside token --config till/config.json)"`,
  options: { config: { type: "string" } },

  async run(given) {
    const { paths, panel } = readConfigFile(needed(verb, given, "config"));
    if (panel === undefined) throw new InputError('the configuration has no "panel": no page can sell here');
    let secret: string;
    try {
      secret = readFileSync(paths.secret, "utf8");
    } catch (error) {
      throw new InputError(`${paths.secret} can't be read: start the agent once, and be its user`, {
        cause: error,
      });
    }
    console.log(newToken(Buffer.from(secret.trim(), "hex")));
    return exitCode.done;
  },
};
