/** How tests run: in Node's own way with our files, many files in one process. */

import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.ts";

// Agents are started by the hundred: their threads find what was compiled before, where `tillside.js` has it too.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), "node-compile-cache");
// What is said on the command line is in the machine's language, and tests read it in English wherever they run.
process.env.LC_ALL = "C.UTF-8";

export default defineConfig({
  test: {
    pool: "forks",
    // More than two cores: many tests wait for time-outs while others reckon.
    maxWorkers: 4,
    // Most of our code runs for seconds: V8's last compiler takes more of the processor than it saves, and so does looking for
    // garbage before there is much. A sixth of all that a run takes.
    execArgv: ["--no-turbofan", "--max-semi-space-size=64", "--initial-old-space-size=256"],
    // A process that has run one file knows our modules, has them compiled hot, and goes on with the next: a third of the
    // processor's time. What a test changes beside its file (the clock, the folder) it puts back.
    isolate: false,
    globalSetup: ["./test/build.ts"],
    setupFiles: ["./test/seed.ts", "./test/assertions.ts"],
    sequence: { sequencer: LongestFirst },
    restoreMocks: true,
    unstubEnvs: true,
    experimental: { viteModuleRunner: false },
    // A machine that is busy with other things is no fault of ours.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
