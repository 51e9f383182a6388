import type { SyncStatus } from "../../sync/client/client.ts";
import { readConfigFile } from "../config.ts";
import type { AgentStatus } from "../main.ts";
import { ageText } from "../suspended/waiting.ts";
import { deviceWords, stateIn } from "../texts/devices.ts";
import { said } from "../texts/italian/said.ts";
import type { Language } from "../texts/language.ts";
import { tillClient } from "./till-client.ts";
import { exitCode, languageFrom, needed, port, type Verb } from "./verb.ts";

/** `tillside status`: one command that tells store IT whether a till is well, and what to do where it isn't. */
export const verb: Verb = {
  name: "status",
  help: `
Usage: tillside status --config FILE [--port N] [--lang it|en] [--json]

Asks the running agent how it is: release, receipts that wait for HQ, journal, scanner and printer, and what to do where
something is wrong.

  --config FILE  the till's configuration
  --port N       where the agent is, if the configuration leaves it open
  --lang it|en   default what the configuration says, else the machine's
  --json         everything, as JSON; problems in English

Exit code 0: all is well. 1: something needs a person, or the agent does not answer.

Example: tillside status --config .tillside/demo/till/config.json`,
  options: { config: { type: "string" }, port: { type: "string" }, json: { type: "boolean" } },

  async run(given) {
    const asked = port(given, "port", 0);
    const config = needed(verb, given, "config");
    const client = await tillClient(config, "monitor", asked === 0 ? undefined : asked);
    const status = await client.call<AgentStatus>("agent.status");
    await client.close();
    const isAlone = readConfigFile(config).hq === undefined;
    console.log(
      given.values.json ? JSON.stringify(status, null, 2) : report(status, isAlone, languageFrom(given)),
    );
    return status.problems.length === 0 ? exitCode.done : exitCode.failed;
  },
};

type Say = (text: string) => string;

/** @param isAlone no HQ is configured: `hq` is null also where the thread that talks to it does not answer */
function report(status: AgentStatus, isAlone: boolean, language: Language): string {
  const say: Say = (text) => said(language, text);
  const { scanner, printer } = status.devices;
  const rows: [string, string][] = [
    ["till", `${status.store}/${status.till}, Tillside ${status.version}`],
    [
      "release",
      status.release === 0 ? say("none yet") : say(`${status.release}, ${status.promotions} promotions`),
    ],
    ...(status.switchedOff ? [["switched off", offLine(status.switchedOff)] as [string, string]] : []),
    ["journal", journalLine(status, isAlone, say)],
    ["hq", hqLine(status.hq, isAlone, say)],
    ["hq's files", filesLine(status, say)],
    ["store lead", say(leadLine(status))],
    ["scanner", scanner === null ? deviceWords.none[language] : stateIn(language, scanner.state)],
    ["printer", printer === null ? deviceWords.none[language] : stateIn(language, printer.state, "printer")],
    ["open sales", String(status.openTransactions)],
    ["suspended", say(suspendedLine(status))],
    ["memory", `${Math.round(status.memoryBytes / 2 ** 20)} MiB`],
  ];
  const named = rows.map(([name, value]) => [say(name), value] as const);
  const width = Math.max(12, ...named.map(([name]) => name.length));
  const problems = status.problems.map((problem) => `! ${say(problem)}`);
  return [...named.map(([name, value]) => `${name.padEnd(width)} ${value}`), ...problems].join("\n");
}

function offLine(switchedOff: NonNullable<AgentStatus["switchedOff"]>): string {
  return Object.entries(switchedOff)
    .map(([id, reason]) => (reason === "" ? id : `${id} (${reason})`))
    .join(", ");
}

function journalLine({ journal }: AgentStatus, isAlone: boolean, say: Say): string {
  if (!journal.usable) return say("NOT USABLE");
  if (isAlone) return say("good");
  const waiting = Object.entries(journal.unsettled ?? {}).map(([lane, count]) => say(`${count} ${lane}`));
  return say(`good; records waiting for HQ: ${waiting.join(", ") || "unknown"}`);
}

function suspendedLine({ suspended: { count, oldestMinutes } }: AgentStatus): string {
  return count === 0 ? "0" : `${count}, the oldest for ${ageText(oldestMinutes ?? 0)}`;
}

function hqLine(hq: SyncStatus | null, isAlone: boolean, say: Say): string {
  if (isAlone) return say("none configured: the till works alone");
  if (hq === null)
    return say(
      "configured, but this part of the agent does not answer: see what is said below, or ask again",
    );
  const way = ({ reached, lastReachedMs, problem }: SyncStatus["down"] | SyncStatus["up"]) => {
    if (problem !== null) return problem.message;
    if (reached) return "good";
    return lastReachedMs === null
      ? "nothing yet"
      : `not reached since ${new Date(lastReachedMs).toISOString()}`;
  };
  return say(`down: ${say(way(hq.down))}; up: ${say(way(hq.up))}`);
}

function filesLine({ hq, lead }: AgentStatus, say: Say): string {
  if (hq === null) return say("none");
  const { hqBytes, keptBytes, tillsBytes } = hq.down.files;
  const given = Object.entries(tillsBytes);
  const savedBytes = given.reduce((sum, [, bytes]) => sum + bytes, keptBytes);
  const parts = [
    `${size(hqBytes)} from HQ`,
    ...given.map(([till, bytes]) => `${size(bytes)} from till ${till}`),
    ...(keptBytes > 0 ? [`${size(keptBytes)} from this disk`] : []),
    `HQ's line was spared ${size(savedBytes)}`,
    ...(lead === null ? [] : [`${size(lead.filesGivenBytes)} given to other tills`]),
  ];
  return say(`since the start ${parts.map(say).join(", ")}`);
}

/** "0 kB", "12 kB", "3.4 MB" */
function size(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function leadLine({ lead, till }: AgentStatus): string {
  if (lead === null) return "none: HQ does not list this till";
  const others = lead.tills.filter((one) => one !== till);
  const reached = others.filter((one) => lead.connected.includes(one)).length;
  const connected = `${reached} of ${others.length} other${others.length === 1 ? "" : "s"} that hold copies reached`;
  if (!lead.ready) return `nobody leads now; ${connected}`;
  return `${lead.lead === till ? "this till" : `till ${lead.lead}`}; ${connected}`;
}
