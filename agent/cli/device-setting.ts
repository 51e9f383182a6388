/** Which scanner or printer a verb is about: the till's own, or one that is named on the command line. */

import type { z } from "zod";
import { issueField, issueText } from "../../sync/issue-text.ts";
import { readConfigFile } from "../config.ts";
import { InputError, text, UsageError, type VerbArguments } from "./verb.ts";

/**
 * `--with '{"kind":…}'`, else what stands in `--config`. Throws UsageError, InputError naming the field.
 * @param schema of the driver
 */
export function deviceSetting<Settings>(
  given: VerbArguments,
  device: "scanner" | "printer",
  schema: z.ZodType<Settings>,
): Settings {
  const words = text(given, "with");
  const file = text(given, "config");
  const value = words === undefined ? ofConfig(file, device) : parsed(words);
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  throw new InputError(wrongSetting(device, value, read.error.issues[0]!));
}

/** Names the field, what is wrong with it, and where the right words are to be had. */
function wrongSetting(device: string, value: unknown, issue: z.core.$ZodIssue): string {
  const field = [device, issueField(issue)].filter(Boolean).join(".");
  const wrong = `"${field}": ${issueText(issue, value)}`;
  return wrong.includes("tillside devices")
    ? `${wrong}.`
    : `${wrong}. "tillside devices" shows the words for what is plugged in.`;
}

function ofConfig(file: string | undefined, device: "scanner" | "printer"): unknown {
  if (file === undefined)
    throw new UsageError(
      `name the ${device}: --config FILE, or --with '{"kind": …}' as "tillside devices" shows it`,
    );
  const setting = readConfigFile(file)[device];
  if (setting === undefined)
    throw new InputError(
      `${file} names no ${device}: "tillside devices" shows what to write there, and --with tries it before`,
    );
  return setting;
}

function parsed(words: string): unknown {
  try {
    return JSON.parse(words);
  } catch (cause) {
    throw new UsageError(
      `--with ${words}: it is not JSON (${(cause as Error).message}). Quote all of it: --with '{"kind":"usb"}'`,
    );
  }
}
