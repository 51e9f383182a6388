import { createPublicKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterEach, beforeEach, expect, test } from "vitest";
import { certificateOf, newAuthority } from "../../sync/enrol/certificate.ts";
import { lanTls, readTillFiles } from "../../sync/enrol/till-files.ts";
import { TILL_FILES } from "../../sync/enrol/till-key.ts";
import { enrolledTill } from "../../sync/fixture/enrolled.ts";
import { freePort } from "../../sync/fixture/free-port.ts";
import { jsonLog } from "../log.ts";
import { type LanPort, openLanPort } from "./lan-port.ts";

const authority = newAuthority("Our chain", Date.now());
const place = { store: "0042", till: "1" };
let folder: string;
let port: number;
let lanPort: LanPort | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tillside-lan-"));
  port = await freePort();
});
afterEach(async () => {
  await lanPort?.close();
  rmSync(folder, { recursive: true });
});

const open = () => {
  lanPort = openLanPort({
    me: { host: "127.0.0.1", port },
    callsMax: 4,
    handshakeMs: 1000,
    files: () => readTillFiles(folder),
    called: () => {},
    met: (socket) => void socket.on("error", () => {}),
    log: jsonLog(() => {}),
  });
  return lanPort;
};

/** The certificate that a caller is shown. */
async function shown(): Promise<string> {
  const caller = enrolledTill(join(folder, "caller"), { store: "0042", till: "2" }, authority);
  const socket = connect({ host: "127.0.0.1", port, ...lanTls(caller) });
  await once(socket, "secureConnect");
  const { serialNumber } = socket.getPeerX509Certificate()!;
  socket.destroy();
  return serialNumber;
}

const serialOf = (certificate: string) => new X509Certificate(certificate).serialNumber;

test("a port that another program had when the till began is taken when it is free", async () => {
  const { certificate } = enrolledTill(folder, place, authority);
  const other = createServer().listen(port, "127.0.0.1");
  await once(other, "listening");
  const lan = open();
  await lan.look();
  expect(lan.problem()).toContain(`port ${port} can't be used`);
  other.close();
  await once(other, "close");
  await lan.look();
  expect(lan.problem()).toBeUndefined();
  expect(await shown()).toBe(serialOf(certificate));
});

test("a till that is enrolled only after its agent began can be called from then on", async () => {
  const lan = open();
  await lan.look();
  expect(lan.problem()).toContain("can't be used");
  const { certificate } = enrolledTill(folder, place, authority);
  await lan.look();
  expect(await shown()).toBe(serialOf(certificate));
});

test("a certificate that was renewed while the agent runs is what callers are shown", async () => {
  const { key, certificate } = enrolledTill(folder, place, authority);
  const lan = open();
  await lan.look();
  expect(await shown()).toBe(serialOf(certificate));
  const renewed = certificateOf({ authority, publicKey: createPublicKey(key), nowMs: Date.now(), ...place });
  writeFileSync(join(folder, TILL_FILES.certificate), renewed);
  await lan.look();
  expect(serialOf(renewed)).not.toBe(serialOf(certificate));
  expect(await shown()).toBe(serialOf(renewed));
});
