import { revokeTill, tillKeysAt } from "../../sync/client/operator.ts";
import { loadHeadKeys } from "../../sync/publish/init-keys.ts";
import { operatorOf, placeOf } from "./at-hub.ts";
import { lastWord, momentOf, shutOut } from "./block.ts";
import { inLanguage } from "./in-language.ts";
import { exitCode, InputError, languageFrom, needed, text, UsageError, type Verb } from "./verb.ts";

/** `tillside revoke`: of a PC that was stolen, sold or lost. */
export const verb: Verb = {
  name: "revoke",
  help: `
Usage: tillside revoke STORE/TILL --data FOLDER [--url URL] [--from MOMENT --to FOLDER --keys FOLDER] [--key KEY] [--reason TEXT] [--by NAME]

The till's key does not count any more: from now on the hub takes and gives it nothing, its unused code is void, and the other
tills of its store refuse it as soon as they have heard of it. The till goes on selling with what it has. A new code makes a
PC that till again.

With --from no till of the chain takes vouchers that it has issued since: those that it had issued before are good, and so are
those of the PC that comes in its place. It can be said later too, and another moment again: once there is a new PC, with --key, or
that one would be revoked. "tillside vouchers" then shows what it has issued and what of that was used. Whoever has its disk
also has chain.key and can make numbers without a QR code: "tillside block --vouchers number" ends those, everybody's.

  --data FOLDER  the hub's folder: its secret is HQ's key to it
  --url URL      where the hub is, default http://127.0.0.1:7720
  --from MOMENT  the first moment of which nothing is taken, as 2026-11-22T18:00:00+01:00: when it was last seen
  --to FOLDER    releases folder, which tills read
  --keys FOLDER  head.key and root.json
  --key KEY      which of the keys that the till has had, as this command named it; default the newest
  --reason TEXT  why, for whoever reads the list
  --by NAME      who says so, for the history; by default whoever is logged in

Example: tillside revoke 0042/3 --data shop/hub --from 2026-11-22T18:00:00+01:00 --to shop/releases --keys shop/keys --reason stolen`,
  options: {
    data: { type: "string" },
    url: { type: "string" },
    from: { type: "string" },
    to: { type: "string" },
    keys: { type: "string" },
    key: { type: "string" },
    reason: { type: "string" },
    by: { type: "string" },
  },
  wordsMax: 1,

  async run(given) {
    const place = placeOf(verb, given);
    const tell = (report: string) => console.log(inLanguage(languageFrom(given), report));
    const name = `${place.store}/${place.till}`;
    const operator = operatorOf(verb, given);
    const from = text(given, "from");
    if (from === undefined) {
      for (const option of ["to", "keys", "key", "reason", "by"])
        if (text(given, option) !== undefined)
          throw new UsageError(
            `--${option} goes with --from: the moment from which its vouchers are refused`,
          );
      await revokeTill(operator, place);
      tell(`Till ${name} is revoked. Vouchers that it issues are still taken: --from ends that.`);
      return exitCode.done;
    }
    const fromAt = momentOf(from);
    // Read before anything is done: half of it would be the wrong half.
    const [to, keys] = [needed(verb, given, "to"), loadHeadKeys(needed(verb, given, "keys"))];
    const had = await tillKeysAt(operator, place);
    const wanted = text(given, "key");
    const key = wanted === undefined ? had.at(-1) : had.find(({ keyId }) => keyId === wanted);
    if (key === undefined)
      throw new InputError(`HQ has never enrolled a till ${name}${wanted ? ` with the key ${wanted}` : ""}`);
    if (key.revokedMs === null) await revokeTill(operator, place);
    const said = { reason: text(given, "reason"), by: text(given, "by") };
    const done = await shutOut({ to, keys, name, keyId: key.keyId, fromAt, ...said });
    tell(
      `Till ${name} is revoked (key ${key.keyId}). Vouchers that it issued from ${fromAt} on are not taken any more.\n${lastWord(done)}`,
    );
    return exitCode.done;
  },
};
