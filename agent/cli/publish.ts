import { GoldenError, writeGolden } from "../../sync/publish/golden.ts";
import { initKeys, loadHeadKeys } from "../../sync/publish/init-keys.ts";
import { switchOff } from "../../sync/publish/kill.ts";
import { LintError, preview, publish, publishAgain } from "../../sync/publish/publish.ts";
import { said } from "../texts/italian/said.ts";
import { tillCodes } from "../till-codes.ts";
import { inLanguage } from "./in-language.ts";
import { goldenReport, killedReport, previewReport, publishedReport } from "./publish-report.ts";
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

/** `tillside publish`: a chain folder, or an earlier release, becomes the next signed release. */
export const verb: Verb = {
  name: "publish",
  help: `
Usage: tillside publish --from FOLDER --to FOLDER --keys FOLDER [--coupons FILE] [--dry-run] [--force] [--json]
       tillside publish --undo N --to FOLDER --keys FOLDER [--dry-run] [--json]
       tillside publish --kill PROMOTION --to FOLDER --keys FOLDER [--reason TEXT] [--by NAME] [--json]
       tillside publish --unkill PROMOTION --to FOLDER --keys FOLDER [--by NAME] [--json]
       tillside publish --golden-write --from FOLDER [--json]
       tillside publish --init-keys FOLDER

Checks a chain folder (rules, articles, cards, coupons, configuration), signs it and writes an immutable, numbered
release for the hub to serve. Errors of the linter and golden baskets that get something else stop it; warnings are shown.
Nothing changed: only the head is renewed.

  --from FOLDER       rules.json, articles.json, cards.json, coupons.json, config.json, perhaps golden.json, and in
                      articles/ what stores or groups of stores have otherwise
  --to FOLDER         releases folder, made if missing; what is in it is never overwritten
  --keys FOLDER       keys made by --init-keys
  --coupons FILE      more coupons, of the form of coupons.json: those issued since
  --dry-run           writes nothing and says what would change: promotions, groups, golden baskets, rows and bytes, and
                      what the linter finds; exit code 1 if it would not be published
  --undo N            publishes what release N held again, under a new number; cards and coupons stay as they are now.
                      The chain folder is left alone: put it right before you publish it the next time
  --ring NAME         which ring of config.json's "rollout" gets it first, by default its first; "all": everybody at once.
                      "tillside rollout" tells how it goes on
  --kill PROMOTION    switches a promotion off at every till at once, whatever release it has: new sales begin without it,
                      open ones lose it at their next subtotal, never once tendering has begun. May be given again.
                      It stays off, also in later releases, until --unkill. Needs head.key and root.json only
  --unkill PROMOTION  switches it on again
  --reason TEXT       why, for cashiers and whoever explains a receipt
  --by NAME           who publishes, for the history; by default whoever is logged in
  --force             a new number even if nothing changed
  --golden-write      writes into golden.json what its baskets get by the rules of the folder, says what changed, and ends
  --init-keys FOLDER  makes a chain's keys (3 root keys of which 2 must sign, release, head, chain) and ends;
                      put the root keys into different safes, and chain.key into the hub's folder, which hands it to tills
  --json              the result as JSON

Example: tillside publish --init-keys shop/keys
         tillside publish --from demo/chain --to shop/releases --keys shop/keys --dry-run
         tillside publish --from demo/chain --to shop/releases --keys shop/keys
         tillside publish --kill P02 --reason "wrong price on the leaflet" --to shop/releases --keys shop/keys`,
  options: {
    from: { type: "string" },
    to: { type: "string" },
    keys: { type: "string" },
    coupons: { type: "string" },
    "dry-run": { type: "boolean" },
    undo: { type: "string" },
    ring: { type: "string" },
    kill: { type: "string", multiple: true },
    unkill: { type: "string", multiple: true },
    reason: { type: "string" },
    by: { type: "string" },
    force: { type: "boolean" },
    "golden-write": { type: "boolean" },
    "init-keys": { type: "string" },
    json: { type: "boolean" },
  },

  async run(given) {
    const { json, force, "dry-run": isDry } = given.values;
    const language = languageFrom(given);
    const newKeys = text(given, "init-keys");
    if (newKeys !== undefined) {
      initKeys(newKeys);
      console.log(
        inLanguage(
          language,
          `Keys are in ${newKeys}. Move root-1.key to root-3.key into safes; copy chain.key into the hub's folder, which hands it to tills.`,
        ),
      );
      return exitCode.done;
    }
    const tell = <T>(result: T, report: (result: T) => string) =>
      console.log(json ? JSON.stringify(result, null, 2) : inLanguage(language, report(result)));
    if (given.values["golden-write"] === true) {
      tell(writeGolden(needed(verb, given, "from")), (written) => goldenReport(written, language));
      return exitCode.done;
    }
    const [kill, unkill] = [texts(given, "kill"), texts(given, "unkill")];
    if (kill.length + unkill.length > 0) {
      const keys = loadHeadKeys(needed(verb, given, "keys"));
      const said = { reason: text(given, "reason"), by: text(given, "by") };
      const where = { to: needed(verb, given, "to"), keys, now: new Date() };
      tell(await switchOff({ ...where, ...said, kill, unkill }), killedReport);
      return exitCode.done;
    }
    const options = optionsFrom(given);
    if (isDry) {
      const found = await preview(options);
      tell(found, (result) => previewReport(result, language));
      return found.stopped ? exitCode.failed : exitCode.done;
    }
    const published = await ("undo" in options ? publishAgain(options) : publish(options)).catch((error) => {
      if (error instanceof LintError) throw new LintError(error.file, error.findings, language);
      if (error instanceof GoldenError)
        throw new GoldenError(error.differing, (difference) => said(language, difference));
      throw error;
    });
    tell(published, (result) =>
      publishedReport(result, {
        language,
        forced: force === true,
        ...("undo" in options ? { undo: options.undo } : {}),
      }),
    );
    return exitCode.done;
  },
};

function optionsFrom(given: VerbArguments) {
  const common = {
    to: needed(verb, given, "to"),
    keys: needed(verb, given, "keys"),
    force: given.values.force === true,
    now: new Date(),
    ring: text(given, "ring"),
    by: text(given, "by"),
  };
  const undo = text(given, "undo");
  if (undo === undefined)
    return { ...common, from: needed(verb, given, "from"), coupons: text(given, "coupons"), tillCodes };
  if (text(given, "from") !== undefined)
    throw new UsageError("--undo takes what it publishes from --to: leave --from out");
  if (!/^[1-9]\d{0,8}$/.test(undo))
    throw new UsageError(`--undo ${undo}: the number of a release, such as 3`);
  return { ...common, undo: Number(undo) };
}
