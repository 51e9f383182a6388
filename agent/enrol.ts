/** Enrolment as the agent needs it: what HQ gives, and a configuration with which it just runs. */

import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { enrol } from "../sync/enrol/enrol.ts";
import type { Place } from "../sync/enrol/place.ts";
import { writeReplacing } from "../sync/publish/write.ts";
import { readText } from "../sync/read-text.ts";
import { ConfigError, readConfig } from "./config.ts";

export interface EnrolWish {
  readonly hubUrl: string;
  readonly code: string;
  readonly dataDir: string;
  /** PEM: the CA of HQ's TLS certificate, where HQ doesn't say it. */
  readonly ca?: string | undefined;
  readonly machine: string;
  /** Also where this PC has been another till. */
  readonly anyway: boolean;
}

export interface Till extends Place {
  /** For `tillside agent --config`. */
  readonly configFile: string;
}

/** Throws EnrolRefused, SyncError; ConfigError where there is a configuration that can't be used. */
export async function makeTill({ hubUrl, code, ca, machine, anyway, ...wish }: EnrolWish): Promise<Till> {
  const dataDir = resolve(wish.dataDir);
  const configFile = join(dataDir, "config.json");
  const written = writtenConfig(configFile);
  // All else that is written there stays as it is; it is checked before the code is used up.
  const configFor = (place: Place, hq: object) =>
    readConfig({ dataDir, ...written, store: place.store, till: place.till, hq }, configFile);
  const known = placeIn(written);
  const { paths } = configFor(known ?? { store: "?", till: "?" }, { url: hubUrl });
  const { store, till, hubCa } = await enrol({
    hubUrl,
    code,
    dataDir,
    paths,
    machine,
    place: anyway ? undefined : known,
  });
  const trusted = ca ?? hubCa;
  if (trusted !== undefined) writeReplacing(dataDir, "hq-ca.pem", trusted);
  const { ca: _, ...hqBefore } = (written.hq ?? {}) as Record<string, unknown>;
  const hq = { ...hqBefore, url: hubUrl, ...(trusted === undefined ? {} : { ca: "hq-ca.pem" }) };
  configFor({ store, till }, hq);
  const config = { ...written, store, till, hq };
  writeReplacing(dataDir, "config.json", `${JSON.stringify(config, null, 2)}\n`, 0o600);
  return { store, till, configFile };
}

function writtenConfig(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {};
  try {
    const value: unknown = JSON.parse(readText(file));
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    throw new Error("it is no object");
  } catch (cause) {
    const why = (cause as Error).message;
    throw new ConfigError(`${file} can't be used: ${why}. Correct it or remove it, then enrol again.`, {
      cause,
    });
  }
}

function placeIn({ store, till }: Record<string, unknown>): Place | undefined {
  return typeof store === "string" && typeof till === "string" ? { store, till } : undefined;
}
