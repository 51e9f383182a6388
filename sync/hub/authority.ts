/** The chain's authority as a hub has it: `store-ca.key` and `store-ca.pem` in its data folder, made at the first start. */

import { createPrivateKey } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Authority, authorityOf, newAuthority, newAuthorityKey } from "../enrol/certificate.ts";
import { SyncError } from "../protocol.ts";
import { writeOnce } from "../publish/write.ts";
import { writeSecretFile } from "../release/keys.ts";

/** Throws SyncError `unusable` or `malformed`, saying what to do. */
export function loadAuthority(dataDir: string): Authority {
  const [keyFile, file] = [join(dataDir, "store-ca.key"), join(dataDir, "store-ca.pem")];
  if (!existsSync(keyFile)) {
    if (existsSync(file))
      throw new SyncError("unusable", `${keyFile} is missing: put it back from the backup`);
    const pem = newAuthorityKey().export({ format: "pem", type: "pkcs8" }).toString();
    writeSecretFile(keyFile, pem);
  }
  try {
    const pem = readFileSync(keyFile, "utf8");
    // A hub that ended between the two files makes the second one now.
    if (!existsSync(file))
      writeOnce(
        dataDir,
        "store-ca.pem",
        newAuthority("Tillside tills", Date.now(), createPrivateKey(pem)).certificate,
      );
    return authorityOf(pem, readFileSync(file, "utf8"));
  } catch (cause) {
    const message = `${keyFile} and store-ca.pem are not an authority (${(cause as Error).message}): put both back from the backup`;
    throw new SyncError("malformed", message, { cause });
  }
}
