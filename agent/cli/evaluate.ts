import { compile, evaluate } from "../../engine/index.ts";
import { readBasket, readContext, readRuleSet } from "../../engine/wire.ts";
import { inFile, readJson } from "./read-json.ts";
import { exitCode, InputError, needed, text, type Verb } from "./verb.ts";

/** `tillside evaluate`: the whole evaluation as JSON on stdout, and nothing else there. */
export const verb: Verb = {
  name: "evaluate",
  help: `
Usage: tillside evaluate --rules FILE --basket FILE [--at TIME]

Evaluates a basket against a rule set, as the till would, and writes the whole evaluation as JSON to stdout.

  --rules FILE    rule set, JSON as HQ writes it
  --basket FILE   { "basket": { "lines": [...] }, "context": { ... } }, JSON; "-" reads stdin
  --at TIME       when it is bought, ISO 8601 (2026-11-21T10:31:00+01:00); wins over the file's, default now

Example: tillside evaluate --rules demo/chain/rules.json --basket demo/basket.json`,
  options: { rules: { type: "string" }, basket: { type: "string" }, at: { type: "string" } },

  async run(given) {
    const { ruleSet, basket, context } = readQuestion(verb, given);
    console.log(JSON.stringify(evaluate(ruleSet, basket, context), null, 2));
    return exitCode.done;
  },
};

/** Rules, basket and context from the files that the words name. Throws UsageError, or InputError that names file and field. */
export function readQuestion(asking: Verb, given: Parameters<Verb["run"]>[0]) {
  const rulesFile = needed(asking, given, "rules");
  const file = needed(asking, given, "basket");
  const ruleSet = inFile(rulesFile, () => compile(readRuleSet(readJson(rulesFile))));
  const question = readJson(file);
  if (!isObject(question) || !("basket" in question) || !isObject(question.context ?? {}))
    throw new InputError(`${file}: an object { "basket": { … }, "context": { … } } is expected`);
  const stray = Object.keys(question).find((field) => field !== "basket" && field !== "context");
  if (stray !== undefined) throw new InputError(`${file}: unknown field "${stray}"; check its spelling`);
  const at = text(given, "at");
  const context = {
    at: new Date().toISOString(),
    ...(question.context as object | undefined),
    ...(at === undefined ? {} : { at }),
  };
  return {
    ruleSet,
    basket: inFile(file, () => readBasket(question.basket, { ...BY_HAND, currency: ruleSet.currency })),
    context: inFile(at === undefined ? file : `${file} and --at`, () => readContext(context, BY_HAND)),
  };
}

/** Somebody tries promotions, and a misspelt field would be an answer to another question. */
const BY_HAND = { unknown: "refuse" } as const;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
