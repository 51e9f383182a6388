/** A receipt of the past, out of the till's journal, with the rules as they were and what came back of it. */

import type { RuleSet } from "../../engine/index.ts";
import { readConfigFile } from "../config.ts";
import { ofSale } from "../returns/so-far.ts";
import { openJournalReader } from "../store/journal-reader.ts";
import { pastRules } from "../store/past-rules.ts";
import type { ReturnOfSale } from "../store/stored-return.ts";
import type { StoredSale } from "../store/stored-sale.ts";
import { InputError } from "./verb.ts";

export interface PastSale {
  readonly sale: StoredSale;
  /** Only the promotions that touched it: evaluating these equals evaluating all there were. */
  readonly ruleSet: RuleSet;
  /** At this till, in order. */
  readonly returns: readonly ReturnOfSale[];
}

/**
 * @param receipt receipt number, sale id or transaction id
 * Throws InputError when the journal does not hold it, StoreError when the journal can't be read.
 */
export function pastSale(configFile: string, receipt: string): PastSale {
  const { paths } = readConfigFile(configFile);
  const journal = openJournalReader(paths.journal);
  try {
    const found = journal.find(receipt);
    if (found === undefined) throw new InputError(`receipt ${receipt} is not in ${paths.journal}`);
    const { sale, definitions } = found;
    return { sale, ruleSet: pastRules(sale, definitions), returns: ofSale(journal.returnsOf(sale.saleId)) };
  } finally {
    journal.close();
  }
}
