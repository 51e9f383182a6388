import { setFlagsFromString } from "node:v8";
import { afterEach, expect, test } from "vitest";
import { type Supervised, supervise } from "./supervise.ts";

const MB = 1 << 20;
const saysItsLimit = `
  import { parentPort } from "node:worker_threads";
  import { getHeapStatistics } from "node:v8";
  parentPort.on("message", () => process.exit());
  parentPort.postMessage({ ready: getHeapStatistics().heap_size_limit });`;
let worker: Supervised<object, number>;
afterEach(() => worker.close());

test("a thread has its own room for short-lived objects, whatever Node was told for the main thread", async () => {
  const log = { info() {}, warning() {}, error() {} };
  const file = new URL(`data:text/javascript,${encodeURIComponent(saysItsLimit)}`);
  setFlagsFromString("--max-semi-space-size=16");
  worker = supervise<object, number>({ name: "small", file, data: null, log, youngMb: 2 });
  await worker.started();
  // Three halves of the young generation count: two of a megabyte are in use, one is for what is new and large.
  expect(worker.ready()! / MB).toBe(512 + 3);
});
