import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { makeFolder } from "../../sync/make-folder.ts";
import { connectPos } from "../client/connect.ts";
import { chainFolder } from "../conformance/chain-folder.ts";
import { freshCoupons, newCoupons } from "../conformance/coupons.ts";
import type { Group, Outcome } from "../conformance/dialogue.ts";
import { groups as allGroups } from "../conformance/dialogues/index.ts";
import type { OwnAgent } from "../conformance/own-agent.ts";
import { jsonReport, junitReport, type RunFacts } from "../conformance/report-files.ts";
import { table } from "../conformance/report-table.ts";
import { runAsAgent } from "../conformance/run-as-agent.ts";
import { runAsPos } from "../conformance/run-as-pos.ts";
import { startWatch } from "../conformance/watch.ts";
import type { Where } from "../conformance/wire.ts";
import { loadProfiles, readProfile } from "../pos/load-profiles.ts";
import type { Profile } from "../pos/profile.ts";
import { kitTexts } from "../texts/conformance.ts";
import type { InBoth, Language } from "../texts/language.ts";
import { readJson } from "./read-json.ts";
import { announceReady, askedToEnd } from "./service.ts";
import {
  exitCode,
  InputError,
  languageFrom,
  needed,
  port,
  text,
  UsageError,
  type Verb,
  type VerbArguments,
} from "./verb.ts";

/** Beyond each call's deadline, for whoever has a slow machine. */
const SLACK_MS = 3000;
const PATIENCE_S = 300;

/** `tillside conformance`: a vendor proves his integration without us. */
export const verb: Verb = {
  name: "conformance",
  help: `
Usage: tillside conformance [--profile NAME] [--connect HOST:PORT|PATH --secret FILE | --listen]

Plays the conformance kit's dialogues and holds every answer against the contract. As it stands it starts an agent of its
own and plays its POS. With --listen it is the agent: it says what to do at your POS and judges what arrives.

  --profile NAME  generic (default), ncr, uakari, system, or a profile's JSON file
  --connect WHERE an agent that is running with the kit's chain (agent/conformance/chain): HOST:PORT, or its socket or pipe
  --secret FILE   that agent's pos.secret; with --listen your POS's own, else one is made
  --listen        wait for your POS
  --port N        with --listen: where (default 7710; 0 is any free one)
  --patience N    with --listen: seconds for each thing to be done at the POS (default ${PATIENCE_S})
  --only GROUP    one group of dialogues, or several: lines,coupons
  --all           go on after a departure
  --junit FILE    the result as JUnit XML
  --json [FILE]   the result as JSON, to stdout instead of the table, or into a file
  --lang it|en    default the machine's

Exit code 0: as agreed. 1: at the first departure. 2: wrong words.

Example: tillside conformance --profile uakari --junit conformance.xml`,
  options: {
    profile: { type: "string" },
    connect: { type: "string" },
    secret: { type: "string" },
    listen: { type: "boolean" },
    port: { type: "string" },
    patience: { type: "string" },
    only: { type: "string" },
    all: { type: "boolean" },
    junit: { type: "string" },
    json: { type: "boolean" },
    lang: { type: "string" },
  },
  // The file of --json.
  wordsMax: 1,

  async run(given) {
    const words = wordsOf(given);
    // Whoever waited minutes for a report must not hear only then that it has no place.
    for (const file of reportFiles(given)) write(file, "");
    const { profile, language, groups, say } = words;
    const rows = table(groups, {
      language,
      columns: process.stdout.columns ?? Number(process.env.COLUMNS ?? 100),
      colour: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
    });
    const begun = performance.now();
    const outcomes = words.listen ? await listened(words) : await played(words);
    const facts: RunFacts = {
      profile: profile.name,
      side: words.listen ? "agent" : "pos",
      ms: performance.now() - begun,
    };
    for (const row of rows.foot(outcomes, facts.ms)) say(row);
    report(given, outcomes, facts);
    return outcomes.some(({ result }) => result === "departed") ? exitCode.failed : exitCode.done;

    /** Plays the POS of an agent, the kit's own or one that is there. */
    async function played({ connect, secretFile, all }: Words): Promise<readonly Outcome[]> {
      say(titled(kitTexts.asPos[language], profile, connect ?? kitTexts.ownAgent[language], language));
      const own = connect === undefined ? await ownAgent(profile, language) : undefined;
      const stop = endingWith(own);
      try {
        const secret = own?.secret ?? secretOf(secretFile!);
        const run = own ? "kit" : `kit-${Date.now().toString(36)}`;
        const at = own ? () => own.where : () => whereOf(connect!);
        const nextCoupon = own ? newCoupons() : await couponsAt(whereOf(connect!), secret, profile, run);
        for (const row of ["", ...rows.head()]) say(row);
        const setting = {
          profile,
          where: at,
          secret,
          language,
          slackMs: SLACK_MS,
          agent: own,
          run,
          nextCoupon,
        };
        return await runAsPos(groups, setting, { all, told: (outcome) => rows.row(outcome).forEach(say) });
      } finally {
        stop();
        await own?.close();
      }
    }

    /** Waits for a vendor's POS at a port, with the kit's own agent behind it. */
    async function listened({ at, secretFile, all, patienceMs }: Words): Promise<readonly Outcome[]> {
      say(titled(kitTexts.asAgent[language], profile, undefined, language));
      const given = secretFile === undefined ? undefined : secretOf(secretFile);
      const own = await ownAgent(profile, language, given);
      const stop = endingWith(own);
      const setting = { profile, secret: own.secret, agent: () => own.where, at, language };
      try {
        const watch = await startWatch(setting);
        const told: readonly [keyof typeof kitTexts, string][] = [
          ["address", "path" in watch.where ? watch.where.path : `${watch.where.host}:${watch.where.port}`],
          ["secret", secretFile ?? own.secretFile],
          ["goods", join(chainFolder, "articles.json")],
        ];
        for (const row of ["", kitTexts.listening[language]]) say(row);
        for (const [label, value] of told) say(`  ${kitTexts[label][language]}: ${value}`);
        say(kitTexts.thenDo[language]);
        announceReady({ where: watch.where, secret: own.secretFile });
        try {
          const asks = (what: InBoth) => say(`  → ${what[language]}`);
          return await runAsAgent(
            groups,
            { profile, watch, nextCoupon: newCoupons(), patienceMs, asks },
            {
              all,
              told: (outcome) => rows.verdict(outcome).forEach(say),
              begins: (group, { name }, number, last) =>
                say(`\n  ${number} ${kitTexts.of[language]} ${last}  ${group}: ${name[language]}`),
            },
          );
        } finally {
          await watch.close();
        }
      } finally {
        stop();
        await own.close();
      }
    }
  },
};

interface Words {
  readonly profile: Profile;
  readonly language: Language;
  readonly groups: readonly Group[];
  readonly connect: string | undefined;
  readonly secretFile: string | undefined;
  readonly listen: boolean;
  readonly at: Where;
  readonly patienceMs: number;
  readonly all: boolean;
  /** To whoever reads along: stdout, unless the JSON goes there. */
  readonly say: (row: string) => void;
}

/** Throws UsageError, InputError before anything is started. */
function wordsOf(given: VerbArguments): Words {
  const [jsonFile] = given.positionals;
  const json = given.values.json === true;
  if (jsonFile !== undefined && !json)
    throw new UsageError(`"${jsonFile}" is one word too many. See: tillside conformance --help`);
  const connect = text(given, "connect");
  const listen = given.values.listen === true;
  if (connect !== undefined && listen)
    throw new UsageError("--connect plays a POS, --listen an agent: give one of them");
  if (connect !== undefined) {
    needed(verb, given, "secret");
    whereOf(connect);
  }
  if (!listen) for (const name of ["port", "patience"]) refuse(given, name, "--listen");
  if (!listen && connect === undefined) refuse(given, "secret", "--connect or --listen");
  const only = text(given, "only");
  const wanted = only?.split(",").map((name) => name.trim());
  const groups = allGroups.filter(({ group }) => wanted?.includes(group) ?? true);
  const unknown = wanted?.find((name) => !allGroups.some(({ group }) => group === name));
  if (unknown !== undefined)
    throw new UsageError(`--only ${only}: the groups are ${allGroups.map(({ group }) => group).join(", ")}`);
  const patience = Number(text(given, "patience") ?? PATIENCE_S);
  if (!(patience > 0 && patience <= 86_400))
    throw new UsageError(`--patience ${text(given, "patience")}: seconds, more than 0`);
  return {
    profile: profileOf(text(given, "profile") ?? "generic"),
    language: languageFrom(given),
    groups,
    connect,
    secretFile: text(given, "secret"),
    listen,
    at: { host: "127.0.0.1", port: port(given, "port", 7710) },
    patienceMs: patience * 1000,
    all: given.values.all === true,
    say: json && jsonFile === undefined ? (row) => console.error(row) : (row) => console.log(row),
  };
}

/** Whoever plays against an agent that is there, or has written a wrong word, loads no databases. */
async function ownAgent(profile: Profile, language: Language, secret?: Uint8Array): Promise<OwnAgent> {
  const { startOwnAgent } = await import("../conformance/own-agent.ts");
  return startOwnAgent(profile, language, { secret });
}

function refuse(given: VerbArguments, name: string, without: string): void {
  if (text(given, name) !== undefined) throw new UsageError(`--${name} goes with ${without}`);
}

/** A built-in one, or a vendor's own file. Throws UsageError, InputError. */
function profileOf(name: string): Profile {
  if (name.endsWith(".json")) {
    const read = readProfile(readJson(name));
    if ("why" in read) throw new InputError(`${name}: ${read.why}`);
    return read.profile;
  }
  const { profiles } = loadProfiles();
  const profile = profiles.get(name);
  if (profile === undefined)
    throw new UsageError(`--profile ${name}: ${[...profiles.keys()].join(", ")}, or a profile's JSON file`);
  return profile;
}

/** "127.0.0.1:7710", or the path of a socket or pipe. */
function whereOf(connect: string): Where {
  const [, host, number] = /^([^/\\]+):(\d{1,5})$/.exec(connect) ?? [];
  if (host !== undefined) {
    if (Number(number) > 65_535) throw new UsageError(`--connect ${connect}: there is no such port`);
    return { host, port: Number(number) };
  }
  if (!/[/\\]/.test(connect))
    throw new UsageError(`--connect ${connect}: HOST:PORT, or the path of a socket or pipe`);
  return { path: /^[\\/]{2}[.?][\\/]pipe[\\/]/i.test(connect) ? connect : resolve(connect) };
}

function secretOf(file: string): Uint8Array {
  let hex: string;
  try {
    hex = readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new InputError(`${file} can't be read: ${(error as Error).message}`, { cause: error });
  }
  if (!/^[0-9a-f]{64}$/i.test(hex))
    throw new InputError(`${file} is no pos.secret: 64 hex digits are expected`);
  return Buffer.from(hex, "hex");
}

/** Throws InputError where the agent is not the one that the dialogues are written for. */
async function couponsAt(
  where: Where,
  secret: Uint8Array,
  profile: Profile,
  run: string,
): Promise<() => string> {
  const pos = await connectPos({
    ...where,
    secret: Buffer.from(secret).toString("hex"),
    profile,
    language: "en",
  }).catch((error) => {
    const isGone = error.reason === "connection-lost" || error.reason === "no-answer";
    const what = isGone
      ? `no agent answers (${error.message}): start it with the kit's chain`
      : error.message;
    throw Object.assign(new Error(what, { cause: error }), { code: error.reason });
  });
  try {
    const coupons = await freshCoupons(pos, run);
    if (coupons !== undefined) return coupons;
    throw new InputError(
      `the agent lacks the kit's chain, or has used up its coupons: publish ${chainFolder} to it, into a new data folder`,
    );
  } finally {
    await pos.close();
  }
}

function titled(role: string, { name }: Profile, where: string | undefined, language: Language): string {
  const parts = [role, `${kitTexts.profile[language]} ${name}`, ...(where === undefined ? [] : [where])];
  return `Tillside conformance: ${parts.join(", ")}`;
}

/** Ctrl-C ends the agent too, and leaves no folder behind. Returns what takes that back. */
function endingWith(own: OwnAgent | undefined): () => void {
  let over = false;
  if (own)
    void askedToEnd().then(async () => {
      if (over) return;
      await own.close();
      process.exit(exitCode.failed);
    });
  return () => {
    over = true;
  };
}

function report(given: VerbArguments, outcomes: readonly Outcome[], facts: RunFacts): void {
  const junit = text(given, "junit");
  if (junit !== undefined) write(junit, junitReport(outcomes, facts));
  if (given.values.json !== true) return;
  const json = JSON.stringify(jsonReport(outcomes, facts), null, 2);
  const [file] = given.positionals;
  if (file === undefined) console.log(json);
  else write(file, `${json}\n`);
}

function reportFiles(given: VerbArguments): readonly string[] {
  return [text(given, "junit"), ...given.positionals].filter((file) => file !== undefined);
}

function write(file: string, content: string): void {
  try {
    makeFolder(dirname(file));
    writeFileSync(file, content);
  } catch (error) {
    throw new InputError(`${file} can't be written: ${(error as Error).message}`, { cause: error });
  }
}
