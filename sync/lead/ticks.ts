/**
 * How long things take, in ticks of each till's own clock. What must be so: a lead believes in itself for LEASE ticks after
 * a majority has heard it, and who has heard it votes for nobody else for ELECTION ticks. Both count whole ticks, each may be
 * one off: clocks may differ in speed by a factor of (ELECTION - 1) / (LEASE + 1), here 2.1.
 */

export const TICK_MS = 50;

/** A lead says that it is there. */
export const HEARTBEAT = 2;
/** What was not answered is sent again. */
export const RESEND = 5;
/** A lead that has not heard a majority for so long answers nobody. */
export const LEASE = 8;
/** Who has heard a lead within so many ticks wants no other. */
export const ELECTION = 20;
/** So much later the first of the list stands: the others, who heard the lead a moment later, must want another by then. */
export const GRACE = 2;
/** So much later stands the next one of the list: longer than an election takes. */
export const RANK = 6;
