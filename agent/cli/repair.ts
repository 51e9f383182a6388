import { readConfigFile } from "../config.ts";
import { type Finding, look } from "../repair/look.ts";
import { type Rebuilt, rebuildReplica } from "../repair/rebuild.ts";
import { said } from "../texts/italian/said.ts";
import { exitCode, languageFrom, needed, UsageError, type Verb } from "./verb.ts";

/** `tillside repair`: what is broken on a till's disk, and what can be mended is. */
export const verb: Verb = {
  name: "repair",
  help: `
Usage: tillside repair --config FILE [--check | --rebuild] [--lang it|en] [--json]

Looks at everything the till has on its disk: whether there is room, journal, replica, open sales, slips, enrolment, HQ's root and
key. A damaged replica is set aside as replica.db.broken and filled again from HQ: by the agent, which sells on meanwhile, or here
where none runs. Nothing else is changed; what needs a person is said with what to do. The journal, and with it every sale that HQ does not
have yet, is never touched.

  --config FILE  the till's configuration
  --check        only looks
  --rebuild      makes the replica anew also where it looks whole
  --lang it|en   default what the configuration says, else the machine's
  --json         { "findings", "replica" } as JSON, in English

Exit code 0: all is well, or was mended. 1: something needs a person; with --check also what could be mended.

Example: tillside repair --check --config .tillside/demo/till/config.json`,
  options: {
    config: { type: "string" },
    check: { type: "boolean" },
    rebuild: { type: "boolean" },
    json: { type: "boolean" },
  },

  async run(given) {
    const { check, rebuild, json } = given.values;
    if (check && rebuild) throw new UsageError("--check and --rebuild: one of them");
    const language = languageFrom(given);
    const config = readConfigFile(needed(verb, given, "config"));
    const findings = await look(config, Date.now());
    const replica = findings.find(({ part }) => part === "replica");
    const mendable = replica?.state === "broken" && replica.todo === undefined;
    const rebuilt =
      !check && (mendable || rebuild)
        ? await rebuildReplica(config, rebuild ? "rebuild" : "check")
        : undefined;
    console.log(
      json
        ? JSON.stringify({ findings, ...(rebuilt && { replica: rebuilt }) }, null, 2)
        : report(findings, rebuilt, mendable && !rebuilt, (text) => said(language, text)).join("\n"),
    );
    const left = findings.filter(({ state, part }) => state === "broken" && !(part === "replica" && rebuilt));
    return left.length === 0 && rebuilt?.problem === undefined ? exitCode.done : exitCode.failed;
  },
};

function report(
  findings: readonly Finding[],
  rebuilt: Rebuilt | undefined,
  canMend: boolean,
  say: (text: string) => string,
): string[] {
  const width = Math.max(...findings.map(({ part }) => say(part).length), 10);
  const lines = findings.flatMap(({ part, state, what, todo }) => [
    `${state === "well" ? " " : "!"} ${say(part).padEnd(width)}  ${say(what)}`,
    ...(todo === undefined ? [] : [`${"".padEnd(width + 4)}${say(todo)}`]),
  ]);
  if (canMend)
    return [...lines, say("tillside repair without --check mends the replica, also while the till sells.")];
  if (rebuilt === undefined) return lines;
  const { by, broken, release, problem } = rebuilt;
  const aside = broken === null ? "the replica is whole after all" : `the old replica is ${broken}`;
  const filled =
    by === "agent"
      ? "the agent sells on and fills a new one from HQ: tillside status tells when it is there"
      : release === 0
        ? "the new one is empty: the agent fills it when it runs and HQ can be reached"
        : `the new one holds release ${release}`;
  const left = problem === undefined ? [] : [`! ${say(problem)}`];
  if (rebuilt.putBack)
    return [
      ...lines,
      say("The old replica is whole, and in its place again: HQ could not fill another."),
      ...left,
    ];
  return [...lines, say(`Mended: ${aside}; ${filled}.`), ...left];
}
