import type { SyncStatus } from "../../sync/client/client.ts";
import type { AgentStatus } from "../main.ts";
import { ageText } from "../suspended/waiting.ts";
import { tillClient } from "./till-client.ts";
import { exitCode, needed, port, type Verb } from "./verb.ts";

/** `tillside status`: one command that tells store IT whether a till is well, and what to do where it isn't. */
export const verb: Verb = {
  name: "status",
  help: `
Usage: tillside status --config FILE [--port N] [--json]

Asks the running agent how it is: release, receipts that wait for HQ, journal, scanner and printer, and what to do where
something is wrong.

  --config FILE  the till's configuration
  --port N       where the agent is, if the configuration leaves it open
  --json         everything, as JSON

Exit code 0: all is well. 1: something needs a person, or the agent does not answer.

Example: tillside status --config .tillside/demo/till/config.json`,
  options: { config: { type: "string" }, port: { type: "string" }, json: { type: "boolean" } },

  async run(given) {
    const asked = port(given, "port", 0);
    const client = await tillClient(
      needed(verb, given, "config"),
      "monitor",
      asked === 0 ? undefined : asked,
    );
    const status = await client.call<AgentStatus>("agent.status");
    await client.close();
    console.log(given.values.json ? JSON.stringify(status, null, 2) : report(status));
    return status.problems.length === 0 ? exitCode.done : exitCode.failed;
  },
};

function report(status: AgentStatus): string {
  const rows: [string, string][] = [
    ["till", `${status.store}/${status.till}, Tillside ${status.version}`],
    ["release", status.release === 0 ? "none yet" : `${status.release}, ${status.promotions} promotions`],
    ...(status.switchedOff ? [["switched off", offLine(status.switchedOff)] as [string, string]] : []),
    ["journal", journalLine(status)],
    ["hq", hqLine(status.hq)],
    ["hq's files", filesLine(status)],
    ["store lead", leadLine(status)],
    ["scanner", status.devices.scanner === null ? "none" : oneLine(status.devices.scanner)],
    ["printer", status.devices.printer === null ? "none" : oneLine(status.devices.printer)],
    ["open sales", String(status.openTransactions)],
    ["suspended", suspendedLine(status)],
    ["memory", `${Math.round(status.memoryBytes / 2 ** 20)} MiB`],
  ];
  const problems = status.problems.map((problem) => `! ${problem}`);
  return [...rows.map(([name, value]) => `${name.padEnd(12)} ${value}`), ...problems].join("\n");
}

function offLine(switchedOff: NonNullable<AgentStatus["switchedOff"]>): string {
  return Object.entries(switchedOff)
    .map(([id, reason]) => (reason === "" ? id : `${id} (${reason})`))
    .join(", ");
}

function journalLine({ journal, hq }: AgentStatus): string {
  if (!journal.usable) return "NOT USABLE";
  if (hq === null) return "good";
  const waiting = Object.entries(journal.unsettled ?? {}).map(([lane, count]) => `${count} ${lane}`);
  return `good; records waiting for HQ: ${waiting.join(", ") || "unknown"}`;
}

function suspendedLine({ suspended: { count, oldestMinutes } }: AgentStatus): string {
  return count === 0 ? "none" : `${count}, the oldest for ${ageText(oldestMinutes ?? 0)}`;
}

function hqLine(hq: SyncStatus | null): string {
  if (hq === null) return "none configured: the till works alone";
  const way = ({ reached, lastReachedMs, problem }: SyncStatus["down"] | SyncStatus["up"]) => {
    if (problem !== null) return problem.message;
    if (reached) return "good";
    return lastReachedMs === null
      ? "nothing yet"
      : `not reached since ${new Date(lastReachedMs).toISOString()}`;
  };
  return `down: ${way(hq.down)}; up: ${way(hq.up)}`;
}

function filesLine({ hq, lead }: AgentStatus): string {
  if (hq === null) return "none";
  const { hqBytes, keptBytes, tillsBytes } = hq.down.files;
  const given = Object.entries(tillsBytes);
  const savedBytes = given.reduce((sum, [, bytes]) => sum + bytes, keptBytes);
  const rows = [
    `${size(hqBytes)} from HQ`,
    ...given.map(([till, bytes]) => `${size(bytes)} from till ${till}`),
    ...(keptBytes > 0 ? [`${size(keptBytes)} from this disk`] : []),
    `HQ's line was spared ${size(savedBytes)}`,
    ...(lead === null ? [] : [`${size(lead.filesGivenBytes)} given to other tills`]),
  ];
  return `since the start ${rows.join(", ")}`;
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

/** An object's plain values as "name value, name value". */
function oneLine(value: object): string {
  return Object.entries(value)
    .filter(([, it]) => ["string", "number", "boolean"].includes(typeof it))
    .map(([name, it]) => `${name} ${it}`)
    .join(", ");
}
