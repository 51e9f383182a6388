import { hostname } from "node:os";
import { setTimeout } from "node:timers/promises";
import { askHub } from "../../sync/client/operator.ts";
import { loadHeadKeys } from "../../sync/publish/init-keys.ts";
import { whoAmI } from "../../sync/publish/kill.ts";
import { publishAgain } from "../../sync/publish/publish.ts";
import type { Verdict } from "../../sync/rollout/judge.ts";
import { ringsOf } from "../../sync/rollout/plan.ts";
import {
  haltRollout,
  type RolloutHand,
  resumeRollout,
  stepRollout,
  undoRollout,
} from "../../sync/rollout/rollout.ts";
import { type Rollout, readRollout } from "../../sync/rollout/state.ts";
import type { Language } from "../texts/language.ts";
import {
  columns,
  headlineText,
  minutesText,
  nextSteps,
  noRollout,
  ringStates,
  verdictText,
  whyText,
} from "../texts/rollout.ts";
import { operatorOf } from "./at-hub.ts";
import { inLanguage } from "./in-language.ts";
import { announceReady, askedToEnd } from "./service.ts";
import { exitCode, languageFrom, needed, text, UsageError, type Verb, type VerbArguments } from "./verb.ts";

const EVERY_SECONDS = 30;

/** `tillside rollout`: a release spreads ring after ring, and stops by itself. */
export const verb: Verb = {
  name: "rollout",
  help: `
Usage: tillside rollout run --to FOLDER --keys FOLDER --data FOLDER [--url URL] [--every SECONDS] [--once]
       tillside rollout status --to FOLDER [--lang it|en] [--json]
       tillside rollout halt|resume --to FOLDER --keys FOLDER [--reason TEXT] [--by NAME]
       tillside rollout undo --to FOLDER --keys FOLDER [--by NAME]

With a section "rollout" in config.json, "tillside publish" gives a release to the first ring only. "run" stays up, asks the hub
about tills and sales, gives it to the next ring when the declared time has passed and every till has taken it, and stops by itself:
at tills that refuse it, fall silent, begin again and again or become slow, or where another share comes off than elsewhere.

  run              needs head.key and root.json only; renews the head each day while it stays up
  status           where it is, and why it stopped
  halt             nobody else gets it; who has it keeps it (--reason says why)
  resume           goes on where it stopped; the ring soaks anew
  undo             publishes what was for all before, under a new number, to everybody at once; needs release.key too
  --to FOLDER      releases folder
  --keys FOLDER    keys made by "tillside publish --init-keys"
  --data FOLDER    the hub's folder: its secret is HQ's key to it
  --url URL        where the hub is, default http://127.0.0.1:7720
  --every SECONDS  between two looks, default ${EVERY_SECONDS}
  --once           one look, then end
  --by NAME        who says so, for the history; by default whoever is logged in
  --json           as JSON

Exit code 0: as it should be. 1: it is halted, or there is none.

Example: tillside rollout run --to shop/releases --keys shop/keys --data shop/hub`,
  options: {
    to: { type: "string" },
    keys: { type: "string" },
    data: { type: "string" },
    url: { type: "string" },
    every: { type: "string" },
    once: { type: "boolean" },
    reason: { type: "string" },
    by: { type: "string" },
    lang: { type: "string" },
    json: { type: "boolean" },
  },
  wordsMax: 1,

  async run(given) {
    const [what] = given.positionals;
    switch (what) {
      case "run":
        return runLoop(given);
      case "status":
        return told(given, readRollout(needed(verb, given, "to")));
      case "halt":
        return told(given, haltRollout(handOf(given), text(given, "reason") ?? ""));
      case "resume":
        return told(given, resumeRollout(handOf(given)));
      case "undo":
        return undo(given);
      default:
        throw new UsageError("rollout run, status, halt, resume or undo. See: tillside rollout --help");
    }
  },
};

function handOf(given: VerbArguments, by = text(given, "by") ?? whoAmI()): RolloutHand {
  const keys = loadHeadKeys(needed(verb, given, "keys"));
  return { to: needed(verb, given, "to"), keys, now: new Date(), by };
}

async function undo(given: VerbArguments): Promise<number> {
  const hand = handOf(given);
  const { to, now, by } = hand;
  const keys = needed(verb, given, "keys");
  const { release } = await undoRollout(hand, (number) =>
    publishAgain({ undo: number, to, keys, now, by, force: true }),
  );
  const rollout = readRollout(to)!;
  const words = {
    it: `Il rilascio ${release} contiene quello che valeva prima (${rollout.before}), per tutti.`,
    en: `Release ${release} holds what was for all before (${rollout.before}), and is for all.`,
  };
  console.log(given.values.json ? JSON.stringify({ release, rollout }, null, 2) : words[languageFrom(given)]);
  return exitCode.done;
}

/** Until it is asked to end; a hub that is away, or a folder that somebody else writes, is looked at again. */
async function runLoop(given: VerbArguments): Promise<number> {
  const language = languageFrom(given);
  const operator = operatorOf(verb, given);
  const everyMs = secondsOf(text(given, "every")) * 1000;
  const ask = (path: string) => askHub(operator, path);
  const by = text(given, "by") ?? `rollout run at ${hostname()}`;
  handOf(given, by);
  const ending = askedToEnd();
  announceReady({ url: operator.hubUrl });
  let last = "";
  let isHalted = false;
  for (let isOver = false; !isOver; ) {
    const line = await stepRollout(handOf(given, by), ask).then(
      (step) => {
        isHalted = step.rollout.state === "halted";
        return lineOf(step.rollout, step.verdict, language);
      },
      (error: Error) => `! ${inLanguage(language, error.message)}`,
    );
    if (line !== last) console.log(`${new Date().toISOString()} ${line}`);
    last = line;
    isOver =
      given.values.once === true ||
      (await Promise.race([ending.then(() => true), setTimeout(everyMs, false)]));
  }
  return last.startsWith("!") || isHalted ? exitCode.failed : exitCode.done;
}

function secondsOf(words: string | undefined): number {
  const seconds = Number(words ?? EVERY_SECONDS);
  if (Number.isFinite(seconds) && seconds >= 1) return seconds;
  throw new UsageError(`--every ${words}: seconds, at least 1`);
}

function lineOf(rollout: Rollout, verdict: Verdict | undefined, language: Language): string {
  const ring = rollout.state === "done" ? undefined : ringsOf(rollout.plan)[rollout.ring];
  const more = [
    ...(ring === undefined ? [] : [`${columns.ring[language]} "${ring.name}"`]),
    ...(rollout.why === undefined ? [] : [whyText(rollout.why, language)]),
    ...(verdict?.kind === "wait" ? [verdictText(verdict, language)] : []),
  ];
  return [headlineText(rollout, language), ...more].join("; ");
}

function told(given: VerbArguments, rollout: Rollout | undefined): number {
  const language = languageFrom(given);
  const report = rollout === undefined ? noRollout[language] : table(rollout, language);
  console.log(given.values.json ? JSON.stringify(rollout ?? null, null, 2) : report);
  return rollout === undefined || rollout.state === "halted" ? exitCode.failed : exitCode.done;
}

/** Every ring with its stores, how long it soaks, and where the release is. */
export function table(rollout: Rollout, language: Language): string {
  const isOpen = rollout.state === "running" || rollout.state === "halted";
  const stateOf = (index: number): string => {
    if (rollout.state === "done" || index < rollout.ring) return ringStates.past[language];
    if (index > rollout.ring || !isOpen) return ringStates.ahead[language];
    return ringStates[rollout.state === "halted" ? "stopped" : "here"][language];
  };
  const rings = ringsOf(rollout.plan).map(({ name, stores, permille, soakMinutes }, index) => {
    const some = [...stores.slice(0, 4), ...(stores.length > 4 ? [`+${stores.length - 4}`] : [])];
    const share = permille > 0 ? [`${permille / 10} %`] : [];
    return [name, [...some, ...share].join(", "), minutesText(soakMinutes), stateOf(index)];
  });
  const end = ringStates[rollout.state === "done" ? "here" : "ahead"][language];
  const head = [columns.ring, columns.stores, columns.soak, columns.state].map((words) => words[language]);
  const rows = [head, ...rings, [columns.all[language], "100 %", "", end]];
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join("  ")
      .trimEnd(),
  );
  const { why } = rollout;
  const stopped = why === undefined ? [] : ["", `! ${whyText(why, language)}`, nextSteps[language]];
  return [headlineText(rollout, language), "", ...lines, ...(rollout.state === "halted" ? stopped : [])].join(
    "\n",
  );
}
