import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startHub } from "../../sync/hub/hub.ts";
import { loadHubSecret, operatorToken, tillToken } from "../../sync/hub/token.ts";
import { announceReady, askedToEnd } from "./service.ts";
import {
  exitCode,
  InputError,
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
                    [--tls-cert FILE --tls-key FILE]
       tillside hub --data FOLDER --token-for STORE/TILL | operator

Serves releases to tills and takes their receipts in, until Ctrl-C.

  --data FOLDER      hub.db and hub.secret, made if missing
  --releases FOLDER  where "tillside publish" writes
  --port N           default 7720; 0 is any free one
  --host ADDRESS     default 127.0.0.1: other machines reach the hub only if you say so
  --database URL     postgres://user:password@host:5432/name: receipts go there instead of into hub.db, and several
                     hubs may share it, each with the same hub.secret. TILLSIDE_DATABASE in the environment says
                     the same, and no list of processes shows its password
  --tls-cert FILE    the hub's certificate and what lies between it and its CA, PEM: tills then speak TLS 1.3 with it
  --tls-key FILE     its key, PEM
  --token-for WHOM   prints the bearer token of a till ("0042/1"), or of HQ's own people ("operator"), and ends

Example: tillside hub --data shop/hub --releases shop/releases`,
  options: {
    data: { type: "string" },
    releases: { type: "string" },
    port: { type: "string" },
    host: { type: "string" },
    database: { type: "string" },
    "tls-cert": { type: "string" },
    "tls-key": { type: "string" },
    "token-for": { type: "string" },
  },

  async run(given) {
    const dataDir = needed(verb, given, "data");
    const whom = text(given, "token-for");
    if (whom !== undefined) {
      console.log(tokenFor(whom, dataDir));
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
    console.log(`The hub is at ${hub.url}. Ctrl-C ends it.`);
    if (!existsSync(join(releasesDir, "head.json")))
      console.error(`${releasesDir} holds no release yet: tillside publish --to ${releasesDir} writes one.`);
    await ending;
    await hub.close();
    return exitCode.done;
  },
};

function tlsOf(given: VerbArguments): { cert: string; key: string } | undefined {
  const [cert, key] = [text(given, "tls-cert"), text(given, "tls-key")];
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined) throw new UsageError("--tls-cert and --tls-key: both or none");
  return { cert: fileText(cert), key: fileText(key) };
}

function fileText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw new InputError(`${file} can't be read: ${(cause as Error).message}`, { cause });
  }
}

function tokenFor(whom: string, dataDir: string): string {
  const [store, till, ...more] = whom.split("/");
  if (whom !== "operator" && (!store || !till || more.length > 0))
    throw new UsageError(`--token-for ${whom}: STORE/TILL, as in 0042/1, or operator`);
  const secret = secretIn(dataDir);
  return store && till ? tillToken(secret, store, till) : operatorToken(secret);
}

function secretIn(dataDir: string) {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
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
