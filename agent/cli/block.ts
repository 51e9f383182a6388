import type { BlockedKind, BlockedRow } from "../../sync/blocklist.ts";
import { digits } from "../../sync/publish/articles.ts";
import { type Block, type Blocked, blockAtOnce, listBlocked } from "../../sync/publish/blocklist.ts";
import { type HeadKeys, loadHeadKeys } from "../../sync/publish/init-keys.ts";
import { unknownBlocked } from "../../sync/publish/unknown-blocked.ts";
import { cardToken, couponToken, loadChainKey } from "../../sync/release/token.ts";
import { said } from "../texts/italian/said.ts";
import type { Language } from "../texts/language.ts";
import { voucherCode } from "../vouchers/number.ts";
import { inLanguage } from "./in-language.ts";
import {
  exitCode,
  languageFrom,
  needed,
  text,
  texts,
  UsageError,
  type Verb,
  type VerbArguments,
} from "./verb.ts";

/** `tillside block`: what no till is to take any more, at once. */
export const verb: Verb = {
  name: "block",
  help: `
Usage: tillside block [--card NUMBER] [--coupon CODE] [--series SERIES] [--vouchers number|earlier]
                      --to FOLDER --keys FOLDER [--off] [--reason TEXT] [--by NAME] [--json]
       tillside block --till STORE/TILL --key KEY --from MOMENT --to FOLDER --keys FOLDER [--reason TEXT]
       tillside block --list --to FOLDER --keys FOLDER [--json]

Every till hears of it at once, or at its next look, whatever release it is on; no release is needed, and no list of cards or
coupons goes out for it. It holds until --off, over what cards.json and coupons.json say. A till that is asked next refuses what is
blocked, and says so to the cashier. What no release in use knows is blocked too, with a warning: it may be newer, or written wrong.

  --card NUMBER       a customer's card that was lost or misused. May be given again, as may the next four
  --coupon CODE       one coupon, or one voucher by its number or QR code
  --series SERIES     all coupons and vouchers of a series
  --vouchers number   vouchers by their number alone (bars, typed): only their QR code is taken. For when chain.key was stolen
  --vouchers earlier  vouchers of before tills signed them
  --till STORE/TILL   vouchers that this till has issued since --from; "tillside revoke" does this, and ends the till's key too
  --key KEY           of which key of that till, as "tillside revoke" names it
  --from MOMENT       the first moment of which nothing is taken, as 2026-11-22T18:00:00+01:00; what is older stays good
  --off               it is taken again
  --reason TEXT       why, for whoever reads the list
  --by NAME           who says so, for the history; by default whoever is logged in
  --list              what is blocked now
  --to FOLDER         releases folder
  --keys FOLDER       head.key and root.json; chain.key too, for cards and coupons
  --json              the list as JSON

Example: tillside block --card 2600000000017 --reason lost --to shop/releases --keys shop/keys`,
  options: {
    card: { type: "string", multiple: true },
    coupon: { type: "string", multiple: true },
    series: { type: "string", multiple: true },
    vouchers: { type: "string", multiple: true },
    till: { type: "string" },
    key: { type: "string" },
    from: { type: "string" },
    off: { type: "boolean" },
    list: { type: "boolean" },
    reason: { type: "string" },
    by: { type: "string" },
    to: { type: "string" },
    keys: { type: "string" },
    json: { type: "boolean" },
  },

  async run(given) {
    const to = needed(verb, given, "to");
    const folder = needed(verb, given, "keys");
    const keys = loadHeadKeys(folder);
    const language = languageFrom(given);
    const tell = (blocked: readonly BlockedRow[], more: readonly string[] = []) =>
      console.log(
        given.values.json
          ? JSON.stringify(blocked, null, 2)
          : inLanguage(language, [...blockedReport(blocked, language), ...more].join("\n")),
      );
    if (given.values.list === true) {
      tell(await listBlocked(to, keys));
      return exitCode.done;
    }
    const isOff = given.values.off === true;
    const wanted = wishes(given, folder, isOff);
    if (wanted.length === 0)
      throw new UsageError("nothing is named: --card, --coupon, --series, --vouchers or --till");
    const blocks = wanted.map(({ block }) => block);
    const what = isOff ? { unblock: blocks } : { block: blocks };
    const why = { reason: text(given, "reason"), by: text(given, "by") };
    const done = await blockAtOnce({ to, keys, now: new Date(), ...what, ...why });
    tell(done.blocked, [lastWord(done)]);
    if (isOff) return exitCode.done;
    // Last: nothing that is wrong with a file of cards keeps a stolen one from being blocked.
    const inFiles = wanted.filter(({ written }) => written !== undefined);
    const unknown = await unknownBlocked(
      to,
      keys,
      inFiles.map(({ block }) => block),
    );
    for (const { block, written } of inFiles.filter((one) => unknown.includes(one.block)))
      console.error(inLanguage(language, unknownWarning(block, written!)));
    return exitCode.done;
  },
};

interface Wish {
  readonly block: Block;
  /** As somebody typed it, which leaves this process for nobody else. Absent: no file of HQ's would know it. */
  readonly written?: string;
}

function wishes(given: VerbArguments, folder: string, isOff: boolean): Wish[] {
  const [cards, coupons, series] = [texts(given, "card"), texts(given, "coupon"), texts(given, "series")];
  // What was blocked before this was looked at must come off again.
  const wrong = isOff ? undefined : cards.find((number) => !digits.safeParse(number).success);
  if (wrong !== undefined) throw new UsageError(`--card ${wrong}: a card's number is up to 32 digits`);
  // Their numbers leave HQ as keyed hashes only.
  const chainKey = cards.length + coupons.length > 0 ? loadChainKey(`${folder}/chain.key`) : Buffer.alloc(0);
  const wish = (kind: BlockedKind, id: string, name = id): Block => ({ kind, id, name });
  return [
    ...cards.map((written) => ({
      block: wish("card", cardToken(chainKey, written), ending(written)),
      written,
    })),
    ...coupons.map((code) => {
      const voucher = voucherCode(code)?.number;
      const known = voucher ?? code;
      const block = wish("coupon", couponToken(chainKey, known), ending(known));
      return { block, ...(voucher === undefined && { written: code }) };
    }),
    ...series.map((written) => ({ block: wish("series", written), written })),
    ...texts(given, "vouchers").map((form) => {
      if (form === "number" || form === "earlier") return { block: wish("vouchers", form) };
      throw new UsageError(`--vouchers ${form}: "number" or "earlier"`);
    }),
    ...tillIn(given).map((block) => ({ block })),
  ];
}

function unknownWarning({ kind }: Block, written: string): string {
  const none = { card: "no release in use has a card", coupon: "no release in use has a coupon" };
  const which = kind === "card" || kind === "coupon" ? none[kind] : "no release in use has a series";
  return `warning: ${which} ${written}. It is blocked all the same, since it may be newer than the release: look whether it is written so; --off takes it off the list.`;
}

function tillIn(given: VerbArguments): Block[] {
  const name = text(given, "till");
  if (name === undefined) return [];
  const id = needed(verb, given, "key");
  if (given.values.off === true) return [{ kind: "till", id, name }];
  return [{ kind: "till", id, name, fromAt: momentOf(needed(verb, given, "from")) }];
}

/** In UTC, with milliseconds, as the list has it. Throws UsageError. */
export function momentOf(words: string): string {
  const ms = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(words) ? Date.parse(words) : Number.NaN;
  if (Number.isNaN(ms)) throw new UsageError(`--from ${words}: a moment, as 2026-11-22T18:00:00+01:00`);
  return new Date(ms).toISOString();
}

export interface TillOut {
  readonly to: string;
  readonly keys: HeadKeys;
  /** "0042/3" */
  readonly name: string;
  readonly keyId: string;
  readonly fromAt: string;
  readonly reason?: string | undefined;
  readonly by?: string | undefined;
}

/** The vouchers of a till that was revoked. */
export function shutOut({ to, keys, name, keyId: id, fromAt, reason, by }: TillOut): Promise<Blocked> {
  return blockAtOnce({
    ...{ to, keys, now: new Date(), reason, by },
    block: [{ kind: "till", id, name, fromAt }],
  });
}

/** What a row is about, as its line begins. */
const KIND: Readonly<Record<Language, Readonly<Record<BlockedKind, string>>>> = {
  en: { till: "till", card: "card", coupon: "coupon", series: "series", vouchers: "vouchers" },
  it: { till: "cassa", card: "tessera", coupon: "buono", series: "serie", vouchers: "buoni" },
};

function blockedReport(blocked: readonly BlockedRow[], language: Language): string[] {
  if (blocked.length === 0) return ["Nothing is blocked."];
  return blocked.map(({ kind, name, id, fromAt, reason, by, at }) => {
    const issued = `${name} (key ${id}), what it issued from ${fromAt} on`;
    const what = kind === "till" ? said(language, issued) : name;
    return `${KIND[language][kind].padEnd(8)}  ${what}  since ${at}, by ${by}${reason && `: ${reason}`}`;
  });
}

export function lastWord({ headVersion }: Blocked): string {
  return `Head ${headVersion} is signed. Tills hear of it at once, or at their next look; it needs no release.`;
}

function ending(number: string): string {
  return `…${number.slice(-4)}`;
}
