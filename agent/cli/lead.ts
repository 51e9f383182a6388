import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readConfigFile } from "../config.ts";
import { said } from "../texts/italian/said.ts";
import { exitCode, languageFrom, needed, UsageError, type Verb } from "./verb.ts";

/** `tillside lead take-over`: what no till may decide by itself, since it can't know that the others are off. */
export const verb: Verb = {
  name: "lead",
  help: `
Usage: tillside lead take-over --yes --config FILE

Lets this till lead its store from now on, alone, with what it knows of coupons that are held and used. For a store of two
tills whose first one is off and stays off, or one where most tills that voted are gone. Look first: a till that still leads
elsewhere, not reached from here, would grant the same coupons again. When the others are reached they come back by themselves,
and HQ's first till leads again.

  --config FILE  the till's configuration
  --yes          the till that led is off, somebody looked

The agent does it within a second where it runs, else when it starts. Exit code 0: it was told.

Example: tillside lead take-over --yes --config till/config.json`,
  options: { config: { type: "string" }, yes: { type: "boolean" } },
  wordsMax: 1,

  async run(given) {
    if (given.positionals[0] !== "take-over") throw new UsageError("what? See: tillside lead --help");
    if (given.values.yes !== true)
      throw new UsageError("--yes is missing: is the till that led off? See: tillside lead --help");
    const { dataDir } = readConfigFile(needed(verb, given, "config"));
    writeFileSync(join(dataDir, "lead.take-over"), "");
    console.log(said(languageFrom(given), 'This till takes over. "tillside status" says when it leads.'));
    return exitCode.done;
  },
};
