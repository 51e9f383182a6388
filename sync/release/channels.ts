/** Every family of channels, one line each: who may read its files, who names them, whether a channel is one store's. */

export interface ChannelFamily {
  /** `tills`: the hub asks for a till's token, since a row says something of a customer, or of who may not buy. */
  readonly readBy: "anyone" | "tills";
  /** `head`: urgent and everybody's, taken before any release and in no release. */
  readonly namedBy: "release" | "head";
  /** `config/0042` is that store's alone, as releases of older versions of Tillside have it. */
  readonly byStore?: true;
}

export const channelFamilies = {
  rules: { readBy: "anyone", namedBy: "release" },
  config: { readBy: "anyone", namedBy: "release", byStore: true },
  articles: { readBy: "anyone", namedBy: "release", byStore: true },
  prices: { readBy: "anyone", namedBy: "release" },
  cards: { readBy: "tills", namedBy: "release" },
  coupons: { readBy: "tills", namedBy: "release" },
  kill: { readBy: "anyone", namedBy: "head" },
  blocklist: { readBy: "tills", namedBy: "head" },
} as const satisfies Readonly<Record<string, ChannelFamily>>;

type Families = typeof channelFamilies;
/** Channels that a head names, under their own names. */
export type UrgentChannel = {
  [Family in keyof Families]: Families[Family]["namedBy"] extends "head" ? Family : never;
}[keyof Families];

const families: readonly (readonly [string, ChannelFamily])[] = Object.entries(channelFamilies);

export const urgentChannels = families
  .filter(([, { namedBy }]) => namedBy === "head")
  .map(([family]) => family as UrgentChannel);

/** The first part of its name: `cards` of `cards/all`. */
function familyOf(channel: string): ChannelFamily | undefined {
  const name = channel.split("/")[0];
  return families.find(([family]) => family === name)?.[1];
}

/** A head's, so that no release may carry it. */
export function isUrgent(channel: string): boolean {
  return familyOf(channel)?.namedBy === "head";
}

/** Whose channel it is by its name; undefined: everybody's. */
export function storeOf(channel: string): string | undefined {
  const slash = channel.indexOf("/");
  return slash > 0 && familyOf(channel)?.byStore ? channel.slice(slash + 1) : undefined;
}

/** Whether this name of the releases folder is for the chain's tills only: `files/cards-all/…`. */
export function isPrivate(name: string): boolean {
  const [, family] = /^files\/([a-z]+)(?:-|\/)/.exec(name) ?? [];
  return family !== undefined && familyOf(family)?.readBy === "tills";
}
