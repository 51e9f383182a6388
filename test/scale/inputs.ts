/** What one request costs at HQ, measured; everything else in the simulation is as shipped or as the story says. */

export interface HubCosts {
  /** Processor of the hub's process for a request, whatever is in it: HTTP, the till's token, unpacking. */
  readonly requestUs: number;
  /** And for each receipt in it. */
  readonly receiptUs: number;
  /** Time of the database for a transaction, and for each receipt in it. */
  readonly commitUs: number;
  readonly storedUs: number;
  /** To send a till away before its batch is read. */
  readonly refusalUs: number;
  /** To tell one listener that there is a new head. */
  readonly hintUs: number;
}

/**
 * Of the machine of the README's figures, two shared cores: `npm run bench -- hub publish`. A line through single receipts
 * and batches of 500 over HTTP; PostgreSQL's share is what its inserts of the same rows take beside the hub's own work.
 */
export const MEASURED: HubCosts = {
  requestUs: 700,
  receiptUs: 26,
  commitUs: 250,
  storedUs: 18,
  refusalUs: 250,
  hintUs: 60,
};
