/** The reports that programs read: JUnit's XML and JSON. Neither has a card number in it. */

import { CONTRACT_VERSION } from "../pos/protocol.ts";
import { adviceTexts, needText, resultTexts } from "../texts/conformance.ts";
import type { Outcome, Side } from "./dialogue.ts";
import { masked } from "./mask.ts";

export interface RunFacts {
  readonly profile: string;
  /** As whom the kit played. */
  readonly side: Side;
  readonly ms: number;
}

/** A suite is a group, a case a dialogue. */
export function junitReport(outcomes: readonly Outcome[], { profile, side, ms }: RunFacts): string {
  const groups = [...new Set(outcomes.map(({ group }) => group))];
  const suites = groups.map((group) => {
    const own = outcomes.filter((outcome) => outcome.group === group);
    const cases = own.map((outcome) => {
      const attributes = `name="${escaped(outcome.dialogue.name.en)}" classname="conformance.${escaped(profile)}.${side}.${escaped(group)}" time="${seconds(outcome.ms)}"`;
      const inside = insideOf(outcome);
      return inside === ""
        ? `    <testcase ${attributes}/>`
        : `    <testcase ${attributes}>${inside}</testcase>`;
    });
    return [
      `  <testsuite name="${escaped(group)}" ${countsOf(own)} time="${seconds(own.reduce((sum, one) => sum + one.ms, 0))}">`,
      ...cases,
      "  </testsuite>",
    ].join("\n");
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="tillside conformance ${escaped(profile)}" ${countsOf(outcomes)} time="${seconds(ms)}">`,
    ...suites,
    "</testsuites>\n",
  ].join("\n");
}

function countsOf(outcomes: readonly Outcome[]): string {
  const failures = outcomes.filter(({ result }) => result === "departed").length;
  const skipped = outcomes.filter(({ result }) => result !== "departed" && result !== "as-agreed").length;
  return `tests="${outcomes.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
}

function insideOf({ result, need, departure }: Outcome): string {
  if (result === "as-agreed") return "";
  if (departure === undefined) {
    const why = need === undefined ? "" : `: ${needText(need, "en")}`;
    return `<skipped message="${escaped(resultTexts[result].en + why)}"/>`;
  }
  const { step, of, path, expected, actual, advice } = departure;
  const where = `step ${step}, ${of}${path === "" ? "" : `, ${path}`}`;
  const text = [
    where,
    `expected ${JSON.stringify(masked(expected)) ?? "nothing"}`,
    `actual   ${JSON.stringify(masked(actual)) ?? "nothing"}`,
    adviceTexts[advice].en,
  ].join("\n");
  return `<failure message="${escaped(where)}" type="${advice}">${escaped(text)}</failure>`;
}

const seconds = (ms: number) => (ms / 1000).toFixed(3);

function escaped(text: string): string {
  return (
    text
      // XML 1.0 has no words for these.
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, "\ufffd")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
  );
}

export function jsonReport(outcomes: readonly Outcome[], { profile, side, ms }: RunFacts): object {
  const counts: Partial<Record<Outcome["result"], number>> = {};
  for (const { result } of outcomes) counts[result] = (counts[result] ?? 0) + 1;
  return {
    contract: CONTRACT_VERSION,
    profile,
    kitIs: side,
    ms: Math.round(ms),
    counts,
    dialogues: outcomes.map(({ group, dialogue, result, need, departure, ms: own }) => ({
      group,
      name: dialogue.name.en,
      result,
      ...(need === undefined ? {} : { need }),
      ms: Math.round(own),
      ...(departure === undefined ? {} : { departure: masked(departure) }),
    })),
  };
}
