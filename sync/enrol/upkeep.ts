/** Keeps what enrolment gave a till good: its certificate is renewed long before its end, and the list of revoked ones is HQ's newest. */

import { X509Certificate } from "node:crypto";
import { z } from "zod";
import type { HubHttp } from "../client/http.ts";
import { SyncError } from "../protocol.ts";
import { writeReplacing } from "../publish/write.ts";
import { CERTIFICATE_MS } from "./certificate.ts";
import type { Place } from "./place.ts";
import { readRevoked, revokedTag } from "./revoked.ts";
import { readTillFiles, type TillFiles } from "./till-files.ts";
import { placeIn, TILL_FILES } from "./till-key.ts";

/** With three quarters of its time to come: HQ may be away for months before a till of a store is refused by another. */
const RENEW_MS = (CERTIFICATE_MS * 3) / 4;
const LIST_BYTES_MAX = 8 * 1024 * 1024;

const renewedSchema = z.object({ certificate: z.string() });

export interface UpkeepParts {
  readonly http: HubHttp;
  readonly dataDir: string;
  /** Who this till is by its configuration. */
  readonly place: Place;
  readonly nowMs: () => number;
}

/** A PC that was enrolled as one till and is configured as another: HQ takes nothing from it. */
function misplaced(enrolled: Place, configured: Place): string {
  return `this PC is enrolled as till ${enrolled.store}/${enrolled.till}, the configuration says ${configured.store}/${configured.till}: put "store" and "till" right in the configuration, or enrol this PC as the other till`;
}

export type Kept = "renewed" | "unchanged";

/** One look. Throws SyncError; what the till has stays as it is then. */
export function createUpkeep({
  http,
  dataDir,
  place: configured,
  nowMs,
}: UpkeepParts): (signal: AbortSignal) => Promise<Kept> {
  return async (signal) => {
    const files = readTillFiles(dataDir);
    if (files.store !== configured.store || files.till !== configured.till)
      throw new SyncError("unusable", misplaced(files, configured));
    let refused: unknown;
    await hearRevoked(files, signal).catch((error: unknown) => {
      refused = error;
    });
    // Whatever becomes of the list: a hub that was put back from a backup may show an older one for months.
    const kept = await renewed(files, signal);
    if (refused !== undefined) throw refused;
    return kept;
  };

  async function renewed(files: TillFiles, signal: AbortSignal): Promise<Kept> {
    const { validFromDate, validToDate } = new X509Certificate(files.certificate);
    // Of a day that is yet to come: HQ's clock was ahead, and no other till would take it until then.
    const isYetToCome = validFromDate.getTime() > nowMs();
    if (!isYetToCome && validToDate.getTime() - nowMs() > RENEW_MS) return "unchanged";
    await renew(files, signal);
    return "renewed";
  }

  async function hearRevoked({ authority, revoked }: TillFiles, signal: AbortSignal): Promise<void> {
    const etag = revokedTag(revoked.keys);
    const got = await http.get("/v1/revoked-tills", LIST_BYTES_MAX, signal, { etag });
    // An older HQ tells nothing, and nothing is news.
    if (got.kind !== "found") return;
    const text = Buffer.from(got.bytes).toString("utf8");
    const { version, keys } = readRevoked(text, authority);
    if (version < revoked.version)
      throw new SyncError(
        "rollback",
        `HQ's list of revoked tills is older than this till's (${revoked.version})`,
      );
    // As many others: HQ was put back from a backup, and has revoked again since.
    if ([...keys].some((key) => !revoked.keys.has(key))) writeReplacing(dataDir, TILL_FILES.revoked, text);
  }

  async function renew({ store, till, key, authority }: TillFiles, signal: AbortSignal): Promise<void> {
    const { refusal, body } = await http.post("/v1/till-certificate", new Uint8Array(), signal);
    if (refusal !== undefined) throw refusal;
    const { certificate } = renewedSchema.safeParse(body).data ?? { certificate: "" };
    const place = placeIn(certificate, authority);
    const own =
      place?.store === store && place.till === till && new X509Certificate(certificate).checkPrivateKey(key);
    if (!own) throw new SyncError("malformed", "HQ's new certificate is not this till's");
    writeReplacing(dataDir, TILL_FILES.certificate, certificate);
  }
}
