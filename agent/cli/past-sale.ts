/** A receipt of the past, out of the till's journal, with the rules as they were. */

import type { RuleSet } from "../../engine/index.ts";
import { readConfigFile } from "../config.ts";
import { openJournalReader } from "../store/journal-reader.ts";
import { pastRules } from "../store/past-rules.ts";
import type { StoredSale } from "../store/stored-sale.ts";
import { InputError } from "./verb.ts";

export interface PastSale {
  readonly sale: StoredSale;
  /** Only the promotions that touched it: evaluating these equals evaluating all there were. */
  readonly ruleSet: RuleSet;
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
    return { sale: found.sale, ruleSet: pastRules(found.sale, found.definitions) };
  } finally {
    journal.close();
  }
}
