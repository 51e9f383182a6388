import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createHubHttp } from "../../client/http.ts";
import { askHub, enrolCode, revokeTill } from "../../client/operator.ts";
import { type EnrolOptions, enrol } from "../../enrol/enrol.ts";
import { readTillFiles } from "../../enrol/till-files.ts";
import { publicPart } from "../../enrol/till-key.ts";
import { tillTokens, tokensOf } from "../../enrol/token.ts";
import type { HubPlace, NewHubPlace } from "../../fixture/hub-place.ts";
import { startLine } from "../../fixture/line.ts";
import { initKeys } from "../../publish/init-keys.ts";
import { keyIdOf } from "../../release/keys.ts";
import type { Fleet } from "../../till-report.ts";
import { type Hub, startHub } from "../hub.ts";
import { operatorToken } from "../token.ts";
import { limitAttempts } from "../wrong-codes.ts";

const secret = "a secret of more than thirty-two characters";
const three = { store: "0042", till: "3" };

export function enrolSuite(newPlace: NewHubPlace): void {
  let place: HubPlace;
  let folder: string;
  let hub: Hub;
  const at = (name: string) => join(folder, name);

  beforeEach(async () => {
    place = await newPlace();
    folder = mkdtempSync(join(tmpdir(), "tillside-enrol-"));
    initKeys(at("keys"), { rootKeys: 1, rootThreshold: 1 });
    mkdirSync(at("releases/root"), { recursive: true });
    writeFileSync(at("releases/root/1.json"), readFileSync(at("keys/root.json")));
    writeFileSync(join(place.dataDir, "chain.key"), readFileSync(at("keys/chain.key")));
    hub = await open();
  });
  afterEach(async () => {
    await hub.close();
    await place.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const open = (dataDir = place.dataDir) =>
    startHub({ ...place, dataDir, releasesDir: at("releases"), port: 0, secret, onFault: () => {} });
  const operator = () => ({ hubUrl: hub.url, token: operatorToken(secret) });
  const codeFor = async (who = three, hours?: number) => (await enrolCode(operator(), who, hours)).code;
  const makeTill = (code: string, dir: string, more: Partial<EnrolOptions> = {}) =>
    enrol({ hubUrl: hub.url, code, dataDir: at(dir), machine: dir, ...more });
  const refused = (code: string, dir: string, more: Partial<EnrolOptions> = {}) =>
    makeTill(code, dir, more).then(
      () => "enrolled",
      (error: { code: string }) => error.code,
    );
  /** Whether HQ believes the PC that it is that till. */
  const believed = async (dir: string, who = three) => {
    const token = tokensOf(at(dir), who).now();
    const headers = { Authorization: `Bearer ${token}` };
    const answer = await fetch(`${hub.url}/v1/status`, { headers });
    return answer.ok ? "yes" : ((await answer.json()) as { code: string }).code;
  };

  test("a code makes a PC a till: its own key and certificate, HQ's root and keys, and HQ believes it", async () => {
    const code = await codeFor();
    expect(await makeTill(code.toLowerCase().replaceAll("-", " "), "pc")).toEqual(three);
    const files = readTillFiles(at("pc"));
    expect([files.store, files.till, files.revoked.version]).toEqual(["0042", "3", 0]);
    for (const [name, from] of [
      ["trust/root.json", "keys/root.json"],
      ["chain.key", "keys/chain.key"],
    ])
      expect(readFileSync(at(`pc/${name}`), "utf8")).toBe(readFileSync(at(from!), "utf8"));
    for (const name of ["till.key", "chain.key"]) expect(statSync(at(`pc/${name}`)).mode & 0o777).toBe(0o600);
    expect(await believed("pc")).toBe("yes");
    expect(await believed("pc", { store: "0042", till: "4" })).toBe("not-enrolled");
  });

  test("who listens to the line learns neither the code nor a key, and HQ's tables don't hold the code", async () => {
    const heard: string[] = [];
    const line = await startLine(() => hub.url);
    line.mischief = () => ({
      change(answer) {
        heard.push(answer.toString());
        return answer;
      },
    });
    const code = await codeFor();
    await makeTill(code, "pc", { hubUrl: line.url });
    await line.close();
    const chainKey = readFileSync(at("keys/chain.key"), "utf8").trim();
    expect(heard).toHaveLength(1);
    for (const known of [code, code.replaceAll("-", ""), chainKey]) expect(heard.join()).not.toContain(known);
    const held = JSON.stringify(await place.sql("SELECT * FROM enrol_code"));
    expect(held).not.toContain(code);
  });

  test("a PC that was cut off after HQ had taken the code asks again with the same one", async () => {
    const line = await startLine(() => hub.url);
    line.mischief = () => "lose-answer";
    const code = await codeFor();
    expect(await refused(code, "pc", { hubUrl: line.url })).toBe("unreachable");
    const key = readFileSync(at("pc/till.key"), "utf8");
    expect(await makeTill(code, "pc")).toEqual(three);
    // Once more, as an installer does that is run again.
    rmSync(at("pc/till.pem"));
    expect(await makeTill(code, "pc")).toEqual(three);
    expect(readFileSync(at("pc/till.key"), "utf8")).toBe(key);
    await line.close();
  });

  test("what is no code of HQ's is told apart: mistyped, unknown, used, too old, of another till", async () => {
    const code = await codeFor();
    const wrong = code.endsWith("0") ? `${code.slice(0, -1)}1` : `${code.slice(0, -1)}0`;
    expect(await refused(wrong, "pc")).toBe("mistyped");
    expect(await refused(code, "pc", { place: { store: "0042", till: "4" } })).toBe("other-till");
    // It was not used up.
    expect(await refused(code, "pc")).toBe("enrolled");
    expect(await refused(code, "another pc")).toBe("code-used");
    const first = await codeFor({ store: "0042", till: "5" });
    await codeFor({ store: "0042", till: "5" });
    expect(await refused(first, "pc 5")).toBe("unknown-code");
    const old = await codeFor({ store: "0042", till: "6" });
    await place.sql("UPDATE enrol_code SET until_ms = 1 WHERE till = '6'");
    expect(await refused(old, "pc 6")).toBe("code-expired");
  });

  test("two PCs with one code, at two hubs of one database at the same moment: one is the till", async () => {
    const second = place.databaseUrl === undefined ? hub : await open();
    const code = await codeFor();
    const answers = await Promise.all([
      refused(code, "one", { hubUrl: hub.url }),
      refused(code, "two", { hubUrl: second.url }),
    ]);
    expect(answers.toSorted()).toEqual(["code-used", "enrolled"]);
    if (second !== hub) await second.close();
  });

  test("a PC that takes a till's place ends the old one's key at once, and HQ sees it", async () => {
    await makeTill(await codeFor(), "old");
    const old = readTillFiles(at("old"));
    await makeTill(await codeFor(), "new");
    expect([await believed("old"), await believed("new")]).toEqual(["not-enrolled", "yes"]);
    const { revoked } = readTillFiles(at("new"));
    const { key } = old;
    expect(revoked.keys).toEqual(new Set([keyIdOf(publicPart(key))]));
    const http = createHubHttp({ hubUrl: hub.url, token: tokensOf(at("new"), three), onAnswer() {} });
    const report = { format: 1, version: "1", release: 1, backlog: {} };
    const bytes = Buffer.from(JSON.stringify(report));
    await http.post("/v1/till-report", bytes, AbortSignal.timeout(10_000), { method: "PUT" });
    const fleet = (await askHub(operator(), "/v1/fleet")) as Fleet;
    expect(fleet.tills[0]?.key).toMatchObject({ machine: "new", revokedMs: null, replaced: 1 });
    // The old one gets in again with a code, and with a key of its own.
    expect(await makeTill(await codeFor(), "old")).toEqual(three);
    expect([await believed("old"), await believed("new")]).toEqual(["yes", "not-enrolled"]);
    expect(readFileSync(at("old/till.key.old"), "utf8")).toBe(old.keyPem);
  });

  test("a PC that runs from a copy of the till's disk is shut out by revoking the key that both have, not by a new code alone", async () => {
    await makeTill(await codeFor(), "pc");
    cpSync(at("pc"), at("copy"), { recursive: true });
    await makeTill(await codeFor(), "pc");
    expect([await believed("pc"), await believed("copy")]).toEqual(["yes", "yes"]);
    await revokeTill(operator(), three);
    expect([await believed("pc"), await believed("copy")]).toEqual(["not-enrolled", "not-enrolled"]);
    await makeTill(await codeFor(), "pc");
    expect([await believed("pc"), await believed("copy")]).toEqual(["yes", "not-enrolled"]);
  });

  test("a till that is revoked gets nothing any more, and neither does its unused code", async () => {
    const first = await codeFor();
    await makeTill(first, "pc");
    const code = await codeFor();
    await revokeTill(operator(), three);
    expect(await believed("pc")).toBe("not-enrolled");
    // Nor by the code that made it a till, which gives the same key the same again for as long as that counts.
    expect(await refused(first, "pc")).toBe("code-used");
    expect(await refused(code, "thief")).toBe("unknown-code");
    await expect(revokeTill(operator(), three)).rejects.toThrow("till 0042/3 is not enrolled");
    const list = await fetch(`${hub.url}/v1/revoked-tills`);
    expect(((await list.json()) as { signed: { keys: string[] } }).signed.keys).toHaveLength(1);
    const etag = list.headers.get("etag")!;
    expect((await fetch(`${hub.url}/v1/revoked-tills`, { headers: { "if-none-match": etag } })).status).toBe(
      304,
    );
  });

  test("only HQ's people make codes and revoke, and only a till renews its certificate", async () => {
    await makeTill(await codeFor(), "pc");
    const headers = { Authorization: `Bearer ${tokensOf(at("pc"), three).now()}` };
    for (const path of ["/v1/enrol-codes", "/v1/tills/revoke"])
      expect(
        (await fetch(hub.url + path, { method: "POST", body: JSON.stringify(three), headers })).status,
      ).toBe(401);
    const renew = (more: object) => fetch(`${hub.url}/v1/till-certificate`, { method: "POST", ...more });
    expect((await renew({})).status).toBe(401);
    expect(await (await renew({ headers })).json()).toMatchObject({
      certificate: expect.stringMatching(/^-----BEGIN/),
    });
  });

  test("who tries codes waits after ten, until ten minutes are over; another address does not", async () => {
    const body = (): string =>
      JSON.stringify({ asked: { ...asked, code: "ab".repeat(32) }, signature: "", proof: "00".repeat(32) });
    const asked = { format: 1, publicKey: `${"A".repeat(43)}=`, exchange: `${"A".repeat(43)}=`, machine: "" };
    const attempt = async () => (await fetch(`${hub.url}/v1/enrol`, { method: "POST", body: body() })).status;
    const tried: number[] = [];
    for (let n = 0; n < 12; n += 1) tried.push(await attempt());
    expect(tried).toEqual([...Array(10).fill(403), 429, 429]);
    expect(await refused(await codeFor(), "pc")).toBe("too-many-codes");
    const attempts = limitAttempts();
    for (let n = 0; n < 10; n += 1) attempts.failed("here", n);
    expect([attempts.waitMs("here", 10), attempts.waitMs("there", 10)]).toEqual([599_990, 0]);
    expect(attempts.waitMs("here", 600_000)).toBe(0);
  });

  test("something that answers in HQ's place is found out, and nothing of it is kept", async () => {
    await makeTill(await codeFor(), "first");
    const line = await startLine(() => hub.url);
    line.mischief = () => ({
      change(answer) {
        const said = JSON.parse(answer.toString()) as { sealed: string };
        const bytes = Buffer.from(said.sealed, "base64");
        bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
        return Buffer.from(JSON.stringify({ ...said, sealed: bytes.toString("base64") }));
      },
    });
    expect(await refused(await codeFor({ store: "0042", till: "4" }), "pc", { hubUrl: line.url })).toBe(
      "bad-signature",
    );
    expect(() => readTillFiles(at("pc"))).toThrow("till.pem");
    await line.close();
  });

  test("a till whose clock is years off is believed all the same, at its second try", async () => {
    await makeTill(await codeFor(), "pc");
    const { key } = readTillFiles(at("pc"));
    for (const wrong of [Date.UTC(2009, 0), Date.UTC(2051, 0)]) {
      const token = tillTokens({ ...three, key, clock: () => wrong });
      expect(
        (await fetch(`${hub.url}/v1/status`, { headers: { Authorization: `Bearer ${token.now()}` } })).status,
      ).toBe(401);
      const http = createHubHttp({ hubUrl: hub.url, token, onAnswer() {} });
      expect(await http.get("/v1/status", 65_536, AbortSignal.timeout(10_000))).toMatchObject({
        kind: "found",
      });
    }
  });

  test("an HQ that can't give what a till needs says so, and no code is used up", async () => {
    const code = await codeFor();
    rmSync(join(place.dataDir, "chain.key"));
    await expect(makeTill(code, "pc")).rejects.toThrow("copy chain.key there from HQ's keys folder");
    await expect(codeFor()).rejects.toThrow("chain.key");
    writeFileSync(join(place.dataDir, "chain.key"), readFileSync(at("keys/chain.key")));
    rmSync(at("releases/root/1.json"));
    await expect(makeTill(code, "pc")).rejects.toThrow("publish a release first");
    writeFileSync(at("releases/root/1.json"), readFileSync(at("keys/root.json")));
    expect(await makeTill(code, "pc")).toEqual(three);
  });

  test("a hub whose authority is not the one that tills know is not started", async () => {
    const key = join(place.dataDir, "store-ca.key");
    expect(statSync(key).mode & 0o777).toBe(0o600);
    await hub.close();
    const [pem, certificate] = [readFileSync(key), readFileSync(join(place.dataDir, "store-ca.pem"))];
    rmSync(key);
    await expect(open()).rejects.toThrow("store-ca.key is missing: put it back from the backup");
    rmSync(join(place.dataDir, "store-ca.pem"));
    await expect(open()).rejects.toThrow("is not the authority that enrolled this chain's tills");
    writeFileSync(key, pem);
    await expect(open()).rejects.toThrow("put both back from the backup");
    writeFileSync(join(place.dataDir, "store-ca.pem"), certificate);
    hub = await open();
  });

  test("the hub makes its own secret, for its owner only, and keeps it", async () => {
    const options = { dataDir: at("own"), releasesDir: folder, port: 0 };
    await (await startHub(options)).close();
    const first = readFileSync(at("own/hub.secret"), "utf8");
    await (await startHub(options)).close();
    expect(readFileSync(at("own/hub.secret"), "utf8")).toBe(first);
  });
}
