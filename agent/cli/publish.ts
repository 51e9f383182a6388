import { money } from "../../sync/golden/expected.ts";
import { type GoldenWritten, writeGolden } from "../../sync/publish/golden.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { type Published, publish } from "../../sync/publish/publish.ts";
import { exitCode, needed, text, type Verb } from "./verb.ts";

/** `tillside publish`: a chain folder becomes the next signed release. */
export const verb: Verb = {
  name: "publish",
  help: `
Usage: tillside publish --from FOLDER --to FOLDER --keys FOLDER [--coupons FILE] [--force] [--json]
       tillside publish --golden-write --from FOLDER [--json]
       tillside publish --init-keys FOLDER

Checks a chain folder (rules, articles, cards, coupons, configuration), signs it and writes an immutable, numbered
release for the hub to serve. Errors of the linter and golden baskets that get something else stop it; warnings are shown.
Nothing changed: only the head is renewed.

  --from FOLDER       rules.json, articles.json, cards.json, coupons.json, config.json, perhaps golden.json
  --to FOLDER         releases folder, made if missing; what is in it is never overwritten
  --keys FOLDER       keys made by --init-keys
  --coupons FILE      more coupons, of the form of coupons.json: those issued since
  --force             a new number even if nothing changed
  --golden-write      writes into golden.json what its baskets get by the rules of the folder, says what changed, and ends
  --init-keys FOLDER  makes a chain's keys (3 root keys of which 2 must sign, release, head, chain) and ends;
                      put the root keys into different safes, and root.json on every till
  --json              the result as JSON

Example: tillside publish --init-keys shop/keys
         tillside publish --from demo/chain --to shop/releases --keys shop/keys`,
  options: {
    from: { type: "string" },
    to: { type: "string" },
    keys: { type: "string" },
    coupons: { type: "string" },
    force: { type: "boolean" },
    "golden-write": { type: "boolean" },
    "init-keys": { type: "string" },
    json: { type: "boolean" },
  },

  async run(given) {
    const newKeys = text(given, "init-keys");
    if (newKeys !== undefined) {
      initKeys(newKeys);
      console.log(
        `Keys are in ${newKeys}. Move root-1.key to root-3.key into safes; root.json goes to every till.`,
      );
      return exitCode.done;
    }
    if (given.values["golden-write"] === true) {
      const written = writeGolden(needed(verb, given, "from"));
      console.log(given.values.json ? JSON.stringify(written, null, 2) : goldenReport(written));
      return exitCode.done;
    }
    const published = await publish({
      from: needed(verb, given, "from"),
      to: needed(verb, given, "to"),
      keys: needed(verb, given, "keys"),
      coupons: text(given, "coupons"),
      force: given.values.force === true,
      now: new Date(),
    });
    console.log(
      given.values.json ? JSON.stringify(published, null, 2) : report(published, given.values.force === true),
    );
    return exitCode.done;
  },
};

function report({ release, changed, warnings }: Published, forced: boolean): string {
  const said = warnings.map((it) => `warning: ${it.code} (${it.promotionIds.join(", ")}): ${it.text.en}`);
  const unchanged = forced ? "nothing changed but its number" : "nothing changed, the head was renewed";
  const what = changed.length > 0 ? `changed: ${changed.join(", ")}` : unchanged;
  return [...said, `Release ${release} is published; ${what}.`].join("\n");
}

function goldenReport(written: readonly GoldenWritten[]): string {
  return written
    .map(({ name, before, after, differences }) => {
      if (before === undefined) return `new      "${name}": total ${money(after.totalCents)}`;
      return differences.length === 0
        ? `same     "${name}"`
        : `changed  "${name}": ${differences.join("; ")}`;
    })
    .join("\n");
}
