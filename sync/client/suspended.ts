/** Sales that wait: handed to HQ, claimed from it, and what became of them. */

import { z } from "zod";
import { SyncError } from "../protocol.ts";
import {
  type Claim,
  type ClaimAnswer,
  claimedSchema,
  type Offer,
  type RestoredList,
  restoredListSchema,
  type SaleAtHome,
  type Standing,
  standingSchema,
} from "../suspended.ts";
import { createHubHttp, type HttpOptions } from "./http.ts";

/** A whole sale in base64. */
const CLAIM_BYTES_MAX = 2 * 1024 * 1024;
const RESTORED_BYTES_MAX = 1024 * 1024;
const NOTHING = new Uint8Array();

/** All throw SyncError: `unreachable`, `refused`; `malformed` where the answer is none. */
export interface SuspendedAtHq {
  offer(offer: Offer, signal: AbortSignal): Promise<Standing>;
  claim(claim: Claim, signal: AbortSignal): Promise<ClaimAnswer>;
  takeBack(sale: SaleAtHome, signal: AbortSignal): Promise<Standing>;
  /** Of those that HQ knows. */
  standings(keys: readonly string[], signal: AbortSignal): Promise<readonly Standing[]>;
  /** Coupons of this store's sales that are good again, since that position. */
  restored(since: number, signal: AbortSignal): Promise<RestoredList>;
}

const standingsSchema = z.object({ standings: z.array(standingSchema) });

export function createSuspended(options: Omit<HttpOptions, "onAnswer">): SuspendedAtHq {
  const http = createHubHttp({ ...options, onAnswer: () => {} });

  async function asked<T>(
    schema: z.ZodType<T>,
    path: string,
    signal: AbortSignal,
    body: Uint8Array = NOTHING,
    how: Parameters<typeof http.post>[3] = {},
  ): Promise<T> {
    const { refusal, body: answer } = await http.post(path, body, signal, how);
    if (refusal !== undefined) throw refusal;
    return read(schema, answer);
  }

  return {
    offer({ key, body, ...rest }, signal) {
      return asked(standingSchema, `/v1/suspended/${key}?${query(rest)}`, signal, body, { method: "PUT" });
    },
    claim: (claim, signal) =>
      asked(claimedSchema, `/v1/suspended/claim?${query(claim)}`, signal, NOTHING, {
        answerBytesMax: CLAIM_BYTES_MAX,
      }),
    takeBack: ({ key, movedFrom, ...rest }, signal) => {
      const moved = movedFrom === undefined ? {} : { movedFrom: JSON.stringify(movedFrom) };
      return asked(standingSchema, `/v1/suspended/${key}/take-back?${query({ ...rest, ...moved })}`, signal);
    },
    async standings(keys, signal) {
      const body = Buffer.from(JSON.stringify(keys));
      const { standings } = await asked(standingsSchema, "/v1/suspended/standings", signal, body, {
        answerBytesMax: RESTORED_BYTES_MAX,
      });
      return standings;
    },
    async restored(since, signal) {
      const got = await http.get(`/v1/coupons/restored?${query({ since })}`, RESTORED_BYTES_MAX, signal);
      // An older HQ does not tell.
      if (got.kind !== "found") return { coupons: [], position: since };
      return read(restoredListSchema, JSON.parse(Buffer.from(got.bytes).toString("utf8")));
    },
  };
}

function query(fields: object): string {
  return new URLSearchParams(
    Object.entries(fields).map(([name, value]): [string, string] => [name, `${value}`]),
  ).toString();
}

function read<T>(schema: z.ZodType<T>, answer: unknown): T {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  throw new SyncError("malformed", "HQ's answer about a suspended sale is none");
}
