import { askHub } from "../../sync/client/operator.ts";
import { CLOCK_TOLERANCE_MS, type Fleet, type FleetTill, TOLD_MS } from "../../sync/till-report.ts";
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
were not taken, with the till's own words; clocks that are more than five minutes off; and tills whose records went two ways in the
last week: their disk was put back from an image, or a copy of it sells too. A hub whose database was put back from an older backup
is named too: what was enrolled and revoked since must be done again.

  --data FOLDER     the hub's folder: its secret is HQ's key to it
  --url URL         where the hub is, default http://127.0.0.1:7720
  --store STORE     only the tills of this store
  --silent MINUTES  who says nothing for longer is silent, default ${SILENT_MINUTES}
  --json            everything, as JSON

Exit code 0: every till is heard, takes what it is offered, knows what time it is and is the only one of its name. 1: some need a person.

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
    const { silent, rejecting, clocksOff, forked, lost } = fleet.summary;
    return silent + rejecting + clocksOff + forked + lost === 0 ? exitCode.done : exitCode.failed;
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
  const of = releases && `: ${releases}`;
  const newest = head?.release ?? "none";
  const off = summary.clocksOff === 0 ? "" : `, ${summary.clocksOff} clocks are wrong`;
  const lines = [
    summary.tills === 1
      ? `1 till${of}; the newest release is ${newest}`
      : `${summary.tills} tills${of}; the newest release is ${newest}`,
    `${summary.rejecting} do not take it, ${summary.silent} silent for ${silentMinutes} minutes, ${summary.backlog} records wait${off}`,
  ];
  const { hqClockOffMs } = summary;
  if (hqClockOffMs !== undefined)
    lines.push(
      `! HQ's own clock is ${aheadText(hqClockOffMs)} the clocks of most tills: set it, and let nobody set theirs`,
    );
  if (summary.lost > 0) {
    const last = Math.max(...tills.map(({ lostMs = 0 }) => lostMs));
    lines.push(
      `! HQ's database had lost what it had acknowledged to ${summary.lost} tills, last seen ${ageText(Math.floor((now - last) / 60_000))} ago: it was put back from an older backup. They send it again. Tills that were enrolled or revoked since that backup: do it again`,
    );
  }
  const wrong = tills.flatMap((till) => {
    const why = [complaint(till, now, silentMinutes), clockComplaint(till), copyComplaint(till, now)].filter(
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
  return `its clock is ${aheadText(clockOffMs)} HQ's: set it, or HQ's`;
}

function aheadText(offMs: number): string {
  const age = ageText(Math.floor(Math.abs(offMs) / 60_000));
  return offMs > 0 ? `${age} ahead of` : `${age} behind`;
}

function copyComplaint({ store, till, forked }: FleetTill, now: number): string | undefined {
  if (forked === undefined || now - forked.lastMs >= TOLD_MS) return undefined;
  const age = ageText(Math.floor((now - forked.lastMs) / 60_000));
  return `its records went two ways ${age} ago: its disk was put back, or a copy of it sells too. If there is a copy: tillside revoke ${store}/${till}, and enrol the right PC with a new code`;
}
