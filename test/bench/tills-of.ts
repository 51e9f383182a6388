/** For `publish.ts`: a thread of tills that listen, and say when they had the second release. */

import { parentPort, workerData } from "node:worker_threads";
import { createSyncClient } from "../../sync/client/client.ts";
import type { Replica } from "../../sync/protocol.ts";
import { floorInMemory, noOutbox } from "./client-parts.ts";

const { url, token, rootFile, tills } = workerData as {
  readonly url: string;
  readonly token: string;
  readonly rootFile: Uint8Array;
  readonly tills: number;
};

/** Milliseconds since 1970. */
const activeAt: number[] = [];
let listening = 0;
const counted = async (address: string, init: RequestInit) => {
  const answer = await fetch(address, init);
  if (address.endsWith("/v1/hints") && answer.ok) listening += 1;
  return answer;
};
for (let n = 0; n < tills; n += 1) {
  const client = createSyncClient({
    hubUrl: url,
    token: { now: () => token, corrected: () => false },
    replica: replicaInMemory(),
    outbox: noOutbox("e".repeat(32)),
    floor: floorInMemory(),
    trustedRoot: rootFile,
    pollMs: 60_000,
    surroundings: { fetch: counted },
    onEvent: (event) => {
      if (event.kind !== "activated" || event.release !== 2) return;
      activeAt.push(performance.timeOrigin + performance.now());
      if (activeAt.length === tills) parentPort!.postMessage(activeAt);
    },
  });
  client.start();
  await client.pullNow();
}
while (listening < tills) await new Promise((resolve) => setTimeout(resolve, 20));
parentPort!.postMessage("listening");

function replicaInMemory(): Replica {
  const versions = new Map<string, number>();
  let active = 0;
  return {
    versions: async () => versions,
    activeRelease: async () => active,
    async activate(release, files) {
      for (const file of files) versions.set(file.channel, file.to);
      active = release;
    },
    async takeUrgent(files) {
      for (const file of files) versions.set(file.channel, file.to);
    },
  };
}
