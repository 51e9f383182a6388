import { expect, test } from "vitest";
import { readConfig } from "./config.ts";
import { jsonLog } from "./log.ts";
import { portProfile } from "./port-profile.ts";

const silent = jsonLog(() => {});
const acme = { name: "acme", says: "Acme's tills.", framing: { kind: "stx" }, abilities: {} };
const pushed = (value: object) => [{ from: "HQ: profile/acme", value }];

test("a profile that nobody has is named, with those there are", () => {
  const config = readConfig({ store: "1", till: "1", dataDir: "none", pos: { profile: "acme" } });
  expect(() => portProfile(config, silent)).toThrow(
    '"pos.profile": there is no profile "acme", only generic',
  );
});

test("HQ's profile comes with a release, and holds for the next connection", () => {
  const hq = { url: "http://127.0.0.1:1" };
  const pos = { profile: "acme", deadlines: { completeMs: 5000 } };
  const port = portProfile(readConfig({ store: "1", till: "1", dataDir: "none", hq, pos }), silent);
  expect(port.current.name).toBe("generic");
  expect(port.problems()[0]).toContain('there is no profile "acme"');
  port.pushed(pushed({ ...acme, deadlines: { lineMs: 90, completeMs: 3000 } }));
  const first = port.current;
  expect([first.name, port.problems()]).toEqual(["acme", []]);
  expect([port.deadlines.lineMs, port.deadlines.completeMs]).toEqual([90, 5000]);
  port.pushed(pushed({ ...acme, deadlines: { lineMs: 90, completeMs: 3000 } }));
  expect(port.current).toBe(first);
});

test("a bad profile of HQ is told, and the built-in one of its name goes on", () => {
  const port = portProfile(
    readConfig({ store: "1", till: "1", dataDir: "none", pos: { profile: "uakari" } }),
    silent,
  );
  port.pushed([{ from: "HQ: profile/uakari", value: { ...acme, name: "uakari", columns: 3 } }]);
  expect(port.current.columns).toBe(40);
  expect(port.problems()[0]).toMatch(/HQ: profile\/uakari is refused: "columns"/);
});
