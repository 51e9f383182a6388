import type { Explanation } from "../../engine/effect.ts";
import { explain, SEMANTICS_VERSION } from "../../engine/index.ts";
import { explanationText } from "../texts/explanation.ts";
import { inLanguage, type Language } from "../texts/language.ts";
import { readQuestion } from "./evaluate.ts";
import { pastSale } from "./past-sale.ts";
import { exitCode, languageFrom, needed, text, UsageError, type Verb, type VerbArguments } from "./verb.ts";

/** `tillside explain`: why promotions did or did not apply, to a basket of a file or to a receipt of the past. */
export const verb: Verb = {
  name: "explain",
  help: `
Usage: tillside explain RECEIPT --config FILE [--lang it|en] [--json]
       tillside explain --rules FILE --basket FILE [--at TIME] [--lang it|en] [--json]

Says for every promotion that touches the articles, the customer or the coupons: applied, or every reason why not.

  RECEIPT        receipt number, sale id or transaction id, of the journal that --config names; what that does not
                 have is asked of HQ, by receipt number or sale id
  --config FILE  the till's configuration
  --rules, --basket, --at   as for "tillside evaluate"
  --lang it|en   default: it where the machine speaks Italian, else en
  --json         the explanations as JSON

Example: tillside explain mwr0ugxj-2 --config .tillside/demo/till/config.json   (a receipt that npm start has shown)
         tillside explain --rules demo/chain/rules.json --basket demo/basket.json`,
  options: {
    config: { type: "string" },
    rules: { type: "string" },
    basket: { type: "string" },
    at: { type: "string" },
    json: { type: "boolean" },
    lang: { type: "string" },
  },
  wordsMax: 1,

  async run(given) {
    const [receipt] = given.positionals;
    checkWords(given);
    const language = languageFrom(given);
    const { currency, explanations } = receipt === undefined ? explainFile() : await explainReceipt(receipt);
    console.log(
      given.values.json
        ? JSON.stringify(explanations, null, 2)
        : explanations.map((one) => row(one, language, currency)).join("\n"),
    );
    return exitCode.done;

    function explainFile(): Explained {
      const { ruleSet, basket, context } = readQuestion(verb, given);
      return { currency: ruleSet.currency, explanations: explain(ruleSet, basket, context) };
    }

    async function explainReceipt(wanted: string): Promise<Explained> {
      const { sale, ruleSet } = await pastSale(needed(verb, given, "config"), wanted);
      if (sale.semantics !== SEMANTICS_VERSION)
        console.error(
          `The sale was under semantics ${sale.semantics}, this is ${SEMANTICS_VERSION}: see tillside replay.`,
        );
      return { currency: ruleSet.currency, explanations: explain(ruleSet, sale.basket, sale.context) };
    }
  },
};

/** A receipt and its till, or a basket and its rules: not half of one, nor some of both. Throws UsageError. */
function checkWords(given: VerbArguments): void {
  const [receipt] = given.positionals;
  const named = (name: string) => text(given, name) !== undefined;
  const stray = ["rules", "basket", "at"].find(named);
  if (receipt !== undefined && stray !== undefined)
    throw new UsageError(
      `--${stray} is of a basket in a file; a receipt has its own, as it was stored. See: tillside explain --help`,
    );
  if (receipt === undefined && !named("rules") && !named("basket"))
    throw new UsageError(
      "which receipt, of which till (--config), or which --rules and --basket? See: tillside explain --help",
    );
}

interface Explained {
  readonly currency: string;
  readonly explanations: readonly Explanation[];
}

function row(explanation: Explanation, language: Language, currency: string): string {
  const name = inLanguage(explanation.name, language);
  return `${explanation.promotionId.padEnd(10)} ${name.padEnd(40)} ${explanationText(explanation, language, currency)}`;
}
