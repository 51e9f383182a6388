/** A receipt of the past, with the rules as they were and what came back of it: out of the till's journal, else from HQ. */

import type { RuleSet } from "../../engine/index.ts";
import { createReceipts, receiptQuestion } from "../../sync/client/receipts.ts";
import { tokensOf } from "../../sync/enrol/token.ts";
import { SyncError } from "../../sync/protocol.ts";
import { type AgentConfig, readConfigFile } from "../config.ts";
import { ofSale } from "../returns/so-far.ts";
import { type FoundSale, openJournalReader } from "../store/journal-reader.ts";
import { pastRules } from "../store/past-rules.ts";
import type { ReturnOfSale, StoredReturn } from "../store/stored-return.ts";
import type { StoredSale } from "../store/stored-sale.ts";
import { InputError } from "./verb.ts";

export interface PastSale {
  readonly sale: StoredSale;
  /** Only the promotions that touched it: evaluating these equals evaluating all there were. */
  readonly ruleSet: RuleSet;
  /** In order: at this till, or of a sale that HQ told of, at any. */
  readonly returns: readonly ReturnOfSale[];
}

const ASK_MS = 10_000;

/**
 * @param receipt receipt number, sale id or transaction id; of another till's sale number or id
 * Rejects with InputError when neither journal nor HQ holds it, StoreError when the journal can't be read.
 */
export async function pastSale(configFile: string, receipt: string): Promise<PastSale> {
  const config = readConfigFile(configFile);
  const { sale, definitions, returns } = inJournal(config, receipt) ?? (await atHq(config, receipt));
  return { sale, ruleSet: pastRules(sale, definitions), returns: ofSale(returns) };
}

type Found = FoundSale & { readonly returns: readonly StoredReturn[] };

function inJournal({ paths }: AgentConfig, receipt: string): Found | undefined {
  const journal = openJournalReader(paths.journal);
  try {
    const found = journal.find(receipt);
    return found && { ...found, returns: journal.returnsOf(found.sale.saleId) };
  } finally {
    journal.close();
  }
}

async function atHq({ dataDir, paths, hq, store, till }: AgentConfig, receipt: string): Promise<Found> {
  const missing = (why: string) => new InputError(`receipt ${receipt} is not in ${paths.journal}${why}`);
  if (hq === undefined) throw missing(", and this till has no HQ to ask");
  const ask = createReceipts({ hubUrl: hq.url, token: tokensOf(dataDir, { store, till }) });
  try {
    const held = await ask(receiptQuestion(receipt, store), AbortSignal.timeout(ASK_MS));
    if (held === undefined || held.sale === null) throw missing(", and HQ does not hold it");
    return held as unknown as Found;
  } catch (error) {
    if (error instanceof SyncError) throw missing(`: ${error.message}`);
    throw error;
  }
}
