/** A real Chromium for a test, unpacked from npm into a folder of its own and gone afterwards. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import bundled from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

/** Names another Chromium, for machines on which the one from npm does not run. */
export const OTHER_CHROMIUM = "TILLSIDE_CHROMIUM";

/** Its own arguments would switch web security off; as root Chromium starts only without its sandbox. */
const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"];

export interface Chromium {
  readonly browser: Browser;
  /** Resolves when browser and folder are gone. */
  close(): Promise<void>;
}

/** To be unpacked it takes three seconds of a processor: so all that needs it is one file of tests. Rejected, it has left nothing behind. */
export async function startChromium(): Promise<Chromium> {
  const folder = mkdtempSync(join(tmpdir(), "tillside-chromium-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const before = process.env.TMPDIR;
  // Both packages write where the system's temporary files lie.
  process.env.TMPDIR = folder;
  try {
    const executablePath = process.env[OTHER_CHROMIUM] ?? (await bundled.executablePath());
    const browser = await chromium.launch({ executablePath, args, headless: true });
    return { browser, close: () => browser.close().finally(remove) };
  } catch (error) {
    remove();
    throw explained(error as Error);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

function explained(error: Error): Error {
  const missing = /lib(nss|nspr)\w*\.so/.exec(error.message);
  if (missing === null) return error;
  return new Error(
    `Chromium does not start: the system lacks ${missing[0]}. Install libnss3 and libnspr4 ` +
      `(Debian: apt-get install libnss3 libnspr4), or name another Chromium in ${OTHER_CHROMIUM}.`,
    { cause: error },
  );
}
