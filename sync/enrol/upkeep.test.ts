import { createPublicKey } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createHubHttp } from "../client/http.ts";
import { enrolledTill } from "../fixture/enrolled.ts";
import { certificateOf, newAuthority } from "./certificate.ts";
import type { Place } from "./place.ts";
import { revokedTag, signRevoked } from "./revoked.ts";
import { readTillFiles, type TillFiles } from "./till-files.ts";
import { TILL_FILES } from "./till-key.ts";
import { tillTokens } from "./token.ts";
import { createUpkeep } from "./upkeep.ts";

const DAY_MS = 86_400_000;
const nowMs = Date.now();
const authority = newAuthority("Our chain", nowMs);
const three = { store: "0042", till: "3" };
const dataDir = mkdtempSync(join(tmpdir(), "tillside-upkeep-"));
/** HQ, as far as it is asked. */
const answers = new Map<string, string>();
const tags: (string | undefined)[] = [];
const server = createServer((request, response) => {
  if (request.url === "/v1/revoked-tills") tags.push(request.headers["if-none-match"]);
  const answer = answers.get(request.url ?? "");
  if (answer === undefined) response.writeHead(304).end();
  else response.end(answer);
});
let files: TillFiles;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
beforeEach(() => {
  answers.clear();
  tags.length = 0;
  rmSync(join(dataDir, TILL_FILES.revoked), { force: true });
  files = enrolledTill(dataDir, three, authority, nowMs);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function look(days: number, place: Place = three): Promise<string> {
  const http = createHubHttp({
    hubUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: tillTokens({ ...three, key: files.key }),
    onAnswer() {},
  });
  return createUpkeep({ http, dataDir, place, nowMs: () => nowMs + days * DAY_MS })(
    AbortSignal.timeout(10_000),
  );
}
const renewal = (by = authority, place = three) =>
  JSON.stringify({
    certificate: certificateOf({
      authority: by,
      publicKey: createPublicKey(files.key),
      ...place,
      nowMs: nowMs + 95 * DAY_MS,
    }),
  });
const certificate = () => readFileSync(join(dataDir, TILL_FILES.certificate), "utf8");

test("a certificate is renewed after three months, nine before its end", async () => {
  answers.set("/v1/till-certificate", renewal());
  expect([await look(1), await look(85)]).toEqual(["unchanged", "unchanged"]);
  expect(certificate()).toBe(files.certificate);
  expect(await look(95)).toBe("renewed");
  expect(certificate()).not.toBe(files.certificate);
  expect(readTillFiles(dataDir)).toMatchObject(three);
  expect(await look(96)).toBe("unchanged");
});

test("a certificate of a day that is yet to come, as HQ gave it while its clock was ahead, is renewed at once", async () => {
  files = enrolledTill(dataDir, three, authority, nowMs + 365 * DAY_MS);
  answers.set("/v1/till-certificate", renewal());
  expect([await look(95), await look(95)]).toEqual(["renewed", "unchanged"]);
});

test("a PC that is configured as another till than it was enrolled as is told which it is", async () => {
  await expect(look(1, { store: "0042", till: "4" })).rejects.toThrow(
    'this PC is enrolled as till 0042/3, the configuration says 0042/4: put "store" and "till" right',
  );
});

test("a new certificate that is another till's, another chain's or none leaves the old one", async () => {
  const others = [
    renewal(authority, { store: "0042", till: "4" }),
    renewal(newAuthority("Our chain", nowMs)),
    "{}",
  ];
  for (const other of others) {
    answers.set("/v1/till-certificate", other);
    await expect(look(95)).rejects.toThrow("is not this till's");
    expect(certificate()).toBe(files.certificate);
  }
});

test("the list of revoked tills is taken when it is newer and the authority's, and only then", async () => {
  const list = (keys: readonly string[], by = authority) =>
    answers.set("/v1/revoked-tills", signRevoked(by, keys));
  list(["a", "b"]);
  await look(1);
  expect(readTillFiles(dataDir).revoked.keys).toEqual(new Set(["a", "b"]));
  list(["a"]);
  await expect(look(1)).rejects.toThrow("older than this till's (2)");
  list(["a", "b", "c"], newAuthority("Our chain", nowMs));
  await expect(look(1)).rejects.toThrow("not signed by the chain's authority");
  expect(readTillFiles(dataDir).revoked.version).toBe(2);
  // As many others: HQ was put back from a backup, and revoked another one since.
  list(["a", "c"]);
  await look(1);
  expect(readTillFiles(dataDir).revoked.keys).toEqual(new Set(["a", "c"]));
  expect(tags).toEqual([[], ["a", "b"], ["a", "b"], ["a", "b"]].map(revokedTag));
});

test("a list that is refused keeps no till from its new certificate", async () => {
  answers.set("/v1/revoked-tills", signRevoked(newAuthority("Our chain", nowMs), ["a"]));
  answers.set("/v1/till-certificate", renewal());
  await expect(look(95)).rejects.toThrow("not signed by the chain's authority");
  expect(certificate()).not.toBe(files.certificate);
});
