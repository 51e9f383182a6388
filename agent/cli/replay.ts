import type { Difference } from "./differences.ts";
import { inLanguage } from "./in-language.ts";
import { pastSale } from "./past-sale.ts";
import { type Replayed, replay } from "./replay-sale.ts";
import { exitCode, languageFrom, needed, UsageError, type Verb } from "./verb.ts";

/** `tillside replay`: a past receipt, evaluated again from what was stored with it. */
export const verb: Verb = {
  name: "replay",
  help: `
Usage: tillside replay RECEIPT --config FILE [--lang it|en] [--json]

Evaluates a past receipt again, from the basket, the context and the promotions that the journal keeps with it, and
compares: what is booked, and what each return of it brought, must come out the same byte for byte; what the POS applied
is held against what was offered. A Tillside of other semantics names every difference by its path,
and what it would offer otherwise.

  RECEIPT        receipt number, sale id or transaction id; what the journal does not have is asked of HQ
  --config FILE  the till's configuration, which says where its journal is
  --lang it|en   default: what the till's configuration or the machine says
  --json         the comparison as JSON

Exit code 0: the same. 1: it differs, and every difference is named.

Example: tillside replay mwr0ugxj-2 --config .tillside/demo/till/config.json   (a receipt that npm start has shown)`,
  options: { config: { type: "string" }, json: { type: "boolean" } },
  wordsMax: 1,

  async run(given) {
    const [receipt] = given.positionals;
    if (receipt === undefined) throw new UsageError("which receipt? See: tillside replay --help");
    const replayed = replay(await pastSale(needed(verb, given, "config"), receipt));
    console.log(
      given.values.json
        ? JSON.stringify(replayed, null, 2)
        : inLanguage(languageFrom(given), report(replayed)),
    );
    const isSame = [replayed, ...replayed.returns].every(({ same }) => same);
    return isSame && replayed.offeredOtherwise.length === 0 ? exitCode.done : exitCode.failed;
  },
};

function report(replayed: Replayed): string {
  const { receipt, release, withoutRules, returns } = replayed;
  const { semanticsThen: then, semanticsNow: now } = replayed;
  const [applied, offered] = [replayed.appliedOtherwise, replayed.offeredOtherwise].map((all) =>
    all.map(
      (it) => `  ${it.promotionId}: offered ${it.offeredCents} cents, the POS applied ${it.appliedCents}`,
    ),
  ) as [string[], string[]];
  return [
    ...part(`Receipt ${receipt} (release ${release}, ${versions(replayed)})`, replayed),
    ...(withoutRules ? ["It was booked while its rules could not be asked: only totals are compared."] : []),
    ...(applied.length === 0 ? [] : ["The POS applied otherwise than it was offered:", ...applied]),
    ...(offered.length === 0
      ? []
      : [`Semantics ${now} would offer otherwise than the POS applied under semantics ${then}:`, ...offered]),
    ...returns.flatMap((one) => part(`Return ${one.returnId} (${versions(one)})`, one)),
  ].join("\n");
}

function part(name: string, { same, differences }: Pick<Replayed, "same" | "differences">): string[] {
  return [`${name}: ${same ? "the same, byte for byte" : "it differs"}.`, ...differences.map(row)];
}

function row({ path, before, now }: Difference): string {
  return `  ${path}: ${text(before)}, now ${text(now)}`;
}

const text = (value: unknown) => (value === undefined ? "nothing" : JSON.stringify(value));

function versions({ semanticsThen, semanticsNow }: Pick<Replayed, "semanticsThen" | "semanticsNow">): string {
  return semanticsThen === semanticsNow
    ? `semantics ${semanticsNow}`
    : `semantics ${semanticsThen} then, ${semanticsNow} now`;
}
