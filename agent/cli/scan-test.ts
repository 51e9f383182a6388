import { setTimeout as sleep } from "node:timers/promises";
import { symbologyName } from "../../drivers/codes/aim.ts";
import type { Code } from "../../drivers/codes/code.ts";
import { type CodeRules, codeRulesSchema, defaultCodeRules } from "../../drivers/codes/code-rules.ts";
import { parseCode } from "../../drivers/codes/parse-code.ts";
import type { Scan } from "../../drivers/device.ts";
import { openScanner, scannerSchema } from "../../drivers/scanners/open-scanner.ts";
import { readConfigFile } from "../config.ts";
import { openReplicaReader } from "../store/replica-reader.ts";
import { labelTexts } from "../texts/cashier.ts";
import { deviceWords, type ScanWords, scanWords, stateIn } from "../texts/devices.ts";
import { said } from "../texts/italian/said.ts";
import type { Language } from "../texts/language.ts";
import { deviceSetting } from "./device-setting.ts";
import { askedToEnd } from "./service.ts";
import { exitCode, languageFrom, text, UsageError, type Verb, type VerbArguments } from "./verb.ts";

const SECONDS = 30;
const SECONDS_MAX = 3600;

/** `tillside scan-test`: scan something, and see what Tillside makes of it. */
export const verb: Verb = {
  name: "scan-test",
  help: `
Usage: tillside scan-test --config FILE [--seconds N] [--lang it|en]
       tillside scan-test --with SETTING [--seconds N] [--lang it|en]

Opens the till's scanner, or the one in SETTING (as "tillside devices" shows it), and says of each scan what it is. Cards are
shown by their last four digits; of a payment card nothing is shown. End the agent first: most scanners serve one program.

  --config FILE   the till's configuration; its cards and coupons are known if HQ has sent them
  --with SETTING  such as '{"kind":"hid-pos"}'
  --seconds N     for how long, default ${SECONDS}, at most ${SECONDS_MAX}; Ctrl-C ends it
  --lang it|en    of what is said; default the machine's language

Exit code 0: something was read. 1: nothing was, and why.

Example: tillside scan-test --with '{"kind":"serial","path":"/dev/ttyACM0"}'`,
  options: {
    config: { type: "string" },
    with: { type: "string" },
    seconds: { type: "string" },
    lang: { type: "string" },
  },

  async run(given) {
    const setting = deviceSetting(given, "scanner", scannerSchema);
    const language = languageFrom(given);
    const say = scanWords[language];
    const rules = rulesOf(text(given, "config"), language);
    const seconds = secondsOf(given);
    let read = 0;
    let wasReady = false;
    const scanner = openScanner(
      setting,
      {
        scan(scan) {
          read += 1;
          const code = parseCode(scan, rules);
          const refusal = code.kind === "refused" ? labelTexts[code.reason][language] : undefined;
          console.log(`${symbologyOf(scan, language)}: ${refusal ?? meaning(code, say)}`);
        },
        state(state, fault) {
          const now = `${deviceWords.scanner[language]} ${stateIn(language, state)}`;
          if (state === "closed") return;
          console.error(fault === undefined ? now : `${now}: ${said(language, fault.message)}`);
          if (state === "ready" && !wasReady) console.error(say.scanNow(seconds));
          wasReady ||= state === "ready";
        },
      },
      () => rules,
    );
    await Promise.race([askedToEnd(), sleep(seconds * 1000)]);
    const { advice } = scanner.check();
    const { scans, dropped, refused } = scanner.statistics();
    await scanner.close();
    console.error(say.counts(scans, dropped, refused));
    if (wasReady && read === 0) console.error(say.nothing);
    if (advice !== undefined) console.error(said(language, advice));
    return read > 0 ? exitCode.done : exitCode.failed;
  },
};

function secondsOf(given: VerbArguments): number {
  const words = text(given, "seconds") ?? String(SECONDS);
  const seconds = Number(words);
  if (seconds > 0 && seconds <= SECONDS_MAX) return seconds;
  throw new UsageError(`--seconds ${words}: more than 0, and ${SECONDS_MAX} at most`);
}

/** As HQ has sent them to this till; without them cards and coupons are numbers like others. */
function rulesOf(config: string | undefined, language: Language): CodeRules {
  if (config === undefined) return defaultCodeRules;
  try {
    const reader = openReplicaReader(readConfigFile(config).paths.replica);
    try {
      return codeRulesSchema.parse(reader.config("codes") ?? {});
    } finally {
      reader.close();
    }
  } catch (error) {
    console.error(scanWords[language].noRules(said(language, (error as Error).message)));
    return defaultCodeRules;
  }
}

function symbologyOf({ aim }: Scan, language: Language): string {
  const label = deviceWords.label[language];
  return aim === undefined ? label : `${symbologyName(aim) ?? label} (${aim})`;
}

/** Never a whole card. */
function meaning(code: Code, say: ScanWords): string {
  switch (code.kind) {
    case "gtin":
      return say.article(code.gtin, code.addOn) + more(code, say);
    case "measure":
      return say.weighed(code.article, code.weightGrams, code.extendedCents) + more(code, say);
    case "card":
      return say.card(code.number.slice(-4));
    case "coupon":
      return say.coupon(code.code) + more(code, say);
    case "refund":
      return say.refund(code.number);
    case "unknown":
      return say.unknown(JSON.stringify(code.text)) + more(code, say);
    case "refused":
      return code.reason;
    default:
      return code satisfies never;
  }
}

function more(
  { expiresOn, unknownAis = [] }: { expiresOn?: string; unknownAis?: readonly string[] },
  say: ScanWords,
): string {
  const expires = expiresOn === undefined ? "" : say.until(expiresOn);
  return expires + (unknownAis.length === 0 ? "" : say.unknownAis(unknownAis.join(", ")));
}
