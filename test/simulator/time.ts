/** Time that passes only when nothing is left to do: the next thing that is due is always the next thing that happens. */

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** Turns of Node's loop in which nothing ends: then it never will. */
const RESTLESS_TURNS = 10_000;

export class Time {
  /** Since the day began. */
  nowMs = 0;
  /** Hours that only clocks have seen. */
  #skippedMs = 0;
  /** What was done so far: the same for the same seed. */
  steps = 0;
  /** Soonest last. */
  #due: Due[] = [];
  #order = 0;
  #busy = 0;

  /** What clocks show, since the day began. */
  get clockMs(): number {
    return this.nowMs + this.#skippedMs;
  }

  /** So long nobody did anything. Whatever waits for its time waits as long as before. */
  skip(ms: number): void {
    this.#skippedMs += ms;
  }

  /** Answers how to prevent it. */
  later(delayMs: number, run: () => void): () => void {
    this.#order += 1;
    const due = { atMs: this.nowMs + Math.max(0, delayMs), order: this.#order, run };
    let [low, high] = [0, this.#due.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isSooner(due, this.#due[middle]!)) low = middle + 1;
      else high = middle;
    }
    this.#due.splice(low, 0, due);
    return () => {
      const at = this.#due.indexOf(due);
      if (at >= 0) this.#due.splice(at, 1);
    };
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.later(ms, resolve);
    });
  }

  /** Time stands still until it is over: it waits for nothing that is due later. */
  async whileBusy<Result>(work: Promise<Result>): Promise<Result> {
    this.#busy += 1;
    try {
      return await work;
    } finally {
      this.#busy -= 1;
    }
  }

  /** Within work for which time stands still: it passes until this is over. Resolves for the living only. */
  async passFor(wait: Promise<unknown>, isAlive: () => boolean): Promise<void> {
    this.#busy -= 1;
    await wait;
    if (!isAlive()) return new Promise(() => {});
    this.#busy += 1;
  }

  /** Lets everything happen up to that moment, or as long as there is something to wait for. */
  async passUntil(ms: number, goesOn: () => boolean = () => true): Promise<void> {
    await this.#rest();
    while (goesOn()) {
      const next = this.#due.at(-1);
      if (next === undefined || next.atMs > ms) break;
      this.#due.pop();
      this.nowMs = next.atMs;
      this.steps += 1;
      next.run();
      await this.#rest();
    }
    this.nowMs = Math.max(this.nowMs, goesOn() ? ms : this.nowMs);
  }

  async #rest(): Promise<void> {
    let turns = 0;
    do {
      await new Promise((resolve) => setImmediate(resolve));
      turns += 1;
      if (turns > RESTLESS_TURNS) throw new Error("something waits for what can't happen");
    } while (this.#busy > 0);
  }
}

function isSooner(one: Due, other: Due): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}
