/**
 * The order of test files: those that take longest first, so that nothing is left to wait for at the end while a processor
 * is idle. Vitest knows by itself only what took long the last time, and a fresh clone has no last time: 45 s more.
 */

import { relative } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** By the processor's time that they and their processes take, from 32 s down to 4 s, and two that wait. */
export const LONGEST = [
  "test/simulator/simulator.test.ts",
  "test/conformance/profiles.test.ts",
  "test/crash/kill.test.ts",
  "sync/hub/postgres.test.ts",
  "test/journey.test.ts",
  "engine/oracle/highs.test.ts",
  "engine/laws/choice.test.ts",
  "test/agent/hq.test.ts",
  "test/agent/kept.test.ts",
  "test/bad-releases.test.ts",
  "engine/laws/promise.test.ts",
  "test/conformance/cli.test.ts",
  "engine/laws/open.test.ts",
  "test/agent/suspended.test.ts",
  "test/replay/socket.test.ts",
  "test/agent/troubles.test.ts",
  "agent/cli/cli.test.ts",
  "engine/laws/order.test.ts",
  "engine/laws/explain.test.ts",
  "test/agent/allowances.test.ts",
  "test/agent/store-alone.test.ts",
  "test/browser/browser.test.ts",
  "test/attacks/attacks.test.ts",
  "engine/laws/ties.test.ts",
  "test/agent/vouchers.test.ts",
  "sync/release/release.test.ts",
  "agent/cli/devices.test.ts",
  "test/agent/mend.test.ts",
  "sync/client/client.test.ts",
  "engine/choose/harsh.test.ts",
  "engine/refund/refund.test.ts",
  "test/replay/ncr-socket.test.ts",
  "test/clients/java.test.ts",
  "test/agent/claims.test.ts",
  "agent/lead/store-files.test.ts",
  "drivers/printers/conformance.test.ts",
  "agent/lead/member.test.ts",
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    const place = ({ moduleId }: TestSpecification) => {
      const index = LONGEST.indexOf(relative(this.ctx.config.root, moduleId).replaceAll("\\", "/"));
      return index < 0 ? LONGEST.length : index;
    };
    return others.sort((a, b) => place(a) - place(b));
  }
}
