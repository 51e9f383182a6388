/** From the bytes of a scan to what it means: the labels of `drivers/codes/vectors`, and the worst that a scanner could send. */

import { readdirSync, readFileSync } from "node:fs";
import { codeRulesSchema } from "../../drivers/codes/code-rules.ts";
import { parseCode } from "../../drivers/codes/parse-code.ts";
import { type Figure, figure, round } from "./measure.ts";
import { row, say, us } from "./table.ts";

export interface CodesFigures {
  readonly labels: number;
  readonly readUs: Figure;
  /** Bytes to text, and the text looked up in a Map: less no reader can do. */
  readonly baselineUs: Figure;
  /** Of the processor's time, on average: among others a single long label says more of them than of us. */
  readonly worst: readonly { readonly what: string; readonly bytes: number; readonly cpuUs: number }[];
}

interface Scan {
  readonly bytes: Uint8Array;
  readonly aim?: string;
}

const ROUNDS = 200;
const folder = new URL("../../drivers/codes/vectors/", import.meta.url);
const bytes = (text: string) => new TextEncoder().encode(text);
const filled = (start: string, piece: string) =>
  bytes(start + piece.repeat((4096 - start.length) / piece.length));

/** 4,096 bytes that make some reader do all it can. */
const worst: readonly { readonly what: string; readonly scan: Scan }[] = [
  {
    what: "one GS1 value after the other",
    scan: { aim: "]d2", bytes: filled("0108076809513753", "301\u001d") },
  },
  { what: "identifiers that nobody knows", scan: { aim: "]d2", bytes: filled("", "8399\u001d") } },
  { what: "separators only", scan: { aim: "]d2", bytes: filled("", "\u001d") } },
  { what: "single digits with blanks between", scan: { bytes: filled("", "4 ") } },
  { what: "an address of slashes", scan: { aim: "]Q1", bytes: filled("https://a/", "/") } },
  {
    what: "an address of pairs",
    scan: { aim: "]Q1", bytes: filled("https://a/01/08076809513753", "/10/A") },
  },
  {
    what: "a query of parameters",
    scan: { aim: "]Q1", bytes: filled("https://a/01/08076809513753?", "a=1&") },
  },
];

export function codesFigures(): CodesFigures {
  const vectors = readdirSync(folder).flatMap(
    (file) =>
      JSON.parse(readFileSync(new URL(file, folder), "utf8")) as {
        label: string;
        aim?: string;
        rules?: object;
      }[],
  );
  const scans = vectors.map(({ label, aim, rules = {} }) => ({
    scan: { bytes: bytes(label), ...(aim === undefined ? {} : { aim }) },
    rules: codeRulesSchema.parse(rules),
  }));
  const known = new Map(vectors.map(({ label }, at) => [label, at]));
  const readUs = perScan(scans, ({ scan, rules }) => parseCode(scan, rules));
  const baselineUs = perScan(scans, ({ scan }) => known.get(new TextDecoder().decode(scan.bytes)));
  const byDefault = codeRulesSchema.parse({});
  const figures = {
    labels: scans.length,
    readUs,
    baselineUs,
    worst: worst.map(({ what, scan }) => ({
      what,
      bytes: scan.bytes.length,
      cpuUs: cpuPerScan(() => parseCode(scan, byDefault)),
    })),
  };
  say(
    `From a scan's bytes to its code, ${scans.length} labels     baseline: bytes to text, looked up in a Map`,
  );
  row("a label", us(readUs), us(baselineUs));
  for (const { what, bytes: size, cpuUs } of figures.worst) row(`${size} bytes: ${what}`, `${cpuUs} µs`);
  return figures;
}

function cpuPerScan(once: () => unknown): number {
  for (let turn = 0; turn < ROUNDS; turn += 1) once();
  const before = process.cpuUsage();
  for (let turn = 0; turn < ROUNDS * 10; turn += 1) once();
  const { user, system } = process.cpuUsage(before);
  return round((user + system) / (ROUNDS * 10));
}

function perScan<Input>(inputs: readonly Input[], once: (input: Input) => unknown): Figure {
  for (let round = 0; round < ROUNDS / 10; round += 1) for (const input of inputs) once(input);
  const taken = new Float64Array(inputs.length * ROUNDS);
  for (let at = 0; at < taken.length; at += 1) {
    const input = inputs[at % inputs.length]!;
    const start = performance.now();
    once(input);
    taken[at] = (performance.now() - start) * 1000;
  }
  return figure(taken);
}
