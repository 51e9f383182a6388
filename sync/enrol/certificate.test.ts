import { generateKeyPairSync, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, createServer, type TLSSocket } from "node:tls";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrolledTill } from "../fixture/enrolled.ts";
import { keyIdOf } from "../release/keys.ts";
import { authorityOf, certificateOf, newAuthority } from "./certificate.ts";
import { placeOfUri, placeUri } from "./place.ts";
import { signRevoked } from "./revoked.ts";
import { lanTls, peerAt, readTillFiles, type TillFiles } from "./till-files.ts";
import { placeIn, publicPart, TILL_FILES } from "./till-key.ts";

const nowMs = Date.now();
const authority = newAuthority("Our chain", nowMs);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-enrol-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const enrolled = (store: string, till: string, by = authority, at = nowMs) =>
  enrolledTill(folder, { store, till }, by, at);

const keyId = ({ key }: TillFiles) => keyIdOf(publicPart(key));

test("a till's certificate says its store and till, serves both ends of TLS, and holds for a year", () => {
  const { certificate, store, till } = enrolled("0042", "3");
  const read = new X509Certificate(certificate);
  expect([store, till]).toEqual(["0042", "3"]);
  expect(read.subject).toBe("CN=0042/3");
  expect(read.issuer).toBe("CN=Our chain");
  expect(read.subjectAltName).toBe("URI:tillside:0042/3");
  expect(read.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"]);
  expect(read.ca).toBe(false);
  expect(Date.parse(read.validTo) - nowMs).toBeGreaterThan(364 * 86_400_000);
  expect(Date.parse(read.validFrom)).toBeLessThan(nowMs);
  expect(read.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true);
});

test("the authority is one, and signs no others", () => {
  const read = new X509Certificate(authority.certificate);
  expect(read.ca).toBe(true);
  expect(read.checkIssued(read)).toBe(true);
  const again = authorityOf(
    authority.key.export({ format: "pem", type: "pkcs8" }).toString(),
    authority.certificate,
  );
  expect(again.certificate).toBe(authority.certificate);
  const { privateKey } = generateKeyPairSync("ed25519");
  const stranger = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  expect(() => authorityOf(stranger, authority.certificate)).toThrow("not that of the certificate");
});

test("law: whatever a store and a till are called, their certificate says it, and only one way", () => {
  const name = fc.oneof(
    fc.string({ minLength: 1, maxLength: 20 }),
    fc.constantFrom("Città 1", "№ 7", "a/b", "%41", 'a", URI:b', "💶", "\0"),
  );
  const { publicKey } = generateKeyPairSync("ed25519");
  fc.assert(
    fc.property(name, name, (store, till) => {
      expect(placeOfUri(placeUri({ store, till }))).toEqual({ store, till });
      const pem = certificateOf({ authority, publicKey, store, till, nowMs });
      expect(placeIn(pem, authority.certificate)).toEqual({ store, till });
    }),
    { numRuns: 40 },
  );
  for (const other of [
    "tillside:0042/3/1",
    "tillside:%30042/3",
    "tillside:0042/",
    "tillside:%zz/3",
    "x:0042/3",
  ])
    expect(placeOfUri(other)).toBeUndefined();
});

test("a certificate of another authority of the same name is nobody's", () => {
  const other = newAuthority("Our chain", nowMs);
  const { certificate } = enrolled("0042", "3", other);
  expect(placeIn(certificate, authority.certificate)).toBeUndefined();
});

test("two tills of a store speak TLS 1.3 and know each other", async () => {
  const [one, two] = [enrolled("0042", "1"), enrolled("0042", "2")];
  const met = await meeting(one, two);
  expect(met.protocol).toBe("TLSv1.3");
  expect(met.atServer(one)).toEqual({ store: "0042", till: "2" });
  expect(met.atClient(two)).toEqual({ store: "0042", till: "1" });
});

test("a till of another store, and one that was revoked, are refused by name", async () => {
  const [one, two] = [enrolled("0042", "1"), enrolled("0042", "2")];
  const other = await meeting(one, enrolled("0043", "2"));
  expect(() => other.atServer(one)).toThrow("till 0043/2: not of this store");
  writeFileSync(join(folder, TILL_FILES.revoked), signRevoked(authority, [keyId(two)]));
  const { revoked } = enrolled("0042", "9");
  const met = await meeting(one, two);
  expect(() => met.atServer({ ...one, revoked })).toThrow("till 0042/2 was revoked");
  rmSync(join(folder, TILL_FILES.revoked));
});

test("who has no certificate, another chain's, or one whose time is over, does not get in", async () => {
  const one = enrolled("0042", "1");
  const stranger = enrolled("0042", "2", newAuthority("Our chain", nowMs));
  const old = enrolled("0042", "2", authority, nowMs - 400 * 86_400_000);
  const { key: _, cert: __, ...anonymous } = lanTls(one);
  for (const tls of [lanTls({ ...stranger, authority: authority.certificate }), lanTls(old), anonymous])
    await expect(meeting(one, one, tls)).rejects.toThrow();
});

test("a list of revoked tills that somebody else signed is not believed", () => {
  enrolled("0042", "1");
  writeFileSync(join(folder, TILL_FILES.revoked), signRevoked(newAuthority("Our chain", nowMs), ["x"]));
  expect(() => readTillFiles(folder)).toThrow("not signed by the chain's authority");
  writeFileSync(join(folder, TILL_FILES.revoked), "{}");
  expect(() => readTillFiles(folder)).toThrow("is none");
  rmSync(join(folder, TILL_FILES.revoked));
});

test("a certificate without its key is none", () => {
  enrolled("0042", "1");
  const { privateKey } = generateKeyPairSync("ed25519");
  const pem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
  writeFileSync(join(folder, TILL_FILES.key), pem);
  expect(() => readTillFiles(folder)).toThrow("enrol it again");
});

/** One connection on the real network; `tls` is what the caller brings. */
async function meeting(server: TillFiles, client: TillFiles, tls: object = lanTls(client)) {
  const listening = createServer(lanTls(server)).listen(0, "127.0.0.1");
  await once(listening, "listening");
  try {
    const { port } = listening.address() as AddressInfo;
    const arrived = once(listening, "secureConnection") as Promise<[TLSSocket]>;
    const refused = once(listening, "tlsClientError").then(([error]) => Promise.reject(error));
    const caller = connect({ port, host: "127.0.0.1", ...tls });
    const broken = once(caller, "error").then(([error]) => Promise.reject(error));
    const [[socket]] = await Promise.race([
      Promise.all([arrived, once(caller, "secureConnect")]),
      refused,
      broken,
    ]);
    broken.catch(() => {});
    const [theirs, ours] = [peer(socket), peer(caller)];
    caller.destroy();
    socket.destroy();
    return { protocol: caller.getProtocol() ?? ours.protocol, atServer: theirs.of, atClient: ours.of };
  } finally {
    listening.close();
  }
}

/** What the socket knows outlives it. */
function peer(socket: TLSSocket) {
  const kept = {
    authorized: socket.authorized,
    getPeerX509Certificate: () => certificate,
  } as unknown as TLSSocket;
  const certificate = socket.getPeerX509Certificate();
  return { protocol: socket.getProtocol(), of: (own: TillFiles) => peerAt(kept, own) };
}
