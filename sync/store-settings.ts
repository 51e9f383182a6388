/** Rows of `config` that are one store's: every till has those of all stores, and reads its own. */

export const STORE_PREFIX = "store/";
export const LAN_PREFIX = "lan/";

type Config = (name: string) => unknown;

/** Name, groups, time zone. */
export function storeSetting(config: Config, store: string): unknown {
  // Releases of older versions have one row, in a channel that only this store reads.
  return config(`${STORE_PREFIX}${store}`) ?? config("store");
}

/** How the store's tills reach each other. */
export function lanSetting(config: Config, store: string): unknown {
  return config(`${LAN_PREFIX}${store}`) ?? config("lan");
}
