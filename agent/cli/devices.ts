import type { DeviceError } from "../../drivers/device.ts";
import type { PrinterOptions } from "../../drivers/printers/open-printer.ts";
import { listUsbPrinters } from "../../drivers/printers/usb-printers.ts";
import { listScanners } from "../../drivers/scanners/list-scanners.ts";
import type { AgentStatus } from "../main.ts";
import { deviceWords, stateIn } from "../texts/devices.ts";
import { said } from "../texts/italian/said.ts";
import type { Language } from "../texts/language.ts";
import { tillClient } from "./till-client.ts";
import { exitCode, languageFrom, port, text, type Verb } from "./verb.ts";

/** `tillside devices`: what is plugged in, what this till uses, and what to do where something is wrong. */
export const verb: Verb = {
  name: "devices",
  help: `
Usage: tillside devices [--config FILE] [--port N] [--lang it|en] [--json]

Lists the scanners, card readers and USB printers that are plugged in, each with the words for the till's configuration.
With --config also what the running agent says of the devices that this till uses.

  --config FILE  the till's configuration
  --port N       where the agent is, if the configuration leaves it open
  --lang it|en   default the machine's language
  --json         everything, as JSON; faults in English

Exit code 0: all is well. 1: something needs a person.

Example: tillside devices`,
  options: {
    config: { type: "string" },
    port: { type: "string" },
    json: { type: "boolean" },
    lang: { type: "string" },
  },

  async run(given) {
    const language = languageFrom(given);
    const config = text(given, "config");
    const found = await plugged();
    const used =
      config === undefined ? undefined : await usedBy(config, port(given, "port", 0)).catch(noAgent);
    console.log(
      given.values.json ? JSON.stringify({ ...found, used }, null, 2) : report(found, used, language),
    );
    const isWell = found.problems.length === 0 && (used?.problems.length ?? 0) === 0;
    return isWell ? exitCode.done : exitCode.failed;
  },
};

interface Plugged {
  readonly devices: readonly {
    readonly is: "scanner" | "card reader" | "printer";
    readonly name: string;
    readonly path: string;
    /** What stands in the configuration under `scanner` or `printer`. */
    readonly setting?: object;
    readonly advice?: string;
  }[];
  readonly problems: readonly string[];
}

async function plugged(): Promise<Plugged> {
  const [{ scanners, problems }, printers] = await Promise.all([listScanners(), listUsbPrinters()]);
  return {
    devices: [
      ...scanners.map(({ name, path, mode, options, advice }) => ({
        is: mode === "card" ? ("card reader" as const) : ("scanner" as const),
        name,
        path,
        ...(options && { setting: options }),
        ...(advice && { advice }),
      })),
      ...printers.map(({ path, manufacturer, model, serialNumber, profile }) => ({
        is: "printer" as const,
        name: [manufacturer, model].filter(Boolean).join(" ") || deviceWords.usbPrinter.en,
        path,
        setting: {
          kind: "usb",
          ...(serialNumber === undefined ? { path } : { serialNumber }),
          ...(profile && { profile }),
        } satisfies PrinterOptions,
        ...(profile ? {} : { advice: deviceWords.unknownModel.en }),
      })),
    ],
    problems: problems.map(({ message }: DeviceError) => message),
  };
}

interface Used {
  readonly devices?: AgentStatus["devices"];
  readonly problems: readonly string[];
}

async function usedBy(config: string, at: number): Promise<Used> {
  const client = await tillClient(config, "monitor", at === 0 ? undefined : at);
  const { devices } = await client.call<AgentStatus>("agent.status");
  await client.close();
  const problems = Object.entries(devices).flatMap(([name, device]) =>
    device === null || device.message === undefined ? [] : [`${name}: ${device.message}`],
  );
  return { devices, problems };
}

/** What is plugged in is told all the same. */
function noAgent(error: Error): Used {
  return { problems: [error.message] };
}

function report({ devices, problems }: Plugged, used: Used | undefined, language: Language): string {
  const word = (name: keyof typeof deviceWords) => deviceWords[name][language];
  const own = new Map(
    [deviceWords.unknownModel, deviceWords.usbPrinter].map((both) => [both.en as string, both]),
  );
  const told = (message: string) => own.get(message)?.[language] ?? said(language, message);
  const rows = devices.flatMap(({ is, name, path, setting, advice }) => [
    `${word(is).padEnd(11)} ${told(name)}, ${path}`,
    ...(setting
      ? [`${"".padEnd(11)} "${is === "printer" ? is : "scanner"}": ${JSON.stringify(setting)}`]
      : []),
    ...(advice ? [`${"".padEnd(11)} ${told(advice)}`] : []),
  ]);
  const uses = Object.entries(used?.devices ?? {}).map(
    ([name, device]) =>
      `${word("thisTill").padEnd(11)} ${word(name as "scanner" | "printer")} ${device === null ? word("none") : stateIn(language, device.state, name as "scanner" | "printer")}`,
  );
  const ofTill = Object.entries(used?.devices ?? {}).flatMap(([name, device]) =>
    device?.message === undefined ? [] : [`${word(name as "scanner" | "printer")}: ${told(device.message)}`],
  );
  const untold = used?.devices === undefined ? (used?.problems ?? []).map(told) : ofTill;
  const wrong = [...problems.map(told), ...untold].map((problem) => `! ${problem}`);
  return [...(rows.length === 0 ? [word("nothing")] : rows), ...uses, ...wrong].join("\n");
}
