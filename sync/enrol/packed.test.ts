import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { enrolledTill } from "../fixture/enrolled.ts";
import { newAuthority } from "./certificate.ts";
import { packCertificate, unpackCertificate } from "./packed.ts";
import { publicPart } from "./till-key.ts";

const folder = mkdtempSync(join(tmpdir(), "tillside-packed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const chain = newAuthority("Our chain", Date.now());

test.each([
  ["0042", "3"],
  ["Città", "cassa 1"],
  ["a".repeat(64), "b".repeat(64)],
])("the certificate of till %s/%s is whole again after it was packed", (store, till) => {
  const files = enrolledTill(folder, { store, till }, chain);
  const packed = packCertificate(files.certificate, chain.certificate)!;
  const unpacked = unpackCertificate(packed, chain.certificate)!;
  expect(unpacked.place).toEqual({ store, till });
  expect(publicPart(unpacked.publicKey)).toBe(publicPart(files.key));
});

test("no other byte anywhere in it passes, no cut, and no other chain's", () => {
  const { certificate } = enrolledTill(folder, { store: "0042", till: "3" }, chain);
  const packed = packCertificate(certificate, chain.certificate)!;
  expect(packed).toHaveLength(122);
  for (let at = 0; at < packed.length; at += 1) {
    const altered = Buffer.from(packed);
    altered.writeUInt8(altered.readUInt8(at) ^ 1, at);
    expect(unpackCertificate(altered, chain.certificate)).toBeUndefined();
    expect(unpackCertificate(packed.subarray(0, at), chain.certificate)).toBeUndefined();
  }
  const other = newAuthority("Our chain", Date.now());
  expect(unpackCertificate(packed, other.certificate)).toBeUndefined();
  expect(packCertificate(certificate, other.certificate)).toBeUndefined();
});
