/** `npm run bench -- scale`: a hundred thousand tills, simulated. Nothing in it belongs to this machine but how long it takes. */

import { row, say } from "../bench/table.ts";
import { type CrowdOutcome, type CrowdStory, crowd } from "./crowd.ts";
import { MEASURED } from "./inputs.ts";
import { type NewsOutcome, news } from "./news.ts";

export interface ScaleFigures {
  readonly costs: typeof MEASURED;
  readonly news: Readonly<Record<string, NewsOutcome>>;
  readonly crowds: Readonly<Record<string, CrowdOutcome & Pick<CrowdStory, "hubs" | "databases">>>;
}

const TILLS = 100_000;
/** 1,500 receipts a day in ten hours; the fullest hour has three times that. */
const EVENLY = { tills: TILLS, salesPerHour: 150, hubs: 12, databases: 2 };
const FULLEST = { tills: TILLS, salesPerHour: 450, hubs: 32, databases: 4 };
const CDN = { tills: TILLS, edges: 200, edgeKeepsMs: 10_000 };

const NEWS = {
  "a release, edges keep the old head for ten seconds": { ...CDN, hubs: 5 },
  "the same, were no till to look again": { ...CDN, hubs: 5, looksAgain: false },
  "the same without hints": { ...CDN, hubs: 0 },
  "a release, edges ask each time": { ...CDN, hubs: 5, edgeKeepsMs: 0 },
} as const;
const CROWDS: Readonly<Record<string, CrowdStory>> = {
  "two minutes of an even day": { ...EVENLY, awayHours: 0, minutes: 2 },
  "a minute of the fullest hour": { ...FULLEST, awayHours: 0, minutes: 1 },
  "HQ is back after an hour": { ...EVENLY, awayHours: 1, minutes: 60 },
  "HQ is back after four hours": { ...EVENLY, awayHours: 4, minutes: 60 },
  "HQ is back after an hour, were everybody to wait": {
    ...EVENLY,
    awayHours: 1,
    minutes: 30,
    turning: "everybody waits",
  },
};

export function scaleFigures(): ScaleFigures {
  say(
    `${TILLS} tills, simulated: what tills decide is decided as shipped, what HQ's work costs was measured`,
  );
  const newsOutcomes: Record<string, NewsOutcome> = {};
  for (const [name, story] of Object.entries(NEWS)) {
    const outcome = news(story);
    const { p50, p99, last } = outcome.activeSeconds;
    row(name, `${p50} (${p99}) s, last ${last} s`, `${outcome.mostLooksASecond} looks in the fullest second`);
    newsOutcomes[name] = outcome;
  }
  const crowds: Record<string, CrowdOutcome & Pick<CrowdStory, "hubs" | "databases">> = {};
  for (const [name, story] of Object.entries(CROWDS)) {
    const outcome = crowd(story);
    const { drainedMinutes, liveMs, refused, inVain, busy } = outcome;
    const took =
      story.awayHours === 0
        ? `${liveMs.p50} (${liveMs.p99}) ms to HQ`
        : drainedMinutes === undefined
          ? `not done after ${story.minutes} minutes`
          : `${drainedMinutes.toFixed(1)} minutes until HQ has it all`;
    const of = `${story.hubs} processes ${percent(busy.hub)}, ${story.databases} databases ${percent(busy.database)} busy`;
    row(name, took, `${of}; ${refused} sent away, ${inVain} answered in vain`);
    crowds[name] = { ...outcome, hubs: story.hubs, databases: story.databases };
  }
  return { costs: MEASURED, news: newsOutcomes, crowds };
}

const percent = (share: number) => `${Math.round(share * 100)} %`;
