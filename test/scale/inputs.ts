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
 * Of a slow machine, two shared cores of an AMD EPYC: `npm run bench -- hub`. The hub's own work is the line through single
 * receipts and full batches over HTTP, on SQLite (`requests`), of which each receipt costs 7 µs less on PostgreSQL (`ingestion`); a
 * database's time is what bare inserts of the same rows take on PostgreSQL (`ingestion`: 28,192 a second), and transactions
 * of one row (`claims`: 7,515). A refusal costs a request without the work on its batch: half of it is guessed. A hint was
 * measured with 500 listeners.
 */
export const MEASURED: HubCosts = {
  requestUs: 1_420,
  receiptUs: 44,
  commitUs: 133,
  storedUs: 35,
  refusalUs: 700,
  hintUs: 70,
};
