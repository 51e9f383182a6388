import { enrolCode, tillKeysAt } from "../../sync/client/operator.ts";
import { operatorOf, placeOf } from "./at-hub.ts";
import { inLanguage } from "./in-language.ts";
import { exitCode, languageFrom, text, UsageError, type Verb } from "./verb.ts";

const HOURS_MAX = 24 * 31;

/** `tillside enroll-code`: what a technician types at a till's PC. */
export const verb: Verb = {
  name: "enroll-code",
  help: `
Usage: tillside enroll-code STORE/TILL --data FOLDER [--url URL] [--hours N] [--json]

Makes a code with which one PC becomes that till, once ("tillside enroll" there). An unused code that was made for the till
before does not serve any more; a PC that is the till now stays it until the code is used.

  --data FOLDER  the hub's folder: its secret is HQ's key to it
  --url URL      where the hub is, default http://127.0.0.1:7720
  --hours N      how long it serves, default 24, at most ${HOURS_MAX}
  --json         { "code", "untilMs" }

Example: tillside enroll-code 0042/3 --data shop/hub`,
  options: {
    data: { type: "string" },
    url: { type: "string" },
    hours: { type: "string" },
    json: { type: "boolean" },
  },
  wordsMax: 1,

  async run(given) {
    const place = placeOf(verb, given);
    const operator = operatorOf(verb, given);
    const made = await enrolCode(operator, place, hoursOf(text(given, "hours")));
    // The code alone on stdout, for scripts.
    console.log(given.values.json ? JSON.stringify(made) : made.code);
    if (given.values.json) return exitCode.done;
    const tell = (said: string) => console.error(inLanguage(languageFrom(given), said));
    tell(`For one PC, until ${new Date(made.untilMs).toISOString()}.`);
    const now = (await tillKeysAt(operator, place)).find(({ revokedMs }) => revokedMs === null);
    const name = `${place.store}/${place.till}`;
    if (now !== undefined)
      tell(
        `${name} is a till already, on the PC ${now.machine}. A PC with a key of its own takes its place with this code; that PC itself, and a copy of its disk, keep their key. If there may be a copy: tillside revoke ${name} first, then make a code.`,
      );
    return exitCode.done;
  },
};

function hoursOf(words: string | undefined): number {
  const hours = Number(words ?? 24);
  if (hours >= 0.01 && hours <= HOURS_MAX) return hours;
  throw new UsageError(`--hours ${words}: up to ${HOURS_MAX}`);
}
