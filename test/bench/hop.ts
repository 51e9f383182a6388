/** What it costs on this machine to ask another thread anything at all: the floor under every answer of the agent. */

import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { type Figure, measureAsync } from "./measure.ts";

const echo =
  "const { parentPort } = require('node:worker_threads'); parentPort.on('message', (m) => parentPort.postMessage(m));";

/** An empty message to a worker and back. */
export async function hopFigure(): Promise<Figure> {
  const worker = new Worker(echo, { eval: true });
  await once(worker, "online");
  const figure = await measureAsync(2_000, () => {
    const answered = once(worker, "message");
    worker.postMessage(1);
    return answered;
  });
  await worker.terminate();
  return figure;
}
