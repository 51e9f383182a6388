import { askHub } from "../../sync/client/operator.ts";
import { CLOCK_TOLERANCE_MS, type Fleet, type FleetTill } from "../../sync/till-report.ts";
import { ageText } from "../suspended/waiting.ts";
import { operatorOf } from "./at-hub.ts";
import { inLanguage } from "./in-language.ts";
import { exitCode, languageFrom, text, UsageError, type Verb } from "./verb.ts";

type Answer = Fleet & { readonly head: { readonly release: number } | null };

const SILENT_MINUTES = 15;

/** `tillside fleet`: which till is on which release, who is silent, what waits where. */
export const verb: Verb = {
  name: "fleet",
  help: `
Usage: tillside fleet --data FOLDER [--url URL] [--store STORE] [--silent MINUTES] [--json]

Asks the hub about all tills: the release each sells with, when it was heard last, records that wait for HQ, and releases that
were not taken, with the till's own words; and clocks that are more than five minutes off.

  --data FOLDER     the hub's folder: its secret is HQ's key to it
  --url URL         where the hub is, default http://127.0.0.1:7720
  --store STORE     only the tills of this store
  --silent MINUTES  who says nothing for longer is silent, default ${SILENT_MINUTES}
  --json            everything, as JSON

Exit code 0: every till is heard, takes what it is offered and knows what time it is. 1: some need a person.

Example: tillside fleet --data shop/hub`,
  options: {
    data: { type: "string" },
    url: { type: "string" },
    store: { type: "string" },
    silent: { type: "string" },
    json: { type: "boolean" },
  },

  async run(given) {
    const silentMinutes = minutesOf(text(given, "silent"));
    const store = text(given, "store");
    const asked = new URLSearchParams({ silentMinutes: `${silentMinutes}`, ...(store && { store }) });
    const fleet = (await askHub(operatorOf(verb, given), `/v1/fleet?${asked}`)) as Answer;
    console.log(
      given.values.json
        ? JSON.stringify(fleet, null, 2)
        : inLanguage(languageFrom(given), report(fleet, silentMinutes)),
    );
    const { silent, rejecting, clocksOff } = fleet.summary;
    return silent + rejecting + clocksOff === 0 ? exitCode.done : exitCode.failed;
  },
};

function minutesOf(words: string | undefined): number {
  const minutes = Number(words ?? SILENT_MINUTES);
  if (Number.isInteger(minutes) && minutes >= 0) return minutes;
  throw new UsageError(`--silent ${words}: whole minutes`);
}

function report({ tills, summary, head }: Answer, silentMinutes: number): string {
  const now = Date.now();
  const releases = summary.releases.map(({ release, tills: count }) => `${count} on ${release}`).join(", ");
  const off = summary.clocksOff === 0 ? "" : `, ${summary.clocksOff} clocks are wrong`;
  const lines = [
    `${summary.tills} tills${releases && `: ${releases}`}; the newest release is ${head?.release ?? "none"}`,
    `${summary.rejecting} do not take it, ${summary.silent} silent for ${silentMinutes} minutes, ${summary.backlog} records wait${off}`,
  ];
  const wrong = tills.flatMap((till) => {
    const why = [complaint(till, now, silentMinutes), clockComplaint(till)].filter(
      (one) => one !== undefined,
    );
    return why.map((one) => `! ${till.store}/${till.till}: ${one}`);
  });
  return [...lines, ...wrong].join("\n");
}

function complaint({ heardMs, report }: FleetTill, now: number, silentMinutes: number): string | undefined {
  if (report?.problem) return `release ${report.release}; ${report.problem.message}`;
  const minutes = (now - heardMs) / 60_000;
  return minutes > silentMinutes ? `silent for ${ageText(Math.floor(minutes))}` : undefined;
}

function clockComplaint({ clockOffMs = 0 }: FleetTill): string | undefined {
  const off = Math.abs(clockOffMs);
  if (off <= CLOCK_TOLERANCE_MS) return undefined;
  return `its clock is ${ageText(Math.floor(off / 60_000))} ${clockOffMs > 0 ? "ahead of" : "behind"} HQ's: set it, or HQ's`;
}
