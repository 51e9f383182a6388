import { expect, test } from "vitest";
import { CallError } from "./call.ts";
import { floorIn } from "./floor.ts";
import type { JournalCalls } from "./journal.ts";

/** A journal's floors; with a fault it can't be asked. */
function journalOf() {
  const floors = new Map<string, number>();
  const journal = { floors, fault: undefined as string | undefined };
  const call = (async (what: "highest" | "raise", asked: string | { name: string; version: number }) => {
    if (journal.fault !== undefined) throw new CallError(journal.fault, "journal.db can't be used");
    if (typeof asked === "string") return floors.get(asked) ?? 0;
    floors.set(asked.name, Math.max(floors.get(asked.name) ?? 0, asked.version));
    return what;
  }) as JournalCalls["call"];
  return { journal, floor: floorIn(call) };
}

test("while the journal is damaged no head is older than one that was seen, and no release is taken", async () => {
  const { journal, floor } = journalOf();
  await floor.raise("head/keys", 7);
  await floor.raise("release", 3);
  journal.fault = "corrupt";
  expect(await floor.isKnown?.()).toBe(false);
  expect(await floor.highest("head/keys")).toBe(7);
  await floor.raise("head/keys", 8);
  expect(await floor.highest("head/keys")).toBe(8);
  for (const name of ["release", "trial", "active"] as const)
    await expect(floor.raise(name, 4)).rejects.toThrow("journal.db can't be used");
  expect(await floor.highest("release")).toBe(3);
  journal.fault = undefined;
  expect(await floor.isKnown?.()).toBe(true);
  expect(await floor.highest("head/keys")).toBe(8);
});

test("a journal that is only late or busy is waited for", async () => {
  const { journal, floor } = journalOf();
  for (const fault of ["late", "not-begun", "SQLITE_BUSY", "SQLITE_FULL"]) {
    journal.fault = fault;
    await expect(floor.highest("head/keys")).rejects.toMatchObject({ code: fault });
    await expect(floor.raise("head/keys", 9)).rejects.toMatchObject({ code: fault });
  }
  journal.fault = undefined;
  expect(await floor.highest("head/keys")).toBe(0);
});
