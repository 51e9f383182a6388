/** The dialogues as data: nothing of the contract is left out, and every sentence is there in both languages. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { calls } from "../../contract/calls.ts";
import { notifications } from "../../contract/notifications.ts";
import { reasons } from "../../contract/reasons.ts";
import { loadProfiles } from "../../pos/load-profiles.ts";
import type { SendStep, Step } from "../dialogue.ts";
import { unmet } from "../needs.ts";
import { groups } from "./index.ts";

const all = groups.flatMap(({ dialogues }) => dialogues);
const steps: readonly Step[] = all.flatMap((dialogue) => dialogue.steps);
const sent: readonly SendStep[] = steps.flatMap((step) => {
  if ("send" in step) return [step];
  if ("atOnce" in step) return step.atOnce;
  return "bytes" in step && "calls" in step.bytes ? step.bytes.calls : [];
});

test("every call of the contract is made, and every notification heard", () => {
  const made = new Set(sent.map(({ send }) => send));
  expect(Object.keys(calls).filter((name) => !made.has(name))).toEqual([]);
  const heard = new Set(steps.flatMap((step) => ("hears" in step ? [step.hears] : [])));
  expect(Object.keys(notifications).filter((name) => !heard.has(name as never))).toEqual([]);
});

test("every reason of the contract is met, but for those that nobody can bring about from outside", () => {
  const unreachable = {
    fault: "a fault of ours",
    "wrong-token": "of the panel's port",
    "coupon-exists": "is answered as a refused coupon before",
  };
  const met = new Set(
    steps.flatMap((step) => ("fails" in step && step.fails ? [step.fails.reason as string] : [])),
  );
  for (const { fails } of sent) if (fails) met.add(fails.reason);
  const missing = Object.keys(reasons).filter((reason) => !met.has(reason) && !(reason in unreachable));
  expect([missing, Object.keys(unreachable).filter((reason) => met.has(reason))]).toEqual([[], []]);
});

test("there are enough of them, each with a name of its own in both languages", () => {
  expect(all.length).toBeGreaterThanOrEqual(126);
  for (const language of ["it", "en"] as const) {
    const names = all.map(({ name }) => name[language]);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.trim() === "" || name.length > 80)).toEqual([]);
  }
});

test("the page for vendors says how many there are in each group", () => {
  const page = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| (`[^|]+) \| ([\d, ]+) \| ([\d–]+) \|/gm)].flatMap(
    ([, names, numbers, atPos]) =>
      names!.split("`, `").map((name, index) => ({
        group: name.replaceAll("`", ""),
        dialogues: Number(numbers!.split(", ")[index]),
        atPos: Number(atPos === "–" ? 0 : atPos),
      })),
  );
  expect(rows).toEqual(
    groups.map(({ group, dialogues }) => ({
      group,
      dialogues: dialogues.length,
      atPos: dialogues.filter(({ both }) => both).length,
    })),
  );
});

test("whoever stands at a POS is told what to do, in both languages, from the first step on", () => {
  for (const { name, steps } of all.filter(({ both }) => both)) {
    const awaited = steps.filter((step) => "send" in step && step.only !== "pos") as SendStep[];
    expect(awaited[0]?.do, name.en).toBeDefined();
    for (const { do: asked } of awaited) {
      if (asked === undefined) continue;
      expect(asked.en.length, name.en).toBeGreaterThan(5);
      expect(asked.it.length, name.en).toBeGreaterThan(5);
    }
  }
});

test("every dialogue is for one of the built-in profiles", () => {
  const profiles = [...loadProfiles().profiles.values()];
  const nobodys = all.filter((dialogue) => profiles.every((profile) => unmet(dialogue, profile, true)));
  expect(nobodys.map(({ name }) => name.en)).toEqual([]);
});
