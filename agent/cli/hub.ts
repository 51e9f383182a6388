import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type HubTls, startHub } from "../../sync/hub/hub.ts";
import { loadHubSecret, operatorToken } from "../../sync/hub/token.ts";
import { makeFolder } from "../../sync/make-folder.ts";
import { inLanguage } from "./in-language.ts";
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

/** `tillside hub`: HQ's side, in one process on SQLite, or in several on PostgreSQL. */
export const verb: Verb = {
  name: "hub",
  help: `
Usage: tillside hub --data FOLDER --releases FOLDER [--port N] [--host ADDRESS] [--database URL]
                    [--tls-cert FILE --tls-key FILE [--tls-ca FILE]]
       tillside hub --data FOLDER --operator-token

Serves releases to tills, enrols them and takes their receipts in, until Ctrl-C.

  --data FOLDER      hub.db, hub.secret, store-ca.key and store-ca.pem, made if missing: back them up together. To enrol
                     tills it needs chain.key there, from the folder of HQ's keys
  --releases FOLDER  where "tillside publish" writes
  --port N           default 7720; 0 is any free one
  --host ADDRESS     default 127.0.0.1: other machines reach the hub only if you say so
  --database URL     postgres://user:password@host:5432/name: receipts go there instead of into hub.db, and several
                     hubs may share it, each with the same hub.secret, chain.key and store-ca.*. TILLSIDE_DATABASE in the environment says
                     the same, and no list of processes shows its password
  --tls-cert FILE    the hub's certificate and what lies between it and its CA, PEM: tills then speak TLS 1.3 with it
  --tls-key FILE     its key, PEM
  --tls-ca FILE      what signed it, PEM, where that is the chain's own CA: tills that are enrolled take it and no other
  --operator-token   prints the bearer token of HQ's own people and programs, and ends

Example: tillside hub --data shop/hub --releases shop/releases`,
  options: {
    data: { type: "string" },
    releases: { type: "string" },
    port: { type: "string" },
    host: { type: "string" },
    database: { type: "string" },
    "tls-cert": { type: "string" },
    "tls-key": { type: "string" },
    "tls-ca": { type: "string" },
    "operator-token": { type: "boolean" },
  },

  async run(given) {
    const dataDir = needed(verb, given, "data");
    if (given.values["operator-token"] === true) {
      console.log(operatorToken(secretIn(dataDir)));
      return exitCode.done;
    }
    const releasesDir = needed(verb, given, "releases");
    const ending = askedToEnd();
    const hub = await startHub({
      dataDir,
      releasesDir,
      port: port(given, "port", 7720),
      host: text(given, "host") ?? "127.0.0.1",
      databaseUrl: text(given, "database") ?? process.env.TILLSIDE_DATABASE,
      tls: tlsOf(given),
    });
    announceReady({ url: hub.url });
    console.log(inLanguage(languageFrom(given), `The hub is at ${hub.url}. Ctrl-C ends it.`));
    if (!existsSync(join(releasesDir, "head.json")))
      console.error(`${releasesDir} holds no release yet: tillside publish --to ${releasesDir} writes one.`);
    await ending;
    await hub.close();
    return exitCode.done;
  },
};

function tlsOf(given: VerbArguments): HubTls | undefined {
  const [cert, key, ca] = [text(given, "tls-cert"), text(given, "tls-key"), text(given, "tls-ca")];
  if (cert === undefined && key === undefined && ca === undefined) return undefined;
  if (cert === undefined || key === undefined) throw new UsageError("--tls-cert and --tls-key: both or none");
  return { cert: fileText(cert), key: fileText(key), ...(ca === undefined ? {} : { ca: fileText(ca) }) };
}

function fileText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new InputError(`${file} can't be read: ${(cause as Error).message}`, { cause });
  }
}

function secretIn(dataDir: string) {
  try {
    makeFolder(dataDir, 0o700);
    return loadHubSecret(dataDir);
  } catch (error) {
    throw new InputError(
      `${dataDir} can't hold the hub's secret (${(error as Error).message}): name another --data`,
      {
        cause: error,
      },
    );
  }
}
