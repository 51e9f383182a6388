/** Percentiles, and the machine they were taken on. */

import { cpus, loadavg, totalmem } from "node:os";

export interface Figure {
  readonly p50: number;
  readonly p99: number;
  readonly samples: number;
}

/** Microseconds that `once` takes, `samples` times after `warmUp` unmeasured ones. */
export function measure(
  samples: number,
  once: (index: number) => unknown,
  warmUp = Math.min(samples, 200),
): Figure {
  for (let index = 0; index < warmUp; index += 1) once(index);
  const taken = new Float64Array(samples);
  for (let index = 0; index < samples; index += 1) {
    const start = performance.now();
    once(index);
    taken[index] = (performance.now() - start) * 1000;
  }
  return figure(taken);
}

/** The same for something that answers later; one at a time. */
export async function measureAsync(
  samples: number,
  once: (index: number) => Promise<unknown>,
  warmUp = Math.min(samples, 200),
): Promise<Figure> {
  for (let index = 0; index < warmUp; index += 1) await once(index);
  const taken = new Float64Array(samples);
  for (let index = 0; index < samples; index += 1) {
    const start = performance.now();
    await once(index);
    taken[index] = (performance.now() - start) * 1000;
  }
  return figure(taken);
}

/** Of microseconds, in any order. */
export function figure(taken: Float64Array): Figure {
  const sorted = taken.sort();
  const at = (share: number) =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return { p50: at(0.5), p99: at(0.99), samples: sorted.length };
}

/** Microseconds of something so short that only a hundred of it together can be timed. */
export function measureShort(samples: number, once: (index: number) => unknown): Figure {
  const together = 100;
  const figureOfMany = measure(samples, (index) => {
    for (let at = 0; at < together; at += 1) once(index * together + at);
  });
  return {
    ...figureOfMany,
    p50: round(figureOfMany.p50 / together),
    p99: round(figureOfMany.p99 / together),
  };
}

/** To three significant digits: more would pretend. */
export function round(value: number): number {
  return Number(value.toPrecision(3));
}

export function machine() {
  const [first] = cpus();
  return {
    cpu: first?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryGb: round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    /** Processes that wanted a core during the last minute: above 0 before the bench began, somebody else is at work. */
    loadAverage: round(loadavg()[0]!),
  };
}
