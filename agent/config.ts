/**
 * What an installer or an administrator writes in `config.json`, with defaults. Every error names the file, the field
 * and what to do.
 */

import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { issueField, issueText } from "../sync/issue-text.ts";
import { makeFolder } from "../sync/make-folder.ts";
import { readText } from "../sync/read-text.ts";
import { endpointPath } from "./pos/endpoint.ts";

const port = z.int().min(0).max(65_535);
const deadline = z.int().min(10).max(60_000);
const name = z.string().min(1).max(64);

/** Checked by the drivers when the device is opened: they are loaded only where a device is configured. */
const device = z.looseObject({ kind: z.string().min(1) });

const configSchema = z.strictObject({
  store: name,
  till: name,
  /** Folder for everything the agent writes. */
  dataDir: z.string().min(1),
  /** What the agent says to cashiers, where the POS does not ask for another language, and where it is written down the command line to store IT. */
  language: z.enum(["it", "en"]).default("it"),
  /** ISO 4217, of sales that name none; default that of HQ's rules. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "three capital letters: EUR")
    .optional(),
  /** IANA zone of the store until HQ's `store` configuration says it; default the machine's. */
  timeZone: z.string().refine(isTimeZone, 'no IANA time zone such as "Europe/Rome"').optional(),
  pos: z
    .strictObject({
      host: z
        .enum(["127.0.0.1", "::1", "localhost"], "only this machine may connect: 127.0.0.1")
        .default("127.0.0.1"),
      /** 0 is any free one. */
      port: port.default(7710),
      /** Instead of host and port: a Unix socket's file, relative to the data folder, or a pipe: `\\.\pipe\tillside`. */
      path: z.string().min(1).max(200).optional(),
      /** Built in, of `paths.profiles`, or pushed by HQ. */
      profile: z.string().default("generic"),
      /** Milliseconds until the POS gets an answer, where this till's POS needs others than its profile says. */
      deadlines: z
        .strictObject({ lineMs: deadline, lookUpMs: deadline, subtotalMs: deadline, completeMs: deadline })
        .partial()
        .default({}),
    })
    .prefault({}),
  /** Absent: no POS in a browser. */
  panel: z
    .strictObject({
      /** 0 is any free one. */
      port: port.default(7711),
      /** Of the pages that may sell: "https://pos.example". */
      origins: z
        .array(z.string().regex(/^https?:\/\/[^/\s]+$/, 'an origin, without a path: "https://pos.example"'))
        .max(50)
        .default([]),
    })
    .optional(),
  /** Absent: the till works alone, with whatever its replica holds. */
  hq: z
    .strictObject({
      url: z.url({ protocol: /^https?$/ }),
      /** The chain's own CA, PEM, relative to the data folder: HQ's certificate is signed by it, and nobody else's is taken. */
      ca: z.string().min(1).optional(),
      /** Seconds between two looks at HQ's head, plus jitter. */
      pollSeconds: z.number().min(0.1).max(3600).default(30),
      /** What HQ is given to grant a coupon or points before its allowance holds; never past the deadline of the call. */
      claimMs: z.int().min(1).max(60_000).default(250),
    })
    .optional(),
  /** `scannerSchema` of `drivers/scanners`: `{ "kind": "serial", "path": "/dev/ttyACM0" }`. */
  scanner: device.optional(),
  /** `printerSchema` of `drivers/printers`, `{ "kind": "tcp", "host": "10.0.0.9" }`, or its `fiscal/`: "epson-fiscal". */
  printer: device.optional(),
  /** Days that a sale HQ has acknowledged stays in the journal, for returns and questions. */
  keepSalesDays: z.int().min(1).max(3650).default(90),
  /** Megabytes held on the disk for the day it is full; 0: none. Made only where twice as much is free. */
  ballastMb: z.int().min(0).max(1024).default(64),
  /** Megabytes of HQ's files that are kept as they came, for the other tills of the store; 0: none. */
  keptFilesMb: z.int().min(0).max(4096).default(128),
  /** Files elsewhere than in the data folder; relative to it. */
  paths: z
    .strictObject({
      journal: z.string().default("journal.db"),
      replica: z.string().default("replica.db"),
      sessions: z.string().default("sessions.db"),
      lead: z.string().default("lead.db"),
      /** Folder of HQ's files as they came. */
      keptFiles: z.string().default("kept-files"),
      secret: z.string().default("pos.secret"),
      chainKey: z.string().default("chain.key"),
      trustedRoot: z.string().default("trust/root.json"),
      /** Folder of POS profiles, one JSON file each. */
      profiles: z.string().default("profiles"),
    })
    .prefault({}),
});

/** What `startAgent` takes, after defaults. Every path is absolute. */
export type AgentConfig = Readonly<z.output<typeof configSchema>>;
/** What a person writes: only `store`, `till` and `dataDir` are needed. */
export type AgentConfigInput = z.input<typeof configSchema>;

/** The configuration or the data folder is wrong. `message` says which field or folder, and what to do. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code = "config";
}

/** Reads `config.json`. `dataDir` defaults to the file's own folder. Throws ConfigError. */
export function readConfigFile(file: string): AgentConfig {
  let value: unknown;
  try {
    value = JSON.parse(readText(file));
  } catch (error) {
    const { message } = error as Error;
    if ((error as NodeJS.ErrnoException).code === "ENOENT")
      throw new ConfigError(
        `${file} is not there: name the till's configuration, which "tillside enroll" makes.`,
        { cause: error },
      );
    const wrong =
      error instanceof SyntaxError ? `${file} is not JSON: ${message}` : `${file} can't be read: ${message}`;
    throw new ConfigError(wrong, { cause: error });
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    value = { dataDir: dirname(resolve(file)), ...value };
  return readConfig(value, file);
}

/** Checks a configuration and fills its defaults. `source` is named in errors. Throws ConfigError. */
export function readConfig(value: unknown, source = "the agent's configuration"): AgentConfig {
  const read = configSchema.safeParse(value);
  if (!read.success) {
    const issue = read.error.issues[0]!;
    const field = issueField(issue);
    const wrong =
      field === ""
        ? `an object is expected: { "store": "0042", "till": "3" }`
        : `"${field}": ${issueText(issue, value)}`;
    throw new ConfigError(`${source}: ${wrong}. Correct it and start again.`);
  }
  const config = read.data;
  const dataDir = resolve(config.dataDir);
  const paths = Object.fromEntries(
    Object.entries(config.paths).map(([key, path]) => [key, resolve(dataDir, path)]),
  ) as typeof config.paths;
  const { path } = config.pos;
  const pos = path === undefined ? config.pos : { ...config.pos, path: endpointPath(dataDir, path) };
  const ca = config.hq?.ca;
  const hq = ca === undefined ? config.hq : { ...config.hq!, ca: resolve(dataDir, ca) };
  return { ...config, dataDir, paths, pos, ...(hq && { hq }) };
}

/** Makes the data folder, for its owner only. Throws ConfigError naming the folder and the part of it that is in the way. */
export function ensureDataDir(dataDir: string): void {
  try {
    makeFolder(dataDir, 0o700);
    makeFolder(join(dataDir, "trust"), 0o700);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const inTheWay = code === "ENOTDIR" || code === "EEXIST" ? fileAbove(dataDir) : undefined;
    const why = inTheWay ? `${inTheWay} is a file, not a folder` : message;
    throw new ConfigError(
      `The data folder ${dataDir} can't be made: ${why}. Choose another dataDir, or let the agent's user write there.`,
      { cause: error },
    );
  }
}

/** `pos.profile` names none that is there: says which are, and why some are not. */
export function unknownProfile(
  name: string,
  known: Iterable<string>,
  refused: readonly { readonly from: string; readonly why: string }[],
): ConfigError {
  const bad = refused.map(({ from, why }) => ` ${from} was refused: ${why}.`).join("");
  return new ConfigError(
    `"pos.profile": there is no profile "${name}", only ${[...known].join(", ")}.${bad} Correct it and start again.`,
  );
}

function fileAbove(path: string): string | undefined {
  for (let at = path; ; at = dirname(at)) {
    const found = statOf(at);
    if (found?.isFile()) return at;
    if (dirname(at) === at) return undefined;
  }
}

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** undefined too where a file stands in the middle of the path, which statSync throws for. */
function statOf(path: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
