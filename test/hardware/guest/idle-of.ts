/**
 * `node idle-of.mjs SETTINGS FOLDER`: a till's devices, opened as the agent opens them and left alone. Writes "ready" when all are
 * claimed and have answered, and then does nothing until it is killed: what processor time it takes is the drivers'.
 * SETTINGS: a JSON list of what stands in a configuration, `[{ "scanner": … }, { "printer": … }]`.
 */

import { join } from "node:path";
import { readConfig } from "../../../agent/config.ts";
import { type Devices, openDevices } from "../../../agent/devices.ts";
import { codeRulesSchema } from "../../../drivers/codes/code-rules.ts";

const [settings = "[]", folder = ""] = process.argv.slice(2);
const wanted: readonly object[] = JSON.parse(settings);
const rules = codeRulesSchema.parse({ cards: [{ prefix: "260", length: 13, check: "none" }] });
const silent = { info() {}, warning() {}, error() {} };
const opened: Devices[] = [];
let told = false;

function tellWhenReady(): void {
  const states = opened.flatMap((devices) => Object.values(devices.status()).filter((one) => one !== null));
  if (told || states.length < wanted.length || !states.every(({ state }) => state === "ready")) return;
  told = true;
  console.log(`ready ${states.length}`);
}

for (const [number, setting] of wanted.entries()) {
  const config = readConfig({
    store: "0042",
    till: String(number),
    dataDir: join(folder, String(number)),
    ...setting,
  });
  const events = {
    codeRules: () => rules,
    code() {},
    changed: (device: string, { state, message }: { state: string; message?: string }) => {
      console.log(`${number}: ${device} ${state}: ${message}`);
      tellWhenReady();
    },
  };
  opened.push(await openDevices(config, events, silent));
}
tellWhenReady();
