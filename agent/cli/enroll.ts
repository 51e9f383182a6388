import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { setDefaultCACertificates } from "node:tls";
import { createHubHttp } from "../../sync/client/http.ts";
import { EnrolRefused } from "../../sync/enrol/enrol.ts";
import { tokensOf } from "../../sync/enrol/token.ts";
import { SyncError } from "../../sync/protocol.ts";
import { readConfigFile } from "../config.ts";
import { makeTill, type Till } from "../enrol.ts";
import { enrolRefusalText, enrolTexts } from "../texts/enrol.ts";
import { said } from "../texts/italian/said.ts";
import type { Language } from "../texts/language.ts";
import { exitCode, InputError, languageFrom, needed, text, UsageError, type Verb } from "./verb.ts";

const NOT_TAKEN = 3;
const NOT_REACHED = 4;

/** `tillside enroll`: makes this PC a till. */
export const verb: Verb = {
  name: "enroll",
  help: `
Usage: tillside enroll --hub URL --code CODE --data FOLDER [--ca FILE] [--anyway] [--json] [--lang it|en]

Makes this PC a till of the chain: makes its own key, which never leaves it, shows HQ the one-time code, and writes what HQ gives
and a config.json with which "tillside agent" runs. Asks nothing. Whenever it was cut off: the same again ends it.

  --hub URL      where HQ's hub is
  --code CODE    from "tillside enroll-code"; small letters and spaces will do
  --data FOLDER  the till's folder, made if missing; a config.json that is there keeps all but store, till and hq
  --ca FILE      the CA of the hub's TLS certificate, PEM, where it is not a public one and the hub doesn't say it itself
  --anyway       also where this PC has been another till
  --json         the outcome as JSON: { "store", "till", "config" } or { "code", "message" }
  --lang it|en   default: it where the machine speaks Italian, else en

Exit code 0: done, and HQ answers it. 1: it did not work. 2: wrong words. ${NOT_TAKEN}: the code was not taken. ${NOT_REACHED}: HQ was not
reached; try again.

Example: tillside enroll --hub http://127.0.0.1:7720 --code 7K3M-QF9T-0XWA-B2HD-5NRE --data shop/till`,
  options: {
    hub: { type: "string" },
    code: { type: "string" },
    data: { type: "string" },
    ca: { type: "string" },
    anyway: { type: "boolean" },
    json: { type: "boolean" },
    lang: { type: "string" },
  },

  async run(given) {
    const language = languageFrom(given);
    const hubUrl = needed(verb, given, "hub");
    if (!/^https?:\/\/[^/]/.test(hubUrl)) throw new UsageError(`--hub ${hubUrl}: http://… or https://…`);
    const ca = text(given, "ca");
    const wish = {
      hubUrl,
      code: needed(verb, given, "code"),
      dataDir: needed(verb, given, "data"),
      ca: ca === undefined ? undefined : certificateIn(ca),
      machine: hostname(),
      anyway: given.values.anyway === true,
    };
    try {
      const till = await makeTill(wish);
      await checkAnswer(till, language);
      console.log(given.values.json ? JSON.stringify(outcome(till)) : report(till, language));
      return exitCode.done;
    } catch (error) {
      const failure = failureOf(error, language);
      if (failure === undefined) throw error;
      if (given.values.json) console.log(JSON.stringify({ code: failure.code, message: failure.message }));
      else console.error(`tillside: ${failure.message}`);
      return failure.exit;
    }
  },
};

const outcome = ({ store, till, configFile }: Till) => ({ store, till, config: configFile });

function report({ store, till, configFile }: Till, language: Language): string {
  const say = enrolTexts(language);
  return `${say("done")} ${store}/${till}. ${say("start")}: tillside agent --config ${configFile}`;
}

function failureOf(
  error: unknown,
  language: Language,
): { readonly code: string; readonly message: string; readonly exit: number } | undefined {
  if (error instanceof EnrolRefused)
    return { code: error.code, message: enrolRefusalText(error.code, language), exit: NOT_TAKEN };
  if (error instanceof SyncError) {
    const exit = error.code === "unreachable" ? NOT_REACHED : exitCode.failed;
    return { code: error.code, message: said(language, error.message), exit };
  }
  return undefined;
}

/** As the agent will ask: what is wrong with the line or with HQ's certificate shows while somebody is looking. */
async function checkAnswer({ store, till, configFile }: Till, language: Language): Promise<void> {
  const { hq, dataDir } = readConfigFile(configFile);
  if (hq?.ca !== undefined) setDefaultCACertificates([readFileSync(hq.ca, "utf8")]);
  const token = tokensOf(dataDir, { store, till });
  const http = createHubHttp({ hubUrl: hq!.url, token, onAnswer() {} });
  try {
    await http.post("/v1/till-certificate", new Uint8Array(), AbortSignal.timeout(20_000));
  } catch (cause) {
    if (!(cause instanceof SyncError)) throw cause;
    const message = `${enrolTexts(language)("notBelieved")}: ${said(language, cause.message)}`;
    throw new SyncError(cause.code, message, { cause });
  }
}

function certificateIn(file: string): string {
  try {
    const pem = readFileSync(file, "utf8");
    if (pem.includes("-----BEGIN CERTIFICATE-----")) return pem;
    throw new Error("it is no certificate in PEM");
  } catch (cause) {
    throw new InputError(`--ca ${file} can't be used: ${(cause as Error).message}`, { cause });
  }
}
