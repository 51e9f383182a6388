/** The table for people: on stderr, so that stdout is JSON alone. */

import type { Figure } from "./measure.ts";

export function say(text: string): void {
  console.error(text);
}

/** What is measured, its figure, and what it stands beside. */
export function row(what: string, figure: string, baseline = ""): void {
  say(`  ${what.padEnd(44)} ${figure.padEnd(26)} ${baseline}`.trimEnd());
}

export const us = ({ p50, p99 }: Figure) => `${p50} µs (p99 ${p99})`;
