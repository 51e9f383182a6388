/** What `npm run test:machine` is made of. */

export interface SectionOptions {
  /** A part of it, for a landing: about half a minute. */
  readonly quick: boolean;
  readonly seed: number;
  /** Of a section that has parts, those to run; empty: all. */
  readonly only: readonly string[];
}

export interface Outcome {
  readonly passed: number;
  /** One sentence each, with what it takes to see it again. */
  readonly failures: readonly string[];
  /** A figure worth knowing. */
  readonly says: string;
}

/** Rejects with Missing where something of the machine is not there. */
export type Section = (options: SectionOptions) => Promise<Outcome>;

/** Counts checks that throw what is wrong. */
export class Tally {
  passed = 0;
  readonly failures: string[] = [];

  async check(name: string, run: () => unknown): Promise<void> {
    try {
      await run();
      this.passed += 1;
    } catch (error) {
      this.failures.push(`${name}: ${(error as Error).message}`);
    }
  }
}
