/** What HQ's own people and programs ask of the hub, with the operator's token. */

import { z } from "zod";
import type { Place } from "../enrol/place.ts";
import { SyncError } from "../protocol.ts";

export interface Operator {
  readonly hubUrl: string;
  /** `operatorToken` of the hub's secret. */
  readonly token: string;
}

/** A fleet of a hundred thousand takes a while. */
const PATIENCE_MS = 60_000;

const refusal = z.object({ message: z.string() });

/** @param body as JSON; absent: it is only asked. Throws SyncError `unreachable` or `refused`, with what to do. */
export async function askHub({ hubUrl, token }: Operator, path: string, body?: object): Promise<unknown> {
  const base = hubUrl.replace(/\/+$/, "");
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  let answer: Response;
  try {
    const asked = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    answer = await fetch(base + path, { ...asked, headers, signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (cause) {
    throw new SyncError("unreachable", noAnswer(base, cause as Error), { cause });
  }
  const said: unknown = await answer.json().catch(() => null);
  if (answer.ok) return said;
  if (answer.status === 401)
    throw new SyncError(
      "refused",
      `the hub at ${base} has another hub.secret: --data names the folder that it was started with`,
    );
  const why = refusal.safeParse(said).data?.message ?? `it answers ${answer.status}`;
  throw new SyncError("refused", `the hub at ${base} refuses: ${why}`);
}

/** The hub may well run, and be asked in the wrong way. */
function noAnswer(base: string, error: Error): string {
  const { code = "" } = (error.cause ?? {}) as { readonly code?: string };
  if (/CERT|LEAF/.test(code))
    return `the certificate of the hub at ${base} is not trusted here (${code}): name the hub as its certificate does, and the chain's own CA by NODE_EXTRA_CA_CERTS=FILE in the environment`;
  if (code === "UND_ERR_SOCKET" || code.startsWith("ERR_SSL"))
    return `what is at ${base} does not speak so: --url begins with https:// where the hub has a certificate, else with http://`;
  if (error.name === "TimeoutError") return `the hub at ${base} does not answer in time: try again`;
  return `no hub answers at ${base}: start it, or name it with --url`;
}

const codeSchema = z.object({ code: z.string(), untilMs: z.int() });
export type NewCode = z.output<typeof codeSchema>;

/** A one-time code for a till; one that was made for it and not used yet does not serve any more. */
export async function enrolCode(operator: Operator, { store, till }: Place, hours = 24): Promise<NewCode> {
  return codeSchema.parse(await askHub(operator, "/v1/enrol-codes", { store, till, hours }));
}

const keysSchema = z.object({
  keys: z.array(z.object({ keyId: z.string(), machine: z.string(), revokedMs: z.int().nullable() })),
});
export type KeyAtHq = z.output<typeof keysSchema>["keys"][number];

/** Every key that the till ever had, the newest last. */
export async function tillKeysAt(operator: Operator, { store, till }: Place): Promise<readonly KeyAtHq[]> {
  const asked = new URLSearchParams({ store, till });
  return keysSchema.parse(await askHub(operator, `/v1/till-keys?${asked}`)).keys;
}

/** The till's key does not count any more, from now on. Throws as `askHub`, also where it had none. */
export async function revokeTill(operator: Operator, { store, till }: Place): Promise<void> {
  await askHub(operator, "/v1/tills/revoke", { store, till });
}
