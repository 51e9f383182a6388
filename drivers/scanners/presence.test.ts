import { afterEach, expect, test } from "vitest";
import { watchPresence } from "./presence.ts";

let stop = (): void => {};
afterEach(() => stop());

/** Windows' list of ports: one answer a look, the last one again and again. */
function looks(...answers: readonly string[][]) {
  let looked = 0;
  let told = 0;
  let wake = (): void => {};
  const list = async () => {
    const answer = answers[Math.min(looked, answers.length - 1)] ?? [];
    looked += 1;
    wake();
    return answer.map((path) => ({ path }));
  };
  return {
    list,
    lost: () => {
      told += 1;
      wake();
    },
    told: () => told,
    async until(seen: () => boolean) {
      while (!seen())
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    },
    looked: () => looked,
  };
}

test("a scanner whose port is listed no more is gone, told once", async () => {
  const ports = looks(["COM3", "COM5"], ["COM3", "COM5"], ["COM3"]);
  stop = watchPresence("\\\\.\\com5", ports.lost, ports.list, 1);
  await ports.until(() => ports.told() > 0);
  expect([ports.told(), ports.looked()]).toEqual([1, 3]);
});

test("a virtual port that Windows never lists is not taken for gone", async () => {
  const ports = looks(["COM3"]);
  stop = watchPresence("COM5", ports.lost, ports.list, 1);
  await ports.until(() => ports.looked() > 3);
  expect(ports.told()).toBe(0);
});

test("a port that was let go is looked for no more", async () => {
  const ports = looks(["COM5"], []);
  stop = watchPresence("COM5", ports.lost, ports.list, 1);
  stop();
  await ports.until(() => ports.looked() > 0);
  expect(ports.told()).toBe(0);
});
