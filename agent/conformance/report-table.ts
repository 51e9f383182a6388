/** The table in the terminal: one row a dialogue, and all about the step where it departs. */

import { reasons } from "../contract/reasons.ts";
import { adviceTexts, kitTexts, needText, resultTexts } from "../texts/conformance.ts";
import type { Language } from "../texts/language.ts";
import type { Departure, Group, Outcome } from "./dialogue.ts";
import { masked } from "./mask.ts";

export interface TableStyle {
  readonly language: Language;
  /** Characters in a row of the terminal. */
  readonly columns: number;
  readonly colour: boolean;
}

const SIGNS: Readonly<Record<Outcome["result"], string>> = {
  "as-agreed": "✓",
  departed: "✗",
  "not-for-profile": "–",
  "not-here": "–",
  "not-played": "·",
};
const COLOURS: Readonly<Record<Outcome["result"], number>> = {
  "as-agreed": 32,
  departed: 31,
  "not-for-profile": 2,
  "not-here": 2,
  "not-played": 2,
};
/** More of a value than this is not read in a terminal; the other reports have all of it. */
const VALUE_MAX = 400;

export interface Table {
  head(): string[];
  /** None of what was not played: it would push the departure out of sight. */
  row(outcome: Outcome): string[];
  /** What became of the dialogue that was just asked for at a POS. */
  verdict(outcome: Outcome): string[];
  foot(outcomes: readonly Outcome[], ms: number): string[];
}

export function table(groups: readonly Group[], { language, columns, colour }: TableStyle): Table {
  const width = Math.min(Math.max(columns, 60), 130);
  const longest = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length));
  const groupWidth = longest([...groups.map(({ group }) => group), kitTexts.group[language]]);
  const indent = 2 + groupWidth + 4;
  const resultWidth = longest(Object.values(resultTexts).map((text) => text[language]));
  /** A narrow terminal has the sign alone for what is as agreed. */
  const wide = width >= 100;
  const nameWidth = width - indent - (wide ? resultWidth + 2 : 0);
  const paint = (code: number, text: string) =>
    colour && text !== "" ? `\u001b[${code}m${text}\u001b[0m` : text;
  const bold = (text: string) => paint(1, text);
  let lastGroup = "";

  return {
    head() {
      const { group, dialogue, result } = kitTexts;
      const titles = `  ${group[language].padEnd(groupWidth + 4)}${dialogue[language].padEnd(nameWidth)}${wide ? `  ${result[language]}` : ""}`;
      return [bold(titles.trimEnd()), `  ${"─".repeat(width - 2)}`];
    },

    row(outcome) {
      const { group, dialogue, result, need } = outcome;
      if (result === "not-played") return [];
      const said = resultTexts[result][language];
      const names = wrapped(dialogue.name[language], nameWidth);
      const sign = paint(COLOURS[result], SIGNS[result]);
      const faint = (text: string) =>
        result === "as-agreed" || result === "departed" ? text : paint(2, text);
      const first =
        `  ${bold((group === lastGroup ? "" : group).padEnd(groupWidth))}  ${sign} ` +
        `${faint(names[0]!.padEnd(nameWidth))}${wide ? `  ${paint(COLOURS[result], said)}` : ""}`;
      const begins = group !== lastGroup && lastGroup !== "" ? [""] : [];
      lastGroup = group;
      const rest = names.slice(1).map((name) => " ".repeat(indent) + faint(name));
      const why =
        need === undefined
          ? []
          : wrapped(`${wide ? "" : `${said}: `}${needText(need, language)}`, width - indent - 2).map(
              (text) => `${" ".repeat(indent)}  ${paint(2, text)}`,
            );
      const what = outcome.departure ? departed(outcome.departure) : [];
      return [...begins, first.trimEnd(), ...rest, ...why, ...what];
    },

    verdict(outcome) {
      const { result, departure } = outcome;
      if (result === "not-played") return [];
      if (result === "not-for-profile") return this.row(outcome);
      const said = `  ${paint(COLOURS[result], `${SIGNS[result]} ${resultTexts[result][language]}`)}`;
      return [said, ...(departure ? departed(departure) : [])];
    },

    foot(outcomes, ms) {
      const counts = (Object.keys(SIGNS) as Outcome["result"][])
        .map((result) => {
          const number = outcomes.filter((one) => one.result === result).length;
          return { result, number };
        })
        .filter(({ number, result }) => number > 0 || result === "as-agreed");
      const seconds = (ms / 1000).toLocaleString(language, { maximumFractionDigits: 1 });
      const told = counts.map(
        ({ result, number }) =>
          `${paint(COLOURS[result], SIGNS[result])} ${number} ${resultTexts[result][language]}`,
      );
      const more = counts.some(({ result }) => result === "not-played")
        ? [`  ${kitTexts.playAll[language]}`]
        : [];
      return [`  ${"─".repeat(width - 2)}`, ...packed([...told, `${seconds} s`], width - 2), ...more];
    },
  };

  function departed({ step, of, path, expected, actual, advice }: Departure): string[] {
    const said: [keyof typeof kitTexts, string][] = [
      ["step", `${step}, ${of}`],
      ["path", path === "" ? kitTexts.all[language] : path],
      ["expected", valueText(expected)],
      ["actual", valueText(actual)],
      ["advice", adviceOf({ expected, actual, advice })],
    ];
    const labelWidth = longest(said.map(([label]) => kitTexts[label][language]));
    const left = Math.min(indent, 8);
    const rows = said.flatMap(([label, text]) =>
      wrapped(text, width - left - labelWidth - 2).map((part, index) => {
        const name = index === 0 ? kitTexts[label][language] : "";
        return `${" ".repeat(left)}${paint(2, name.padEnd(labelWidth))}  ${label === "actual" ? paint(31, part) : part}`;
      }),
    );
    return ["", ...rows, ""];
  }

  function valueText(value: unknown): string {
    if (value === undefined) return kitTexts.nothing[language];
    const text = typeof value === "string" ? value : JSON.stringify(masked(value));
    const safe = typeof value === "string" ? String(masked(value)) : text;
    return safe.length > VALUE_MAX ? `${safe.slice(0, VALUE_MAX)}…` : safe;
  }

  /** What to do, and of a refusal what the contract says of its reason. */
  function adviceOf({ actual, advice }: Pick<Departure, "expected" | "actual" | "advice">): string {
    const reason = (actual as { reason?: string } | undefined)?.reason ?? "";
    const more = (reasons as Readonly<Record<string, { advice: string } | undefined>>)[reason]?.advice;
    return [adviceTexts[advice][language], ...(more === undefined ? [] : [`${reason}: ${more}`])].join(" ");
  }

  /** As many as fit into a row; colours take no room. */
  function packed(parts: readonly string[], room: number): string[] {
    const rows: string[] = [];
    let taken = 0;
    for (const part of parts) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours of a terminal
      const length = part.replace(/\u001b\[\d+m/g, "").length + 4;
      if (rows.length === 0 || taken + length > room) {
        rows.push(`  ${part}`);
        taken = length;
      } else {
        rows[rows.length - 1] += `    ${part}`;
        taken += length;
      }
    }
    return rows;
  }
}

/** At blanks where there are any. */
export function wrapped(text: string, width: number): string[] {
  const rows: string[] = [];
  let rest = text.replace(/\s+/g, " ").trim();
  while (rest.length > width) {
    const blank = rest.lastIndexOf(" ", width);
    const end = blank > width / 3 ? blank : width;
    rows.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...rows, rest];
}
