import { readConfigFile } from "../config.ts";
import { startAgent } from "../main.ts";
import { said } from "../texts/italian/said.ts";
import { announceReady, askedToEnd } from "./service.ts";
import { exitCode, languageFrom, needed, type Verb } from "./verb.ts";

/** `tillside agent`: the process beside the till. */
export const verb: Verb = {
  name: "agent",
  help: `
Usage: tillside agent --config FILE

Runs the till's agent until Ctrl-C: answers the POS, keeps the journal, follows HQ's releases.

  --config FILE  JSON: store, till, dataDir (default the file's folder), pos.port (default 7710), hq.url,
                 scanner, printer; agent/README.md lists every field with its default

"tillside enroll" writes the configuration and what the agent needs of HQ; the agent makes pos.secret, which the POS reads.

Example: tillside agent --config shop/till/config.json`,
  options: { config: { type: "string" } },

  async run(given) {
    const ending = askedToEnd();
    const config = readConfigFile(needed(verb, given, "config"));
    const agent = await startAgent(config);
    announceReady({ port: agent.port });
    const at = config.pos.path ?? `127.0.0.1:${agent.port}`;
    console.log(said(languageFrom(given), `The agent answers the POS at ${at}. Ctrl-C ends it.`));
    await ending;
    await agent.close();
    return exitCode.done;
  },
};
