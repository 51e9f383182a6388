/** `npm run test:machine -- network`: agents and hub as real processes on machines of a LAN. First the line to HQ, then a store. */

import type { Section } from "../crash/section.ts";
import { needNetwork } from "./lan.ts";
import { line } from "./line.ts";
import { store } from "./store.ts";

export const network: Section = async (options) => {
  await needNetwork();
  const [a, b] = [await line(options), await store(options)];
  return {
    passed: a.passed + b.passed,
    failures: [...a.failures, ...b.failures],
    says: `${a.says}; ${b.says}`,
  };
};
