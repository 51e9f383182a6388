/**
 * Which key each till has: codes that HQ has made, keys that tills were enrolled with, and those that don't count any
 * more. What a till says is believed by this table alone, so that a revocation works at once, at every hub.
 */

import { randomUUID } from "node:crypto";
import { codeOf, partsOf } from "../enrol/code.ts";
import type { Place } from "../enrol/place.ts";
import { keyIdOf } from "../release/keys.ts";
import type { Database } from "./database/database.ts";

export interface MadeCode {
  /** To be typed at the till, once. */
  readonly code: string;
  readonly untilMs: number;
}

/** Why a code does not serve. `unknown-code`: never made, or another was made for that till since. */
export type CodeRefusal =
  | "unknown-code"
  | "code-used"
  | "code-expired"
  /** This PC is another till; the code was not used up. */
  | "other-till"
  /** This key was revoked, or is another till's: a new one is needed; the code was not used up. */
  | "key-spent";

export type CodeUse =
  | { readonly kind: "enrolled"; readonly place: Place }
  | { readonly kind: "refused"; readonly reason: CodeRefusal; readonly of?: Place };

/** A till's key as HQ's people see it. */
export interface KeyRow extends Place {
  readonly keyId: string;
  readonly enrolledMs: number;
  /** What the PC called itself. */
  readonly machine: string;
  /** Null while it counts. */
  readonly revokedMs: number | null;
  readonly revokedWhy: "replaced" | "revoked" | null;
}

export interface TillKeys {
  /** Codes of that till that nobody has used don't serve any more. */
  makeCode(secret: string, place: Place, forMs: number, nowMs: number): Promise<MadeCode>;
  /** The serial number of a code, by its name, for who has the secret. */
  serialOf(name: string): Promise<string | undefined>;
  /** Once; the same code and the same key again give the same. The till's key before this one does not count any more. */
  useCode(use: CodeWish, nowMs: number): Promise<CodeUse>;
  /** Base64; undefined of a till that is not enrolled, or not any more. */
  keyOf(place: Place): Promise<string | undefined>;
  /** False: it had none. */
  revoke(place: Place, nowMs: number): Promise<boolean>;
  all(store?: string): Promise<readonly KeyRow[]>;
  /** Ids of all that were ever revoked, in order. */
  revoked(): Promise<readonly string[]>;
  /** PEM of the authority that this database's tills know; the first hub that asks brings its own. */
  authority(own: string): Promise<string>;
}

export interface CodeWish {
  readonly name: string;
  readonly publicKey: string;
  readonly machine: string;
  /** Who this PC says it has been. */
  readonly place?: Place | undefined;
}

interface CodeRow extends Place {
  readonly untilMs: number;
  readonly keyId: string | null;
}

export function tillKeys(database: Database): TillKeys {
  return {
    async makeCode(secret, { store, till }, forMs, nowMs) {
      const serial = randomUUID();
      const code = codeOf(secret, serial);
      const { name } = partsOf(code);
      const untilMs = nowMs + forMs;
      await database.transaction(async (tx) => {
        await tx.run("DELETE FROM enrol_code WHERE store = :store AND till = :till AND key_id IS NULL", {
          store,
          till,
        });
        await tx.run(
          `INSERT INTO enrol_code (name, serial, store, till, made_ms, until_ms)
           VALUES (:name, :serial, :store, :till, :nowMs, :untilMs)`,
          { name, serial, store, till, nowMs, untilMs },
        );
      });
      return { code, untilMs };
    },

    async serialOf(name) {
      const sql = "SELECT serial FROM enrol_code WHERE name = :name";
      return (await database.one<{ serial: string }>(sql, { name }))?.serial;
    },

    useCode: (wish, nowMs) => useCode(database, wish, nowMs),

    async keyOf({ store, till }) {
      const row = await database.one<{ publicKey: string }>(
        `SELECT public_key AS "publicKey" FROM till_key
         WHERE store = :store AND till = :till AND revoked_ms IS NULL`,
        { store, till },
      );
      return row?.publicKey;
    },

    revoke: ({ store, till }, nowMs) =>
      database.transaction(async (tx) => {
        await tx.run("DELETE FROM enrol_code WHERE store = :store AND till = :till AND key_id IS NULL", {
          store,
          till,
        });
        return (await tx.run(END_KEY, { store, till, nowMs, why: "revoked" })) > 0;
      }),

    all: (store) =>
      database.all<KeyRow>(
        `SELECT store, till, key_id AS "keyId", enrolled_ms AS "enrolledMs", machine, revoked_ms AS "revokedMs",
           revoked_why AS "revokedWhy" FROM till_key
         WHERE CAST(:store AS text) IS NULL OR store = CAST(:store AS text) ORDER BY store, till, enrolled_ms`,
        { store: store ?? null },
      ),

    async revoked() {
      const rows = await database.all<{ keyId: string }>(
        `SELECT key_id AS "keyId" FROM till_key WHERE revoked_ms IS NOT NULL ORDER BY key_id`,
      );
      return rows.map(({ keyId }) => keyId);
    },

    async authority(own) {
      await database.run("INSERT INTO authority VALUES (1, :own) ON CONFLICT DO NOTHING", { own });
      return (await database.one<{ certificate: string }>("SELECT certificate FROM authority"))!.certificate;
    },
  };
}

const END_KEY = `UPDATE till_key SET revoked_ms = :nowMs, revoked_why = :why
  WHERE store = :store AND till = :till AND revoked_ms IS NULL`;

/** Two hubs with the same code wait for each other at its row; one index allows one key that counts for each till. */
function useCode(
  database: Database,
  { name, publicKey, machine, place }: CodeWish,
  nowMs: number,
): Promise<CodeUse> {
  const keyId = keyIdOf(publicKey);
  return database.transaction(async (tx): Promise<CodeUse> => {
    const row = await tx.one<CodeRow>(
      `SELECT store, till, until_ms AS "untilMs", key_id AS "keyId" FROM enrol_code
       WHERE name = :name${database.forUpdate}`,
      { name },
    );
    if (row === undefined) return { kind: "refused", reason: "unknown-code" };
    const { store, till } = row;
    const of = { store, till };
    const known = await tx.one<Place & { revokedMs: number | null }>(
      `SELECT store, till, revoked_ms AS "revokedMs" FROM till_key WHERE key_id = :keyId`,
      { keyId },
    );
    const counts = known?.revokedMs === null && known.store === store && known.till === till;
    if (row.keyId !== null)
      // A till that lost the answer asks again.
      return row.keyId === keyId && counts
        ? { kind: "enrolled", place: of }
        : { kind: "refused", reason: "code-used" };
    if (row.untilMs <= nowMs) return { kind: "refused", reason: "code-expired" };
    if (place !== undefined && (place.store !== store || place.till !== till))
      return { kind: "refused", reason: "other-till", of };
    if (known !== undefined && !counts) return { kind: "refused", reason: "key-spent" };
    await tx.run("UPDATE enrol_code SET key_id = :keyId, used_ms = :nowMs WHERE name = :name", {
      keyId,
      nowMs,
      name,
    });
    if (!counts) {
      await tx.run(END_KEY, { store, till, nowMs, why: "replaced" });
      await tx.run(
        `INSERT INTO till_key (key_id, store, till, public_key, machine, enrolled_ms)
         VALUES (:keyId, :store, :till, :publicKey, :machine, :nowMs)`,
        { keyId, store, till, publicKey, machine, nowMs },
      );
    }
    return { kind: "enrolled", place: of };
  });
}
