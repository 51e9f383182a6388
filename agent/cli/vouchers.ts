import { askHub } from "../../sync/client/operator.ts";
import type { VoucherReport } from "../../sync/vouchers.ts";
import { operatorOf, placeOf } from "./at-hub.ts";
import { momentOf } from "./block.ts";
import { inLanguage } from "./in-language.ts";
import { exitCode, languageFrom, text, UsageError, type Verb } from "./verb.ts";

const DAYS = 30;

/** `tillside vouchers`: what was issued and used, and what of that nobody has issued. */
export const verb: Verb = {
  name: "vouchers",
  help: `
Usage: tillside vouchers [STORE/TILL] --data FOLDER [--url URL] [--from MOMENT] [--limit CENTS] [--json]

Asks the hub what tills have issued and taken. It names vouchers that were used and that no till's journal tells to have issued: of a till
that was away they are only not told yet, of one that was stolen they may have been made with its key. Nothing of it is undone:
receipts stand, whoever took one in good faith keeps what it took off.

  STORE/TILL      what this till's signature stands under; without it all, those that were taken by their number alone too
  --data FOLDER   the hub's folder: its secret is HQ's key to it
  --url URL       where the hub is, default http://127.0.0.1:7720
  --from MOMENT   issued since then, as 2026-11-22T18:00:00+01:00; default ${DAYS} days ago
  --limit CENTS   tills and days on which more was issued, as "perTillAndDayCents" of config.json says it; days are UTC's
  --json          everything, as JSON

Exit code 0: all that was used was issued. 1: some needs a person.

Example: tillside vouchers 0042/3 --data shop/hub --from 2026-11-22T18:00:00+01:00 --limit 50000`,
  options: {
    data: { type: "string" },
    url: { type: "string" },
    from: { type: "string" },
    limit: { type: "string" },
    json: { type: "boolean" },
  },
  wordsMax: 1,

  async run(given) {
    const place = given.positionals.length === 0 ? undefined : placeOf(verb, given);
    const from = text(given, "from");
    const fromMs = from === undefined ? Date.now() - DAYS * 86_400_000 : Date.parse(momentOf(from));
    const limit = text(given, "limit");
    if (limit !== undefined && !/^\d{1,12}$/.test(limit))
      throw new UsageError(`--limit ${limit}: whole cents, as 50000 for 500.00`);
    const asked = new URLSearchParams({ ...place, from: String(fromMs), ...(limit && { limit }) });
    const found = (await askHub(operatorOf(verb, given), `/v1/vouchers?${asked}`)) as VoucherReport;
    console.log(
      given.values.json
        ? JSON.stringify(found, null, 2)
        : inLanguage(languageFrom(given), report(found, fromMs)),
    );
    return found.untold.length + found.overLimit.length === 0 ? exitCode.done : exitCode.failed;
  },
};

function report({ issued, used, untold, overLimit }: VoucherReport, fromMs: number): string {
  return [
    `Since ${momentText(fromMs)}: ${issued.count} vouchers issued, ${money(issued.amountCents)}; ${used.count} used, ${money(used.amountCents)}.`,
    ...(untold.length === 0 ? [] : [`${untold.length} used that no till tells to have issued:`]),
    ...untold.map(({ issuerStore, issuerTill, issuedMs, amountCents, store, till, saleId, atMs }) => {
      const by =
        issuedMs === null
          ? "by its number alone"
          : `signed by ${issuerStore}/${issuerTill} at ${momentText(issuedMs)}`;
      const worth = amountCents === null ? "" : ` for ${money(amountCents)}`;
      return `! ${by}, used at ${store}/${till} at ${momentText(atMs)}${worth} (sale ${saleId})`;
    }),
    ...overLimit.map(
      ({ store, till, day, amountCents }) => `! ${store}/${till} issued ${money(amountCents)} on ${day}`,
    ),
  ].join("\n");
}

function momentText(ms: number): string {
  return new Date(ms).toISOString();
}

function money(cents: number): string {
  return (cents / 100).toFixed(2);
}
