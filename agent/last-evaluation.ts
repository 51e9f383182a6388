/** A sale's last evaluation as it came, JSON: read when somebody needs it, which at most scans nobody does. */

import type { Evaluation } from "../engine/effect.ts";
import { applied, type Difference } from "./contract/difference.ts";

/** Differences that wait to be put together: a sale that nobody looks into must not grow with every scan. */
const WAITING_MAX = 32;

export class LastEvaluation {
  #whole: Evaluation | string;
  /** From the whole one to this, in their order. */
  #differences: readonly string[];

  constructor(whole: Evaluation | string, differences: readonly string[] = []) {
    this.#whole = whole;
    this.#differences = differences;
  }

  /** The next one. @param difference JSON of a Difference from this */
  after(difference: string): LastEvaluation {
    if (this.#differences.length >= WAITING_MAX) this.value();
    return new LastEvaluation(this.#whole, [...this.#differences, difference]);
  }

  value(): Evaluation {
    if (typeof this.#whole === "string") this.#whole = JSON.parse(this.#whole) as Evaluation;
    for (const difference of this.#differences)
      this.#whole = applied(this.#whole, JSON.parse(difference) as Difference);
    this.#differences = [];
    return this.#whole;
  }
}
