/** What the POSs were told, and what is wrong already while the day goes on. */

import type { Planned } from "./sale.ts";

/** What the till answers of a recorded sale, as far as ledgers compare it. */
export interface Recorded {
  readonly saleId: string;
  readonly redeemed: readonly string[];
}

export interface Sold {
  readonly by: string;
  readonly sale: Planned;
  acknowledged: boolean;
  recorded: Recorded | undefined;
  /** Its disk was replaced: it may be at HQ, if it was sent before. */
  excused: boolean;
}

export class Truth {
  readonly sold = new Map<string, Sold>();
  readonly failures: string[] = [];
  /** Tills whose disk went back: nobody has any more what HQ may have heard of it. */
  readonly replaced = new Set<string>();

  paid(by: string, sale: Planned): void {
    this.sold.set(sale.receipt, { by, sale, acknowledged: false, recorded: undefined, excused: false });
  }

  acknowledged(receipt: string, recorded: Recorded | undefined): void {
    const sold = this.sold.get(receipt)!;
    sold.acknowledged = true;
    sold.recorded = recorded;
  }

  /** The till's disk went back to where these had been paid. */
  diskReplaced(till: string, held: ReadonlySet<string>): void {
    this.replaced.add(till);
    for (const [receipt, sold] of this.sold) if (sold.by === till && !held.has(receipt)) sold.excused = true;
  }

  receiptsOf(till: string): Set<string> {
    return new Set([...this.sold].filter(([, { by }]) => by === till).map(([receipt]) => receipt));
  }

  wrong(what: string): void {
    if (!this.failures.includes(what)) this.failures.push(what);
  }
}
