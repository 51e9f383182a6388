import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jsonLog } from "./log.ts";

const logged = (message: string) => {
  let line = "";
  jsonLog((text) => {
    line = text;
  }).info("event", { message });
  return JSON.parse(line).message;
};

test("a card number is masked wherever it stands, a hash is kept", () => {
  expect(logged("card2600000000018 is unknown")).toBe("card2600… is unknown");
  expect(logged("2600 0000-0001 8abc")).toBe("2600…abc");
  const hash = "1234567890123456".repeat(4);
  expect(logged(`root ${hash}`)).toBe(`root ${hash}`);
  expect(logged("sale 12345678901")).toBe("sale 12345678901");
});

test("a log that nobody reads does not stop the agent", async () => {
  const script = `
    const { jsonLog } = await import(${JSON.stringify(join(import.meta.dirname, "log.ts"))});
    const log = jsonLog();
    for (let n = 0; n < 5000; n += 1) log.info("event", { message: "x".repeat(100) });
    setTimeout(() => process.stdout.write("went on"), 50);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script]);
  const [text] = await once(child.stdout, "data");
  expect(String(text)).toBe("went on");
  let told = "";
  child.stderr.on("data", (chunk) => {
    told += chunk;
  });
  await once(child, "close");
  expect(told).toMatch(/"event":"log-lines-lost","count":\d+/);
});
