/** The machine behind the network socket: its paper, its condition, and what is about to go wrong. */

import { befall, type Condition, healthy, type MisbehaviourStep, mend } from "./misbehaviour.ts";
import type { PrintHead } from "./print-head.ts";

export class Machine {
  readonly head: PrintHead;
  readonly condition: Condition = healthy();
  /** Whether it hears nothing in real time: DLE EOT gets no answer. */
  readonly deaf: boolean;
  /** Bytes taken over the network since the start. */
  bytesTaken = 0;
  /** Called after every change of the condition, and with `drop` when the connection must go. */
  onChange: (change: "condition" | "script" | "drop") => void = () => {};
  #steps: readonly MisbehaviourStep[] = [];
  #ends = new Set<NodeJS.Timeout>();

  constructor(head: PrintHead, deaf: boolean) {
    this.head = head;
    this.deaf = deaf;
  }

  /** Steps that wait for a number of bytes of a connection. */
  get stepsToCome(): readonly MisbehaviourStep[] {
    return this.#steps.filter((step) => (step.afterBytes ?? 0) > 0);
  }

  /** Replaces what was going wrong; without steps, all is well again. */
  script(steps: readonly MisbehaviourStep[]): void {
    this.stop();
    this.#steps = steps;
    Object.assign(this.condition, healthy());
    this.onChange("script");
    for (const step of steps) if ((step.afterBytes ?? 0) === 0) this.begin(step);
    this.onChange("condition");
  }

  begin(step: MisbehaviourStep): void {
    befall(this.condition, step);
    if (step.forMs !== undefined) {
      const end = setTimeout(() => {
        this.#ends.delete(end);
        mend(this.condition, step.fault);
        this.onChange("condition");
      }, step.forMs);
      this.#ends.add(end);
    }
    this.onChange(step.fault === "drop" ? "drop" : "condition");
  }

  stop(): void {
    for (const end of this.#ends) clearTimeout(end);
    this.#ends.clear();
  }
}
