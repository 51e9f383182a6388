import { expect, test } from "vitest";
import type { TillReport } from "../till-report.ts";
import { observed } from "./observe.ts";
import { rolloutSchema } from "./plan.ts";
import { NO_SALES, type Rollout } from "./state.ts";

const startedMs = 1_794_900_000_000;
const begun: Rollout = {
  ...{ format: 1, release: 7, before: 6, state: "running", ring: 0, sinceMs: startedMs, startedMs },
  plan: rolloutSchema.parse({ rings: [{ name: "lab", stores: ["0001"], soakMinutes: 10 }] }),
  sold: { with: NO_SALES, without: NO_SALES, before: NO_SALES },
  tills: {},
};
type Said = {
  readonly life?: number;
  readonly died?: number;
  readonly ended?: true;
  readonly release?: number;
};

/** How often the till has begun again by what it said of itself, look after look. */
async function againAfter(...looks: readonly Said[]): Promise<number | undefined> {
  let rollout = begun;
  for (const { life = 1, died = 0, ended, release = 7 } of looks) {
    const health = { startedMs: life, restarts: died, evaluations: 0, p99Ms: 0 };
    const report: TillReport = { format: 1, version: "0", release, backlog: {}, health, ended };
    const answers: Readonly<Record<string, unknown>> = {
      "/v1/fleet": { tills: [{ store: "0001", till: "1", heardMs: startedMs, report }] },
      "/v1/status": { sales: 0 },
      "/v1/sales?since=0&limit=1000": { sales: [], next: 0 },
    };
    ({ rollout } = await observed(rollout, async (path) => answers[path], startedMs));
  }
  return rollout.tills["0001/1"]?.again;
}

test("a thread that dies, and an agent that is there again without having said goodbye, count as beginning again", async () => {
  expect(await againAfter({})).toBe(0);
  expect(await againAfter({}, { died: 2 }, { died: 3 })).toBe(3);
  expect(await againAfter({}, { life: 2 }, { life: 3, died: 1 })).toBe(3);
});

test("what happened before it took the release, and an agent that was ended in order, do not count", async () => {
  expect(await againAfter({ died: 5, release: 6 }, { died: 5 })).toBe(0);
  expect(await againAfter({}, { ended: true }, { life: 2 }, { life: 2, ended: true }, { life: 3 })).toBe(0);
});

test("the hub is asked once how many sales it has, and from then on only what is new", async () => {
  const asked: string[] = [];
  const answers: Readonly<Record<string, unknown>> = {
    "/v1/fleet": { tills: [] },
    "/v1/status": { sales: 2500 },
    "/v1/sales?since=500&limit=1000": { sales: [], next: 2500 },
    "/v1/sales?since=2500&limit=1000": { sales: [], next: 2500 },
  };
  let rollout = begun;
  for (const _ of [1, 2, 3])
    ({ rollout } = await observed(
      rollout,
      async (path) => {
        asked.push(path);
        return answers[path];
      },
      startedMs,
    ));
  expect(asked.filter((path) => path === "/v1/status")).toHaveLength(1);
  expect(rollout.salesTo).toBe(2500);
});
