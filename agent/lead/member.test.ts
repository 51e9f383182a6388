import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Claim, ClaimCall } from "../../sync/claims/claims.ts";
import { newAuthority } from "../../sync/enrol/certificate.ts";
import { signRevoked } from "../../sync/enrol/revoked.ts";
import { lanTls, readTillFiles } from "../../sync/enrol/till-files.ts";
import { publicPart, TILL_FILES } from "../../sync/enrol/till-key.ts";
import { enrolledTill } from "../../sync/fixture/enrolled.ts";
import type { Lan } from "../../sync/lead/lan.ts";
import { keyIdOf } from "../../sync/release/keys.ts";
import { lanOf, memberIn } from "./fixture.ts";
import { framed } from "./frames.ts";
import type { Member } from "./member.ts";
import { moment } from "./moment.ts";

const authority = newAuthority("Our chain", Date.now());
let folder: string;
let members: Map<string, Member>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tillside-lead-"));
  members = new Map();
});
afterEach(async () => {
  await Promise.all([...members.values()].map((member) => member.close()));
  rmSync(folder, { recursive: true });
});

const at = (till: string) => join(folder, till);
const leads = () => [...members].filter(([, it]) => it.status().role === "lead" && it.status().ready);
const leadNow = () =>
  vi.waitFor(() => {
    const [lead] = leads();
    if (lead === undefined) throw new Error("nobody leads yet");
    return lead[0];
  }, 20_000);

async function start(till: string, lan: Lan): Promise<Member> {
  const member = memberIn(at(till), till);
  members.set(till, member);
  await member.listed(lan);
  return member;
}

async function store(...tills: string[]): Promise<Lan> {
  const lan = await lanOf(tills);
  for (const till of tills) enrolledTill(at(till), { store: "0042", till }, authority);
  for (const till of tills) await start(till, lan);
  return lan;
}

const claim = (till: string, number: number, couponId = "C"): Claim => ({
  call: "claim",
  reservation: `00000000-0000-4000-8000-00000000000${number}`,
  till,
  transactionId: `T${number}`,
  what: { kind: "coupon", couponId, series: "s" },
});
/** Once: nobody may lead just then. */
const askOnce = (till: string, call: ClaimCall, ms = 2000) => members.get(till)!.ask(call, ms);
/** As a till asks that is busy beside many others: again, until somebody who leads answers. */
const ask = (till: string, call: ClaimCall) =>
  vi.waitFor(
    async () => (await askOnce(till, call)) ?? Promise.reject(new Error("nobody answers yet")),
    20_000,
  );

test("a coupon shown at two tills at once is granted to one, and the lead's end does not set it free", async () => {
  const lan = await store("1", "2", "3");
  const lead = await leadNow();
  const others = ["1", "2", "3"].filter((till) => till !== lead);
  const [one, two] = others as [string, string];
  const answers = await Promise.all([ask(one, claim(one, 1)), ask(two, claim(two, 2))]);
  expect(answers.map((answer) => answer?.kind).sort()).toEqual(["granted", "refused"]);
  expect(answers.find((answer) => answer?.kind === "refused")).toMatchObject({
    reason: "reserved-elsewhere",
  });

  await members.get(lead)!.close();
  members.delete(lead);
  const next = await leadNow();
  expect(next).not.toBe(lead);
  expect(await ask(next, claim(next, 3))).toMatchObject({ kind: "refused", reason: "reserved-elsewhere" });

  // It comes back, from its file, and follows.
  const back = await start(lead, lan);
  await vi.waitFor(() => expect(back.status().lead).toBe(next), 10_000);
  expect(await ask(lead, claim(lead, 4))).toMatchObject({ kind: "refused", reason: "reserved-elsewhere" });
});

test("who is alone of three grants nothing, and says so within the time it is given", async () => {
  await store("1", "2", "3");
  const lead = await leadNow();
  for (const till of ["1", "2", "3"])
    if (till !== lead) {
      await members.get(till)!.close();
      members.delete(till);
    }
  await vi.waitFor(() => expect(members.get(lead)!.status().ready).toBe(false), 10_000);
  const begun = performance.now();
  expect(await askOnce(lead, claim(lead, 1), 150)).toBeUndefined();
  expect(performance.now() - begun).toBeLessThan(1000);
});

test("of two tills the second takes over when somebody says so", async () => {
  await store("1", "2");
  expect(await leadNow()).toBe("1");
  expect(await ask("2", claim("2", 1))).toMatchObject({ kind: "granted" });
  const written = members.get("1")!.status().decided;
  await vi.waitFor(() => expect(members.get("2")!.status().decided).toBe(written), 10_000);
  await members.get("1")!.close();
  members.delete("1");
  expect(await askOnce("2", claim("2", 2, "D"), 300)).toBeUndefined();
  writeFileSync(join(at("2"), "lead.take-over"), "");
  expect(await leadNow()).toBe("2");
  expect(await ask("2", claim("2", 3))).toMatchObject({ kind: "refused", reason: "reserved-elsewhere" });
});

test("a till of another store, one of another chain and one that was revoked are not heard", async () => {
  const lan = await store("1", "2", "3");
  const lead = await leadNow();
  const { port } = lan.members.find(({ till }) => till === lead)!;
  enrolledTill(at("stranger"), { store: "0043", till: "1" }, authority);
  enrolledTill(at("forger"), { store: "0042", till: "2" }, newAuthority("Another", Date.now()));
  enrolledTill(at("thief"), { store: "0042", till: "9" }, authority);
  const stolen = keyIdOf(publicPart(readTillFiles(at("thief")).key));
  const told = (who: string) =>
    new Promise<boolean>((resolve) => {
      const files = readTillFiles(at(who));
      const socket = connect({ host: "127.0.0.1", port, ...lanTls(files) }, () => {
        socket.write(framed({ kind: "ask", id: 1, call: claim(files.till, 1) }));
      });
      socket.on("data", () => {
        socket.destroy();
        resolve(true);
      });
      socket.on("error", () => {});
      socket.on("close", () => resolve(false));
    });
  expect(await told("thief")).toBe(true);
  for (const till of ["1", "2", "3"])
    writeFileSync(join(at(till), TILL_FILES.revoked), signRevoked(authority, [stolen]));
  expect(await told("thief")).toBe(false);
  expect(await told("stranger")).toBe(false);
  expect(await told("forger")).toBe(false);
});

test("a till claims for itself only, and speaks for nobody else", async () => {
  const lan = await store("1", "2", "3");
  await leadNow();
  enrolledTill(at("9"), { store: "0042", till: "9" }, authority);
  await start("9", lan);
  await vi.waitFor(() => expect(members.get("9")!.status().connected).toHaveLength(3), 10_000);
  expect(await askOnce("9", claim("2", 1), 300)).toBeUndefined();
  expect(await ask("9", claim("9", 2))).toMatchObject({ kind: "granted" });
});

test("what HQ granted to a till of the home gets into the book, although another till brings HQ's word and the lead has no line", async () => {
  await store("1", "2", "3");
  const lead = await leadNow();
  const [seller, keeper] = ["1", "2", "3"].filter((till) => till !== lead) as [string, string];
  const byHq: Claim = { ...claim(seller, 1), isGranted: true };
  const brought = (call: ClaimCall) =>
    vi.waitFor(
      async () => (await members.get(keeper)!.askOfHq(call, 500)) ?? Promise.reject(new Error("not yet")),
      5000,
    );
  expect(await brought(byHq)).toMatchObject({ kind: "granted" });
  expect(await ask(lead, claim(lead, 2))).toMatchObject({ kind: "refused", reason: "reserved-elsewhere" });
  // It is the seller's: her sale has it under the same reservation, and may give it back.
  expect(await ask(seller, claim(seller, 1))).toMatchObject({ kind: "granted" });
  expect(await ask(seller, { call: "release", reservation: byHq.reservation })).toEqual({ kind: "done" });
  expect(await ask(lead, claim(lead, 3))).toMatchObject({ kind: "granted" });
});

test("a store of one till grants what is homed there by HQ's lease, after a restart too, and nothing else as its own", async () => {
  const lan = await store("1");
  await leadNow();
  const homed = (number: number, home: string): Claim => {
    const what = { kind: "coupon", couponId: `C${number}`, series: "s", home } as const;
    return { ...claim("1", number), what };
  };
  const own = { kind: "granted", atHome: true };
  expect(await ask("1", homed(1, "0042"))).not.toHaveProperty("atHome");
  members.get("1")!.leased({ number: 1, forMs: 3_600_000, asked: moment(), homed: 2 });
  expect(await ask("1", homed(2, "0042"))).toMatchObject(own);
  expect(await ask("1", homed(3, "0043"))).not.toHaveProperty("atHome");
  await members.get("1")!.close();
  const again = await start("1", lan);
  await leadNow();
  expect(await ask("1", homed(4, "0042"))).toMatchObject(own);
  expect(again.status().lease).toMatchObject({ number: 1, homed: 2 });
  // Of a start of the machine before.
  again.leased({ number: 2, forMs: 3_600_000, asked: { ...moment(), boot: "another" }, homed: 2 });
  expect(await ask("1", homed(5, "0042"))).not.toHaveProperty("atHome");
});
