import { showDemo } from "../demo/main.ts";
import { demoTexts } from "../texts/demo.ts";
import { said } from "../texts/italian/said.ts";
import type { Language } from "../texts/language.ts";
import { askedToEnd } from "./service.ts";
import { exitCode, languageFrom, port, text, type Verb } from "./verb.ts";

/** `tillside demo`, which is `npm start`: the main job, on the embedded default. */
export const verb: Verb = {
  name: "demo",
  help: `
Usage: tillside demo [--once] [--lang it|en] [--port N] [--data FOLDER]

Opens a supermarket in miniature: publishes its promotions, starts headquarters' hub and a till's agent, plays three
sales through the real socket with a virtual scanner and printer, shows what is said and printed, and stays open for a POS.

  --once         ends after the three sales; exit code 1 if anything came out otherwise than expected
  --lang it|en   default: it where the machine speaks Italian, else en
  --port N       where a POS connects; default 7710, 0 is any free one
  --data FOLDER  keeps keys, releases, journal and HQ's database; default .tillside/demo

Example: npm start -- --once`,
  options: {
    once: { type: "boolean" },
    lang: { type: "string" },
    port: { type: "string" },
    data: { type: "string" },
  },

  async run(given) {
    const language = languageFrom(given);
    const say = demoTexts(language);
    const options = {
      dataDir: text(given, "data") ?? ".tillside/demo",
      posPort: port(given, "port", 7710),
      language,
    } as const;
    let asked = false;
    const ending = askedToEnd().then(() => {
      asked = true;
    });
    const { shop, good } = await showDemo(options, (line) => console.log(line)).catch((error: unknown) => {
      throw withWayOut(error, options.dataDir, language);
    });
    if (given.values.once !== true && !asked) {
      console.log(
        `\n${say("open")} 127.0.0.1:${shop.posPort}, ${say("secret")} ${shop.tillDir}/pos.secret\n${say("end")}`,
      );
      await ending;
    }
    await shop.close();
    console.log(say("closed"));
    return good ? exitCode.done : exitCode.failed;
  },
};

/** What whoever looks at the demo can do, after what the agent or the hub says to a shop's IT. Faults of ours stay as they are. */
function withWayOut(error: unknown, dataDir: string, language: Language): unknown {
  if (!(error instanceof Error && "code" in error)) return error;
  const here = `Here: --port N takes another port, --data FOLDER another folder; without ${dataDir} the shop begins anew.`;
  const message = `${said(language, error.message)}\n${said(language, here)}`;
  return Object.assign(new Error(message, { cause: error }), { code: error.code });
}
