import { z } from "zod";
import { codeRulesSchema } from "../../drivers/codes/code-rules.ts";
import { type PlayedFiles, playFiles } from "../demo/play/play-files.ts";
import { readPriceFile } from "../demo/play/price-file.ts";
import { inLanguage } from "./in-language.ts";
import { readJson } from "./read-json.ts";
import { tillClient } from "./till-client.ts";
import { exitCode, InputError, languageFrom, needed, port, text, UsageError, type Verb } from "./verb.ts";

/** `tillside play`: recorded sales through a running agent's real socket, compared with what they expect. */
export const verb: Verb = {
  name: "play",
  help: `
Usage: tillside play FILE… --config FILE [--port N] [--prices FILE] [--chain FILE] [--json]

Plays recorded sales (.json, .jsonl, .gz) through the socket of a running agent, as a POS would, and lists every
difference from what they expect. The sales are real to the agent: play them on a till for tests.

  --config FILE  the till's configuration
  --port N       where the agent is, if the configuration leaves it open
  --prices FILE  articles.json: the POS's own prices, for articles that a sale names without one
  --chain FILE   config.json of the chain: which labels are cards and coupons, for "scan" steps
  --json         counts, figures and differences as JSON

Exit code 0: every sale came out as expected. 1: some did not.

Example: tillside play demo/sales/1-plain.json --config .tillside/demo/till/config.json --prices demo/chain/articles.json --chain demo/chain/config.json`,
  options: {
    config: { type: "string" },
    port: { type: "string" },
    prices: { type: "string" },
    chain: { type: "string" },
    json: { type: "boolean" },
  },
  wordsMax: Number.POSITIVE_INFINITY,

  async run(given) {
    if (given.positionals.length === 0) throw new UsageError("which files? See: tillside play --help");
    const [prices, chain] = [text(given, "prices"), text(given, "chain")];
    const options = {
      ...(prices === undefined ? {} : { prices: readPriceFile(prices) }),
      ...(chain === undefined ? {} : { codes: codesOf(chain) }),
    };
    const asked = port(given, "port", 0);
    const client = await tillClient(needed(verb, given, "config"), "pos", asked === 0 ? undefined : asked);
    try {
      const played = await playFiles(client, given.positionals, options);
      console.log(
        given.values.json
          ? JSON.stringify(summary(played), null, 2)
          : inLanguage(languageFrom(given), report(played)),
      );
      return played.exact === played.sales ? exitCode.done : exitCode.failed;
    } finally {
      await client.close();
    }
  },
};

/** What labels are in this chain, from its config.json. Throws InputError. */
function codesOf(file: string): unknown {
  const chain = z.looseObject({ codes: codeRulesSchema }).safeParse(readJson(file));
  if (!chain.success) throw new InputError(`${file}: ${z.prettifyError(chain.error)}`);
  return chain.data.codes;
}

function summary({ results, ...figures }: PlayedFiles) {
  const differing = results
    .filter(({ differences }) => differences.length > 0)
    .map(({ file, sale, differences }) => ({ file, sale: sale.name, differences }));
  return { ...figures, differing };
}

function report(played: PlayedFiles): string {
  const rows = summary(played).differing.flatMap(({ file, sale, differences }) => [
    `${file}: ${sale}`,
    ...differences.map(
      ({ what, expected, actual }) => `  ${what}: expected ${shown(expected)}, got ${shown(actual)}`,
    ),
  ]);
  const share = (played.exactShare * 100).toFixed(2);
  return [
    ...rows,
    `${played.exact} of ${played.sales} sales exact (${share} %), ${played.lines} lines, ${played.linesPerSecond} lines a second`,
  ].join("\n");
}

const shown = (value: unknown) => (value === null ? "nothing" : JSON.stringify(value));
