import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { builtIn } from "./built-in-profiles.ts";
import { loadProfiles, profilesIn } from "./load-profiles.ts";

const acme = {
  name: "acme",
  says: "Acme's tills.",
  framing: { kind: "stx" },
  charset: "cp858",
  numbers: "comma",
  abilities: { scanner: "pos" },
};

test("every profile that comes with the agent is taken, and named like its file", () => {
  const { profiles, refused } = loadProfiles();
  expect(refused).toEqual([]);
  expect([...profiles.keys()].map((name) => `${name}.json`)).toEqual(Object.keys(builtIn));
});

test("a vendor is a file in the till's own folder, and what it leaves out is as usual", () => {
  const folder = mkdtempSync(join(tmpdir(), "tillside-profiles-"));
  try {
    mkdirSync(join(folder, "profiles"));
    writeFileSync(join(folder, "profiles", "acme.json"), JSON.stringify(acme));
    writeFileSync(join(folder, "profiles", "broken.json"), "{");
    writeFileSync(join(folder, "profiles", "notes.txt"), "not a profile");
    const { profiles, refused } = loadProfiles(profilesIn(join(folder, "profiles")));
    expect(profiles.get("acme")).toMatchObject({
      framing: { kind: "stx", lrc: "xor" },
      encoding: "json",
      deadlines: { lineMs: 150 },
    });
    expect(refused.map(({ from }) => from)).toEqual([join(folder, "profiles", "broken.json")]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a till without a folder of profiles has those that are built in", () => {
  expect(profilesIn(join(tmpdir(), "tillside-no-such-folder"))).toEqual([]);
});

test("HQ's profile stands before the built-in one; a bad one is refused by name and that one stays", () => {
  const { says: _, ...silent } = acme;
  const wider = { ...acme, name: "system", columns: 56 };
  const narrow = { ...acme, name: "uakari", columns: 2 };
  const { profiles, refused } = loadProfiles([
    { from: "HQ: profile/system", value: wider },
    { from: "HQ: profile/uakari", value: narrow },
    { from: "HQ: profile/acme", value: silent },
  ]);
  expect(profiles.get("system")?.columns).toBe(56);
  expect(profiles.get("uakari")?.columns).toBe(40);
  expect(refused.map(({ from, why }) => `${from} ${why.split(":")[0]}`)).toEqual([
    'HQ: profile/uakari "columns"',
    'HQ: profile/acme "says"',
  ]);
});

test.each([
  ["a field nobody knows", { ...acme, colour: "blue" }, "colour"],
  ["a dialect of XML that nobody has written", { ...acme, encoding: "xml", adapter: "martian" }, "martian"],
  ["XML without a dialect", { ...acme, encoding: "xml" }, "adapter"],
  ["a dialect where data is enough", { ...acme, adapter: "ncr" }, "adapter"],
  ["one word for two fields", { ...acme, names: { fields: { lineId: "id", article: "id" } } }, '"id"'],
  ["something that is no profile", 7, "object"],
])("%s is refused with the reason", (_, value, why) => {
  const { refused } = loadProfiles([{ from: "acme.json", value }]);
  expect(refused[0]?.why).toContain(why);
});
