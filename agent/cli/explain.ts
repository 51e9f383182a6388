import type { Explanation, Reason } from "../../engine/effect.ts";
import { explain } from "../../engine/index.ts";
import { readQuestion } from "./evaluate.ts";
import { pastSale } from "./past-sale.ts";
import { exitCode, needed, type Verb } from "./verb.ts";

/** `tillside explain`: why promotions did or did not apply, to a basket of a file or to a receipt of the past. */
export const verb: Verb = {
  name: "explain",
  help: `
Usage: tillside explain RECEIPT --config FILE [--json]
       tillside explain --rules FILE --basket FILE [--at TIME] [--json]

Says for every promotion that touches the articles, the customer or the coupons: applied, or every reason why not.

  RECEIPT        receipt number, sale id or transaction id, of the journal that --config names
  --config FILE  the till's configuration
  --rules, --basket, --at   as for "tillside evaluate"
  --json         the explanations as JSON

Example: tillside explain mwr0ugxj-2 --config .tillside/demo/till/config.json   (a receipt that npm start has shown)
         tillside explain --rules demo/chain/rules.json --basket demo/basket.json`,
  options: {
    config: { type: "string" },
    rules: { type: "string" },
    basket: { type: "string" },
    at: { type: "string" },
    json: { type: "boolean" },
  },
  wordsMax: 1,

  async run(given) {
    const [receipt] = given.positionals;
    const explanations = receipt === undefined ? explainFile() : explainReceipt(receipt);
    console.log(given.values.json ? JSON.stringify(explanations, null, 2) : explanations.map(row).join("\n"));
    return exitCode.done;

    function explainFile(): readonly Explanation[] {
      const { ruleSet, basket, context } = readQuestion(verb, given);
      return explain(ruleSet, basket, context);
    }

    function explainReceipt(wanted: string): readonly Explanation[] {
      const { sale, ruleSet } = pastSale(needed(verb, given, "config"), wanted);
      return explain(ruleSet, sale.basket, sale.context);
    }
  },
};

function row({ promotionId, name, applied, times, amountCents, points, reasons }: Explanation): string {
  const what = `${promotionId.padEnd(10)} ${(name.en ?? Object.values(name)[0] ?? "").padEnd(40)}`;
  if (!applied) return `${what} no: ${reasons.map(words).join("; ")}`;
  const gave = [amountCents > 0 ? `${amountCents} cents` : "", points > 0 ? `${points} points` : ""].filter(
    Boolean,
  );
  return `${what} yes, ${times} ×${gave.length > 0 ? `: ${gave.join(", ")}` : ""}`;
}

/** "units-short (pieces: 2)". */
function words({ kind, ...facts }: Reason): string {
  const told = Object.entries(facts).map(
    ([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : value}`,
  );
  return told.length === 0 ? kind : `${kind} (${told.join(", ")})`;
}
