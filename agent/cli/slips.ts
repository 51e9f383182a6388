import { join } from "node:path";
import { dropJob, type JobSeen, releaseJob, showJobs } from "../../drivers/printers/spool/by-hand.ts";
import { readConfigFile } from "../config.ts";
import { slipWords } from "../texts/devices.ts";
import type { Language } from "../texts/language.ts";
import { exitCode, InputError, languageFrom, needed, text, UsageError, type Verb } from "./verb.ts";

/** `tillside slips`: slips that wait for the printer, and those that somebody must look at. */
export const verb: Verb = {
  name: "slips",
  help: `
Usage: tillside slips --config FILE [--lang it|en]
       tillside slips --config FILE --release NUMBER | --drop NUMBER

Lists the slips that are not on paper yet. One that was stopped half-way is not printed again by itself: look at the paper, then
let it be printed from its beginning (--release) or throw it away (--drop). The agent may run meanwhile.

  --config FILE     the till's configuration
  --release NUMBER  prints that slip before the others
  --drop NUMBER     throws it away
  --lang it|en      of the list; default the machine's language

Exit code 0: nothing needs a person. 1: some slips do.

Example: tillside slips --config till/config.json`,
  options: {
    config: { type: "string" },
    release: { type: "string" },
    drop: { type: "string" },
    lang: { type: "string" },
  },

  async run(given) {
    const folder = join(readConfigFile(needed(verb, given, "config")).dataDir, "spool");
    const [release, drop] = [text(given, "release"), text(given, "drop")];
    if (release !== undefined && drop !== undefined)
      throw new UsageError("--release and --drop: one of them at a time");
    if (release !== undefined && (await releaseJob(folder, numberOf("release", release))) === undefined)
      throw new InputError(`no slip ${release} is held: "tillside slips" lists them`);
    if (drop !== undefined && !(await dropJob(folder, numberOf("drop", drop))))
      throw new InputError(`there is no slip ${drop}, or it is being printed: "tillside slips" lists them`);
    const language = languageFrom(given);
    const jobs = await showJobs(folder);
    const lines = jobs.map((job) => line(job, language));
    console.log(lines.length === 0 ? slipWords[language].none : lines.join("\n"));
    return jobs.some(({ state }) => needsAPerson(state)) ? exitCode.failed : exitCode.done;
  },
};

type Held = keyof (typeof slipWords)["en"]["advice"];
const needsAPerson = (state: JobSeen["state"]): state is Held => state in slipWords.en.advice;

function line({ id, state, title = "", addedAtMs }: JobSeen, language: Language): string {
  const { advice, states } = slipWords[language];
  const at = addedAtMs === undefined ? "" : `, ${new Date(addedAtMs).toISOString()}`;
  return needsAPerson(state)
    ? `! ${id} ${title}${at}: ${advice[state]}`
    : `  ${id} ${title}${at}: ${states[state]}`;
}

function numberOf(option: string, words: string): number {
  const number = Number(words);
  if (Number.isInteger(number) && number > 0) return number;
  throw new UsageError(`--${option} ${words}: the number of a slip, as "tillside slips" shows it`);
}
