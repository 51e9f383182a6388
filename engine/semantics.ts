/** Meaning of promotions that this engine implements. Stored with every sale; a change of meaning raises it. */
export const SEMANTICS_VERSION = 1;
