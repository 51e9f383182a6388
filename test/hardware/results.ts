/** The lines that the guest's tests write, read. */

export interface Results {
  /** One line of the guest. */
  hear(line: string): void;
  readonly passed: number;
  readonly failures: readonly string[];
}

/**
 * The tests end with a line "guest: tests 0", the exit code of their process, or they are a failure.
 * @param tell gets each result in words, and each line that is none as it came
 */
export function readResults(tell: (line: string) => void): Results {
  let passed = 0;
  let ended = false;
  const failures: string[] = [];
  let others: string[] = [];
  return {
    hear(line) {
      const [kind, name = "", error] = line.split("\t");
      const code = /^guest: tests (\d+)$/.exec(line)?.[1];
      if (kind === "ok") {
        passed += 1;
        tell(`  ok      ${name}`);
      } else if (kind === "failed" && error !== undefined) {
        failures.push(`${name}: ${JSON.parse(error)}`);
        tell(`  failed  ${name}`);
      } else if (code !== undefined) {
        ended = true;
        // A failed test has told why already, and ends the process with 1.
        if (code !== "0" && (code !== "1" || failures.length === 0))
          failures.push(`the tests ended with ${code}: ${others.join("\n")}`);
      } else {
        others = [...others.slice(-20), line];
        tell(`  ${line}`);
      }
    },
    get passed() {
      return passed;
    },
    get failures() {
      return ended ? failures : [...failures, `the tests did not run to their end, ${passed} had passed`];
    },
  };
}
