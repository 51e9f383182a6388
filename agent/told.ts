/**
 * An answer of which the greater part is JSON already, as the thread that made it wrote it. It goes on to the POS as it
 * is; only who must look into it, or say it in other words, reads it.
 */
export class Told {
  readonly #head: object;
  readonly #json: string;

  /**
   * @param head fields that are none of `json`'s
   * @param json an object with at least one field
   */
  constructor(head: object, json: string) {
    this.#head = head;
    this.#json = json;
  }

  with(more: object): Told {
    return new Told({ ...this.#head, ...more }, this.#json);
  }

  /** All of it as JSON. */
  text(): string {
    const head = JSON.stringify(this.#head);
    return head === "{}" ? this.#json : `${head.slice(0, -1)},${this.#json.slice(1)}`;
  }

  /** Read, all of it. */
  value(): object {
    return { ...this.#head, ...JSON.parse(this.#json) };
  }
}

/** The answer with more fields, read or not. */
export function withFields(answer: object, before: object, after: object = {}): object {
  return answer instanceof Told ? answer.with({ ...before, ...after }) : { ...before, ...answer, ...after };
}

/** The answer read. */
export function readAnswer(answer: unknown): unknown {
  return answer instanceof Told ? answer.value() : answer;
}
