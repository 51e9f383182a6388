/** What a sync client needs of a till, as far as the bench needs it: nothing goes up, and nothing is remembered on disk. */

import type { FloorName, Outbox, VersionFloor } from "../../sync/protocol.ts";

export function noOutbox(epoch: string): Outbox {
  return {
    identity: async () => ({ store: "0042", till: "3", epoch }),
    pending: async () => [],
    settle: async () => {},
    renewEpoch: async () => {},
    marks: async () => [],
    rewind: async () => {},
    park: async () => {},
  };
}

export function floorInMemory(): VersionFloor {
  const floors = new Map<FloorName, number>();
  return {
    highest: async (name) => floors.get(name) ?? 0,
    raise: async (name, version) => void floors.set(name, Math.max(floors.get(name) ?? 0, version)),
  };
}
