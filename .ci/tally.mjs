/** What a landing's tests came to: `failed REPORT` lists the files to run again, `sum REPORT AGAIN MACHINE` names what failed and counts. */

import { readFileSync } from "node:fs";
import { relative } from "node:path";

const [what, ...paths] = process.argv.slice(2);
const [report, again, machine] = paths.map((path) => readFileSync(path, "utf8"));

/** Of vitest's JSON report: file → its tests; a file that never came to its tests counts as one that failed. */
function filesOf(json) {
  if (json === undefined || json === "") return new Map();
  return new Map(
    JSON.parse(json).testResults.map(({ name, status, message, assertionResults }) => {
      const tests = assertionResults.map(({ fullName, status }) => ({ name: fullName, status }));
      const broken = status === "failed" && !tests.some((test) => test.status === "failed");
      return [
        relative(process.cwd(), name),
        broken ? [...tests, { name: message.split("\n")[0], status: "failed" }] : tests,
      ];
    }),
  );
}

const hasFailed = (tests) => tests.some(({ status }) => status === "failed");
const first = filesOf(report);
if (what === "failed") for (const [file, tests] of first) hasFailed(tests) && console.log(file);
else {
  const second = filesOf(again);
  const named = (state, files) => {
    for (const [file, tests] of files)
      for (const { name, status } of tests)
        if (status === "failed") console.log(`${state}: ${file}: ${name}`);
  };
  named(second.size > 0 ? "failed beside the others" : "failed", first);
  named("failed again by itself", second);
  const tests = [...new Map([...first, ...second]).values()].flat();
  const skipped = tests.filter(({ status }) => status !== "passed" && status !== "failed").length;
  if (skipped > 0) console.log(`${skipped} tests did not run`);
  const sections = [...machine.matchAll(/^[a-z-]+: (\d+) passed, (\d+) failed$/gm)];
  const [passed, failed] = ["passed", "failed"].map((status, part) =>
    sections.reduce(
      (sum, section) => sum + Number(section[part + 1]),
      tests.filter((test) => test.status === status).length,
    ),
  );
  console.log(`${passed} passed, ${failed} failed`);
}
