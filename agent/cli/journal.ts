import { existsSync } from "node:fs";
import { readConfigFile } from "../config.ts";
import { StoreError } from "../store/open.ts";
import { type Verified, verifyJournal } from "../store/verify.ts";
import { said } from "../texts/italian/said.ts";
import { exitCode, InputError, languageFrom, needed, UsageError, type Verb } from "./verb.ts";

const KEEP = "Copy the file and tell HQ before anything else is done with it.";

/** `tillside journal`: is what the till has recorded whole? */
export const verb: Verb = {
  name: "journal",
  help: `
Usage: tillside journal verify --config FILE [--lang it|en] [--json]

Reads the whole journal and checks it: SQLite's own check, the chain of every lane, each sale against its event, coupons
and points against sales. Changes nothing; an agent may be running. A journal that is whole: exit code 0; else it names
the first row that is broken, and the code is 1.

  --config FILE  the till's configuration
  --lang it|en   default what the configuration says, else the machine's
  --json         the result as JSON

Example: tillside journal verify --config .tillside/demo/till/config.json`,
  options: { config: { type: "string" }, json: { type: "boolean" } },
  wordsMax: 1,

  async run(given) {
    const [action] = given.positionals;
    if (action !== "verify") throw new UsageError("verify is what it can. See: tillside journal --help");
    const { paths } = readConfigFile(needed(verb, given, "config"));
    if (!existsSync(paths.journal))
      throw new InputError(`there is no journal yet: the agent's first start makes ${paths.journal}`);
    const verified = verifiedAt(paths.journal);
    const { sales, events, broken } = verified;
    const sentences =
      broken === undefined
        ? [`${paths.journal} is whole: ${sales} sales, ${events.sales} + ${events.claims} events.`]
        : [`${paths.journal} is broken at ${broken.table} ${broken.row}: it ${broken.what}.`, KEEP];
    const language = languageFrom(given);
    console.log(
      given.values.json
        ? JSON.stringify(verified, null, 2)
        : sentences.map((text) => said(language, text)).join("\n"),
    );
    return broken === undefined ? exitCode.done : exitCode.failed;
  },
};

function verifiedAt(path: string): Verified {
  try {
    return verifyJournal(path);
  } catch (error) {
    if (error instanceof StoreError && error.code === "corrupt")
      throw new InputError(`${error.message} ${KEEP}`, { cause: error });
    throw error;
  }
}
