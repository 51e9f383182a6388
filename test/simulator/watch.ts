/** What must be so at every step of a store's tills: nobody leads beside another, what is decided is decided once. */

import type { Keep, Message } from "../../sync/lead/words.ts";
import type { Truth } from "./truth.ts";

export class Watch {
  readonly #truth: Truth;
  /** By store, line and term. */
  readonly #leads = new Map<string, string>();
  /** By store and index of the entry: its term. */
  readonly #decided = new Map<string, number>();
  /** By till and life of its file. */
  readonly #terms = new Map<string, number>();
  readonly #pages = new Map<string, number>();

  constructor(truth: Truth) {
    this.#truth = truth;
  }

  said(store: string, message: Message): void {
    if (message.kind !== "append" && message.kind !== "install") return;
    const { from, line, term } = message;
    const name = `${store}, term ${term} of line ${line}`;
    const other = this.#leads.get(name) ?? from;
    if (other !== from) this.#truth.wrong(`${name} has two leads: ${other} and ${from}`);
    this.#leads.set(name, other);
  }

  /** A till has written these into its file. */
  kept(store: string, till: string, all: readonly Keep[]): void {
    const name = `${store}/${till}`;
    for (const keep of all)
      if (keep.kind === "standing") {
        const before = this.#terms.get(name) ?? 0;
        if (keep.term < before) this.#truth.wrong(`the term of ${name} fell from ${before} to ${keep.term}`);
        this.#terms.set(name, keep.term);
      } else if (keep.kind === "turn" || keep.kind === "book") {
        const { index, term } = keep.page;
        const before = this.#pages.get(name) ?? 0;
        if (index < before) this.#truth.wrong(`the book of ${name} went back from ${before} to ${index}`);
        this.#pages.set(name, index);
        const entry = `entry ${index} of store ${store}`;
        const known = this.#decided.get(entry) ?? term;
        if (known !== term) this.#truth.wrong(`${entry} is decided twice: in term ${known} and in ${term}`);
        this.#decided.set(entry, known);
      }
  }

  /** Its file is lost: it has promised nothing. */
  forget(name: string): void {
    this.#terms.delete(name);
    this.#pages.delete(name);
  }

  /** Terms in which somebody led, of a store. */
  terms(store: string): number {
    return [...this.#leads.keys()].filter((name) => name.startsWith(`${store},`)).length;
  }
}
