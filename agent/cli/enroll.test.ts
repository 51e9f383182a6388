/** A PC becomes a till, as a technician does it: HQ's code, one command, and the agent runs, over TLS. */

import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { tillKeysAt } from "../../sync/client/operator.ts";
import { readTillFiles } from "../../sync/enrol/till-files.ts";
import { keyOf, publicPart, readTillKey } from "../../sync/enrol/till-key.ts";
import { tillTokens } from "../../sync/enrol/token.ts";
import { sampleChain, writeChain } from "../../sync/fixture/chain.ts";
import { chained } from "../../sync/fixture/till.ts";
import { type Hub, startHub } from "../../sync/hub/hub.ts";
import { loadHubSecret, operatorToken } from "../../sync/hub/token.ts";
import { encodeBatch } from "../../sync/outbox.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { publish } from "../../sync/publish/publish.ts";
import { keyIdOf } from "../../sync/release/keys.ts";
import { connectPos } from "../client/connect.ts";
import { readConfigFile } from "../config.ts";
import { jsonLog } from "../log.ts";
import { type Agent, startAgent } from "../main.ts";
import { commandLine } from "../testing/command-line.ts";
import { eventually } from "../testing/patience.ts";
import { exitCode, readArguments, UsageError } from "./verb.ts";
import { loadVerb } from "./verbs.ts";

const folder = mkdtempSync(join(tmpdir(), "tillside-enroll-"));
const at = (name: string) => join(folder, name);
const tls = (name: string) => readFileSync(join(import.meta.dirname, "../../sync/fixture/tls", name), "utf8");
let hub: Hub;
let plain: Hub;
const agents: Agent[] = [];
const said: { out: string[]; err: string[] } = { out: [], err: [] };

beforeAll(async () => {
  initKeys(at("keys"));
  const stores = [...sampleChain.config.stores, { store: "0077", name: "Un terzo" }];
  writeChain(at("chain"), { config: { ...sampleChain.config, stores } });
  await publish({ from: at("chain"), to: at("releases"), keys: at("keys"), now: new Date() });
  mkdirSync(at("hub"));
  copyFileSync(at("keys/chain.key"), at("hub/chain.key"));
  const parts = { dataDir: at("hub"), releasesDir: at("releases"), port: 0 };
  hub = await startHub({ ...parts, tls: { cert: tls("hub.pem"), key: tls("hub.key"), ca: tls("ca.pem") } });
  // The same database by another door: the operator's verbs look at certificates as browsers do.
  plain = await startHub(parts);
});
afterEach(() => void vi.restoreAllMocks());
afterAll(async () => {
  for (const agent of agents) await agent.close();
  await hub.close();
  await plain.close();
  rmSync(folder, { recursive: true, force: true });
});

/** As the command line does, in this process. */
async function tillside(...words: string[]): Promise<number> {
  said.out = [];
  said.err = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void said.out.push(text));
  vi.spyOn(console, "error").mockImplementation((text: string) => void said.err.push(text));
  const [name = "", ...rest] = words;
  const verb = (await loadVerb(name))!;
  return verb.run(readArguments(verb, rest)).catch((error: Error) => {
    said.err.push(error.message);
    return error instanceof UsageError ? exitCode.usage : exitCode.failed;
  });
}
const codeFor = async (till: string) => {
  expect(await tillside("enroll-code", till, "--data", at("hub"), "--url", plain.url)).toBe(0);
  return said.out[0]!;
};
const enroll = (code: string, dir: string, ...more: string[]) =>
  tillside("enroll", "--hub", hub.url, "--code", code, "--data", at(dir), "--json", ...more);

test("a code, one command, and the agent has the promotions", async () => {
  const code = await codeFor("0042/3");
  expect(await enroll(code, "till")).toBe(0);
  const { config, ...who } = JSON.parse(said.out[0]!);
  expect(who).toEqual({ store: "0042", till: "3" });
  expect(config).toBe(at("till/config.json"));
  for (const name of ["till.key", "chain.key"]) expect(statSync(at(`till/${name}`)).mode & 0o777).toBe(0o600);
  const written = JSON.parse(readFileSync(config, "utf8"));
  expect(written).toEqual({ store: "0042", till: "3", hq: { url: hub.url, ca: "hq-ca.pem" } });
  writeFileSync(config, JSON.stringify({ ...written, pos: { port: 0 }, ballastMb: 0 }));
  const agent = await startAgent(
    readConfigFile(config),
    jsonLog(() => {}),
  );
  agents.push(agent);
  await agent.syncNow();
  await eventually(async () => expect((await agent.status()).release).toBe(1));
  expect((await agent.status()).problems).toEqual([]);
});

test("HQ's list of tills names the one whose clock is an hour ahead, and whose disk was copied", async () => {
  const [store, till] = ["0042", "5"];
  expect(await enroll(await codeFor("0042/5"), "five")).toBe(0);
  const key = keyOf("till.key", readTillKey(at("five")));
  const clockMs = Date.now() + 65 * 60_000 + 20_000;
  const token = tillTokens({ store, till, key }).now();
  const put = { method: "PUT", headers: { Authorization: `Bearer ${token}` } };
  const report = { format: 1, version: "0.1.0", release: 1, backlog: {}, clockMs };
  expect((await fetch(`${plain.url}/v1/till-report`, { ...put, body: JSON.stringify(report) })).status).toBe(
    200,
  );
  expect(await tillside("fleet", "--data", at("hub"), "--url", plain.url, "--store", "0042")).toBe(
    exitCode.failed,
  );
  expect(said.out.join()).toContain("1 clocks are wrong");
  expect(said.out.join()).toContain("! 0042/5: its clock is 1 h 5 min ahead of HQ's: set it, or HQ's");

  // Two PCs go on from one image of its disk: each sends its own first record.
  const send = async (body: string) => {
    const event = chained(undefined, { lane: "sales", kind: "sale", body });
    const { bytes } = await encodeBatch({ store, till, epoch: "e".repeat(32) }, "sales", [event]);
    return (await fetch(`${plain.url}/v1/outbox`, { ...put, method: "POST", body: bytes })).status;
  };
  expect([await send('{"sale":1}'), await send('{"sale":2}')]).toEqual([200, 409]);
  expect(await tillside("fleet", "--data", at("hub"), "--url", plain.url, "--lang", "it")).toBe(
    exitCode.failed,
  );
  expect(said.out.join()).toContain("! 0042/5: le sue registrazioni si sono divise 0 min fa");
  expect(said.out.join()).toContain("tillside revoke 0042/5");
});

test("of three tills two show as much before HQ's time: HQ's own clock is wrong, and theirs need not be set", async () => {
  const fleet = async (...words: string[]) => {
    await tillside("fleet", "--data", at("hub"), "--url", plain.url, "--store", "0077", ...words);
    return said.out.join();
  };
  for (const [till, off] of [3 * 86_400_000, 1_000, 3 * 86_400_000].entries()) {
    expect(await fleet()).not.toContain("HQ's own clock");
    const place = { store: "0077", till: `${till}` };
    expect(await enroll(await codeFor(`0077/${till}`), `clock-${till}`)).toBe(0);
    const token = tillTokens({ ...place, key: keyOf("till.key", readTillKey(at(`clock-${till}`))) }).now();
    const report = { format: 1, version: "0.1.0", release: 1, backlog: {}, clockMs: Date.now() - off };
    const put = { method: "PUT", headers: { Authorization: `Bearer ${token}` } };
    await fetch(`${plain.url}/v1/till-report`, { ...put, body: JSON.stringify(report) });
  }
  expect(await fleet()).toMatch(/HQ's own clock is 7[12] h \d+ min ahead of the clocks of most tills/);
  expect(await fleet("--lang", "it")).toMatch(/L'orologio della sede è 7[12] h \d+ min avanti/);
});

test("a till that is enrolled again while its agent runs needs no restart, and keeps its configuration", async () => {
  const agent = agents[0]!;
  expect(await tillside("revoke", "0042/3", "--data", at("hub"), "--url", plain.url)).toBe(0);
  await sell(agent);
  await eventually(async () =>
    expect((await agent.status()).problems.join()).toContain("till 0042/3 is not enrolled with this key"),
  );
  expect(await enroll(await codeFor("0042/3"), "till")).toBe(0);
  expect(JSON.parse(readFileSync(at("till/config.json"), "utf8"))).toMatchObject({
    pos: { port: 0 },
    ballastMb: 0,
  });
  expect(statSync(at("till/config.json")).mode & 0o777).toBe(0o600);
  await agent.syncNow();
  expect((await agent.status()).problems).toEqual([]);
});

test("a till whose key was damaged becomes one again with a new code, as repair says", async () => {
  const [config, key] = [at("damaged/config.json"), at("damaged/till.key")];
  expect(await enroll(await codeFor("0042/12"), "damaged")).toBe(0);
  writeFileSync(key, "");
  expect(await tillside("repair", "--check", "--config", config, "--lang", "en")).toBe(1);
  expect(said.out.join()).toContain("Enrol this till again: tillside enroll.");
  expect(await enroll(await codeFor("0042/12"), "damaged")).toBe(0);
  expect(readFileSync(`${key}.old`, "utf8")).toBe("");
  expect(await tillside("repair", "--check", "--config", config)).toBe(0);
});

test("a configuration that says another till than this PC was enrolled as is told by repair", async () => {
  const config = at("renamed/config.json");
  expect(await enroll(await codeFor("0042/13"), "renamed")).toBe(0);
  writeFileSync(config, JSON.stringify({ ...JSON.parse(readFileSync(config, "utf8")), till: "14" }));
  expect(await tillside("repair", "--check", "--config", config, "--lang", "en")).toBe(1);
  expect(said.out.join()).toContain("this PC is enrolled as till 0042/13, the configuration says 0042/14.");
});

test("the vouchers of a till that was stolen end with one word, and its place goes on with another key", async () => {
  expect(await enroll(await codeFor("0042/9"), "nine")).toBe(0);
  const asked = ["revoke", "0042/9", "--data", at("hub"), "--url", plain.url];
  const where = ["--to", at("releases"), "--keys", at("keys")];
  expect(await tillside(...asked, ...where)).toBe(exitCode.usage);
  expect(said.err.join()).toContain("--to goes with --from");
  expect(await tillside(...asked, ...where, "--from", "yesterday")).toBe(exitCode.usage);
  const moment = (hour: string) => ["--from", `2026-11-22T${hour}:00:00+01:00`, "--reason", "stolen"];
  expect(await tillside(...asked, ...where, ...moment("18"))).toBe(0);
  // It was earlier; the key is revoked already.
  expect(await tillside(...asked, ...where, ...moment("17"))).toBe(0);
  expect(said.out.join()).toContain("from 2026-11-22T16:00:00.000Z on are not taken any more");
  expect(await enroll(await codeFor("0042/9"), "nine")).toBe(0);

  const block = (...more: string[]) => tillside("block", ...where, "--json", ...more);
  expect(await block("--card", "2600000000017", "--vouchers", "number", "--reason", "lost")).toBe(0);
  expect(await block("--list")).toBe(0);
  const list = JSON.parse(said.out[0]!);
  expect(list).toMatchObject([
    { kind: "till", name: "0042/9", fromAt: "2026-11-22T16:00:00.000Z", reason: "stolen" },
    { kind: "card", name: "…0017", reason: "lost" },
    { kind: "vouchers", id: "number" },
  ]);
  expect(JSON.stringify(list)).not.toContain("2600000000017");
  const mine = keyIdOf(publicPart(readTillFiles(at("nine")).key));
  expect(list[0].id).toMatch(/^[0-9a-f]{64}$/);
  expect(list[0].id).not.toBe(mine);
  // Another moment, and the PC in its place stays what it is.
  expect(await tillside(...asked, ...where, ...moment("16"), "--key", list[0].id)).toBe(0);
  expect(await tillside(...asked, ...where, ...moment("16"), "--key", "nobody's")).toBe(exitCode.failed);
  expect(await block("--list")).toBe(0);
  const moved = { id: list[0].id, fromAt: "2026-11-22T15:00:00.000Z" };
  expect(JSON.parse(said.out[0]!)).toContainEqual(expect.objectContaining(moved));
  const operator = { hubUrl: plain.url, token: operatorToken(loadHubSecret(at("hub"))) };
  const keys = await tillKeysAt(operator, { store: "0042", till: "9" });
  expect(keys.map(({ keyId, revokedMs }) => [keyId, revokedMs === null])).toEqual([
    [list[0].id, false],
    [mine, true],
  ]);
  expect(await block("--card", "2600000000017", "--off")).toBe(0);
  expect(JSON.parse(said.out[0]!)).toHaveLength(2);
  expect(await block()).toBe(exitCode.usage);

  // What it had printed when it was stolen, and what was used of that: nothing, and so nobody need look.
  const vouchers = (...more: string[]) =>
    tillside("vouchers", ...more, "--data", at("hub"), "--url", plain.url);
  expect(await vouchers("0042/9", ...moment("17").slice(0, 2), "--limit", "50000")).toBe(0);
  expect(said.out[0]).toBe("Since 2026-11-22T16:00:00.000Z: 0 vouchers issued, 0.00; 0 used, 0.00.");
  expect(await vouchers("--limit", "a lot")).toBe(exitCode.usage);
});

async function sell(agent: Agent): Promise<void> {
  const pos = await connectPos({ port: agent.port, secret: readFileSync(at("till/pos.secret"), "utf8") });
  const sale = { transactionId: "1" };
  await pos.call("transaction.begin", sale);
  await pos.call("transaction.complete", { ...sale, receipt: "R-1", applied: [], totalCents: 0 });
  await pos.close();
}

test("a code that does not serve is said in the technician's language, with an exit code of its own", async () => {
  const code = await codeFor("0042/4");
  expect(await enroll(code, "four")).toBe(0);
  expect(await enroll(code, "five", "--lang", "it")).toBe(3);
  expect(JSON.parse(said.out[0]!)).toEqual({
    code: "code-used",
    message: "Il codice è già stato usato da un altro PC: chiedine uno nuovo alla sede.",
  });
  expect(
    await tillside("enroll", "--hub", hub.url, "--code", "1234", "--data", at("five"), "--lang", "en"),
  ).toBe(3);
  expect(said.err.join()).toContain("The code is not typed right");
  expect(await enroll(await codeFor("0042/6"), "four", "--lang", "en")).toBe(3);
  expect(said.out[0]).toContain("add --anyway");
  expect(await enroll(await codeFor("0042/6"), "four", "--anyway")).toBe(0);
});

test("an HQ that is not there is exit code 4: the same again ends it", async () => {
  const words = ["enroll", "--code", await codeFor("0042/7"), "--data", at("seven"), "--json", "--hub"];
  expect(await tillside(...words, "http://127.0.0.1:9")).toBe(4);
  expect(JSON.parse(said.out[0]!)).toMatchObject({ code: "unreachable" });
  expect(await tillside(...words, hub.url)).toBe(0);
});

test("who makes a code for a till that is one already hears that a copy of its disk keeps its key", async () => {
  await codeFor("0042/11");
  expect(said.err.join()).not.toContain("is a till already");
  expect(await enroll(said.out[0]!, "eleven")).toBe(0);
  await codeFor("0042/11");
  expect(said.err.join()).toContain(`0042/11 is a till already, on the PC ${hostname()}`);
  expect(said.err.join()).toContain("tillside revoke 0042/11 first");
  expect(
    await tillside("enroll-code", "0042/11", "--data", at("hub"), "--url", plain.url, "--lang", "it"),
  ).toBe(0);
  expect(said.err.join()).toContain("prima tillside revoke 0042/11, poi fare un codice");
  expect(await tillside("revoke", "0042/11", "--data", at("hub"), "--url", plain.url)).toBe(0);
  await codeFor("0042/11");
  expect(said.err.join()).not.toContain("is a till already");
});

test("HQ's people hear why the hub does not answer them, and no folder that is not the hub's is given a secret", async () => {
  const fleet = async (data: string, url: string) => {
    expect(await tillside("fleet", "--data", at(data), "--url", url)).toBe(1);
    return said.err.join();
  };
  expect(await fleet("keys", plain.url)).toBe(
    `${at("keys/hub.secret")} is not there: --data names the folder that the hub was started with`,
  );
  expect(existsSync(at("keys/hub.secret"))).toBe(false);
  mkdirSync(at("other-hub"));
  loadHubSecret(at("other-hub"));
  expect(await fleet("other-hub", plain.url)).toBe(
    `the hub at ${plain.url} has another hub.secret: --data names the folder that it was started with`,
  );
  // This process trusts the chain's CA since it enrolled; another does not.
  const { stderr } = await commandLine(folder)("fleet", "--data", "hub", "--url", hub.url);
  expect(stderr).toMatch(/is not trusted here .* NODE_EXTRA_CA_CERTS=FILE/);
  const https = /--url begins with https:\/\/ where the hub has a certificate/;
  expect(await fleet("hub", hub.url.replace("https", "http"))).toMatch(https);
  expect(await fleet("hub", plain.url.replace("http", "https"))).toMatch(https);
  expect(await fleet("hub", "http://127.0.0.1:9")).toContain(
    "no hub answers at http://127.0.0.1:9: start it",
  );
});

test("no code is made for a store that no release names, nor for a till of an odd name", async () => {
  const made = async (till: string, ...more: string[]) => {
    const code = await tillside("enroll-code", till, "--data", at("hub"), "--url", plain.url, ...more);
    return [code, said.out, said.err.join()];
  };
  expect(await made("0420/3")).toEqual([
    1,
    [],
    `the hub at ${plain.url} refuses: no release in use names a store 0420; the stores are 0042, 0043, 0077. A new one belongs into config.json: publish that first`,
  ]);
  for (const odd of ["3 ", "-3", "tre\u0000", "\u{1f6d2}", "x".repeat(65)])
    expect(await made(`0042/${odd}`)).toEqual([
      1,
      [],
      `the hub at ${plain.url} refuses: till: must be letters and digits, with dot, dash or underscore after the first`,
    ]);
  expect(await made("0043/Self-3.b")).toEqual([
    0,
    [expect.stringMatching(/^[A-Z0-9-]+$/)],
    expect.anything(),
  ]);
});

test("a fleet of a store that nobody knows is an error, of one without tills it is none", async () => {
  const fleet = (store: string) =>
    tillside("fleet", "--store", store, "--data", at("hub"), "--url", plain.url);
  expect(await fleet("9999")).toBe(exitCode.failed);
  expect(said.err).toEqual([
    `the hub at ${plain.url} refuses: no release in use names a store 9999; the stores are 0042, 0043, 0077`,
  ]);
  expect(await fleet("0043")).toBe(0);
  expect(said.out.join()).toMatch(/^0 tills; the newest release is 1/);
});

test("an option without its value is told in one line", () => {
  const verb = { name: "enroll", options: { code: { type: "string" }, data: { type: "string" } } } as never;
  expect(() => readArguments(verb, ["--code", "--data", "x"])).toThrow(
    "Option '--code' argument missing. See: tillside enroll --help",
  );
});

test("wrong words are told before anything is done", async () => {
  expect(await tillside("enroll", "--hub", "hq", "--code", "1", "--data", at("x"))).toBe(2);
  expect(await tillside("enroll-code", "0042", "--data", at("hub"))).toBe(2);
  expect(said.err.join()).toContain("STORE/TILL");
  expect(await tillside("enroll-code", "0042/1", "--data", at("hub"), "--hours", "never")).toBe(2);
  mkdirSync(at("bad"));
  writeFileSync(at("bad/config.json"), "{");
  const code = await codeFor("0042/8");
  expect(await enroll(code, "bad")).toBe(1);
  expect(said.err.join()).toContain("Correct it or remove it, then enrol again");
  // The code was not used up.
  expect(await enroll(code, "eight")).toBe(0);
});
