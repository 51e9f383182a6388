/** A small sale up to the moment when it is paid, whatever the disk does. */

import { appliedOf, line } from "../../../agent/testing/shop.ts";
import type { Answer, Calls } from "../calls.ts";
import type { Completion } from "../truth.ts";

export async function ring({ call }: Calls, transactionId: string): Promise<Completion> {
  await call("transaction.begin", { transactionId });
  for (const lineId of ["1", "2", "3"]) await call("line.add", { transactionId, line: line(lineId) });
  const subtotal = await call<Answer>("transaction.subtotal", { transactionId });
  const { totalCents } = subtotal;
  const tenders = [{ kind: "cash", amountCents: totalCents }];
  return { transactionId, receipt: `R-${transactionId}`, applied: appliedOf(subtotal), tenders, totalCents };
}

/** A sale that stays open meanwhile: scans one line after the other, and remembers what it was told of them. */
export class OpenSale {
  readonly #transactionId: string;
  readonly #lines: string[] = [];
  /** Lines that were answered `kept: false`. */
  notKept = 0;

  constructor(transactionId: string) {
    this.#transactionId = transactionId;
  }

  begin({ call }: Calls): Promise<unknown> {
    return call("transaction.begin", { transactionId: this.#transactionId });
  }

  /** Answers whether it is kept. */
  async scan({ call }: Calls): Promise<boolean> {
    const lineId = String(this.#lines.length + 1);
    const params = { transactionId: this.#transactionId, line: line(lineId) };
    const { kept } = await call<Answer>("line.add", params);
    this.#lines.push(lineId);
    if (kept === false) this.notKept += 1;
    return kept !== false;
  }

  /** Scans until a line is kept again, and with it all before it. */
  async mend(pos: Calls, tries = 200): Promise<void> {
    for (let n = 0; !(await this.scan(pos)); n += 1)
      if (n === tries) throw new Error(`${this.#transactionId} is not kept again after ${tries} lines`);
  }

  /** After a crash: every line is there. */
  async checkResumed({ call }: Calls): Promise<void> {
    const told = await call<{ sale: { lines: readonly { lineId: string }[] } }>("transaction.resume", {
      transactionId: this.#transactionId,
    });
    const found = told.sale.lines.map(({ lineId }) => lineId).join();
    if (found !== this.#lines.join())
      throw new Error(`${this.#transactionId} had lines ${this.#lines}, and has ${found}`);
  }
}
