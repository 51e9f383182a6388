/** The lines that a guest's tests write, read. */

export interface Results {
  /** One line of the guest. */
  hear(line: string): void;
  readonly passed: number;
  readonly failures: readonly string[];
}

/**
 * @param files that are to run; each ends with a line "guest: serial.guest.ts 0", or it is a failure
 * @param tell gets each result in words, and each line that is none as it came
 */
export function readResults(files: readonly string[], tell: (line: string) => void): Results {
  let passed = 0;
  const failures: string[] = [];
  const unended = new Set(files);
  let failedInFile = 0;
  let others: string[] = [];
  return {
    hear(line) {
      const [kind, name = "", error] = line.split("\t");
      const [, file, code] = /^guest: (\S+) (\d+)$/.exec(line) ?? [];
      if (kind === "ok") {
        passed += 1;
        tell(`  ok      ${name}`);
      } else if (kind === "failed" && error !== undefined) {
        failedInFile += 1;
        failures.push(`${name}: ${JSON.parse(error)}`);
        tell(`  failed  ${name}`);
      } else if (file !== undefined && unended.delete(file)) {
        // A failed test has told why already, and ends its file with 1.
        if (code !== "0" && (code !== "1" || failedInFile === 0))
          failures.push(`${file} ended with ${code === "124" ? "its time" : code}: ${others.join("\n")}`);
        failedInFile = 0;
        others = [];
      } else {
        others = [...others.slice(-20), line];
        tell(`  ${line}`);
      }
    },
    get passed() {
      return passed;
    },
    get failures() {
      return [...failures, ...[...unended].map((file) => `${file} did not run to its end`)];
    },
  };
}
