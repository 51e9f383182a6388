/** Scanners and printers on COM ports whose cables end on Linux, a network printer, a shared one, and what Windows forbids. */

import { readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startPrinterEmulator } from "../../drivers/printers/emulator/printer-emulator.ts";
import { startPtyPrinter } from "../../drivers/printers/emulator/pty.ts";
import { ptyScanner } from "../../drivers/scanners/pty.ts";
import { ended, equal } from "./expect.ts";
import type { Setting } from "./section.ts";

const LABEL = "8099100000012";
/** What any test slip has on it, accents and the euro among it. */
const SLIP = /è[\s\S]*€|€[\s\S]*è/;

export async function devices(setting: Setting): Promise<undefined> {
  await scanner(setting);
  await printers(setting);
  await forbidden(setting);
  return undefined;
}

async function scanner({ pc, shop, tally }: Setting): Promise<void> {
  const cable = await ptyScanner();
  const plug = () => pc.com("COM5", readlinkSync(cable.path));
  await plug();
  const till = await shop.till("scanner");
  till.configure({ scanner: { kind: "serial", path: "COM5", reopenMaxMs: 500 } });
  const agent = await till.start();
  const pos = await till.connect(agent);
  const heard: string[] = [];
  let wake = (): void => {};
  pos.on("scan", ({ kind, gtin }) => {
    heard.push(`${kind} ${gtin}`);
    wake();
  });
  const hears = async (many: number): Promise<void> => {
    const late = AbortSignal.timeout(30_000);
    late.addEventListener("abort", () => wake());
    while (heard.length < many && !late.aborted)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    equal("labels that the POS was told", heard.length, many);
  };
  const isIn = async (state: string): Promise<void> => {
    for (let tries = 0; tries < 100; tries += 1) {
      const { devices: seen } = await pos.call<{ devices: { scanner: { state: string } | null } }>(
        "agent.status",
      );
      if (seen.scanner?.state === state) return;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`the scanner was never ${state}`);
  };
  await isIn("ready");
  await pos.call("transaction.begin", { transactionId: "scans" });
  await tally.check("a label on COM5 is told to the POS", async () => {
    cable.send(`${LABEL}\r\n`);
    await hears(1);
    equal("it", heard, [`gtin ${LABEL}`]);
  });
  await tally.check("a hundred scans back to back, none lost", async () => {
    for (let n = 0; n < 100; n += 1) cable.send(`${LABEL}\r\n`);
    await hears(101);
  });
  await tally.check(
    "unplugged in mid-scan it is gone; plugged in again it scans, and the half is not glued on",
    async () => {
      cable.send(LABEL.slice(0, 6));
      await cable.unplug();
      await pc.com("COM5", undefined);
      await isIn("gone");
      await cable.plug();
      await plug();
      await isIn("ready");
      cable.send(`${LABEL}\r\n`);
      await hears(102);
      equal("the last", heard.at(-1), `gtin ${LABEL}`);
    },
  );
  await tally.check("tillside devices: the till's scanner is ready", async () => {
    const [, port] = await agent.says(/127\.0\.0\.1:(\d+)/);
    const asked = await pc.tillside(
      "devices",
      "--lang",
      "en",
      "--config",
      till.config,
      "--port",
      String(port),
    );
    ended(asked, 0, /this till +scanner ready/);
  });
  await pos.close();
  await agent.kill();
  await cable.remove();
  await pc.com("COM5", undefined);
}

async function printers({ pc, tally }: Setting): Promise<void> {
  const printed = (setting: object) =>
    pc.tillside("print-test", "--lang", "en", "--with", JSON.stringify(setting));
  const network = await startPrinterEmulator({ columns: 42 });
  await tally.check("a printer on the network: printed, and it says so", async () => {
    ended(
      await printed({ kind: "tcp", host: "127.0.0.1", port: network.port, profile: "generic-80mm-42" }),
      0,
      /./,
    );
    equal("euro and accents", SLIP.test((await network.waitForReceipt()).text), true);
  });
  await network.close();

  const serial = await startPtyPrinter({ columns: 42 });
  await pc.com("COM6", readlinkSync(serial.path));
  await tally.check("a printer on COM6: printed, and it says so", async () => {
    ended(await printed({ kind: "serial", path: "COM6", profile: "generic-80mm-42" }), 0, /./);
    equal("euro and accents", SLIP.test((await serial.waitForReceipt()).text), true);
  });
  await serial.close();
  await pc.com("COM6", undefined);

  // Behind the share Wine has a file, not Windows' spooler: what is proved is that all the bytes go there.
  writeFileSync(join(pc.shop, "queue"), "");
  await tally.check("a shared printer is opened by its name and gets the slip", async () => {
    ended(
      await printed({ kind: "windows-share", share: "\\\\localhost\\Receipt", profile: "generic-80mm-42" }),
      0,
      /./,
    );
    equal(
      "whether it begins as a receipt",
      readFileSync(join(pc.shop, "queue")).subarray(0, 2),
      Buffer.from([0x1b, 0x40]),
    );
  });
  await tally.check("a printer that is not shared is told by its name", async () =>
    ended(
      await printed({ kind: "windows-share", share: "\\\\no-such-pc\\None" }),
      1,
      /There is no shared printer/,
    ),
  );
  await tally.check("a USB printer: what Windows forbids, and what to do instead", async () =>
    ended(await printed({ kind: "usb" }), 1, /Windows keeps USB printers to itself\. Share the printer/),
  );
}

async function forbidden({ pc, tally }: Setting): Promise<void> {
  await tally.check("tillside devices lists HID devices and serial ports, here none", async () =>
    ended(await pc.tillside("devices", "--lang", "en"), 0, /Nothing is plugged in/),
  );
  const scanned = (setting: object) =>
    pc.tillside("scan-test", "--lang", "en", "--seconds", "4", "--with", JSON.stringify(setting));
  await tally.check("a HID scanner that is not there is waited for, looked for again and again", async () =>
    ended(await scanned({ kind: "hid-pos" }), 1, /No HID POS scanner is plugged in/),
  );
  await tally.check("a scanner that plays a keyboard: which setting to scan instead", async () =>
    ended(
      await scanned({ kind: "hid-keyboard", vendorId: "05f9", productId: "2206" }),
      1,
      /"USB HID POS" or "USB virtual COM"/,
    ),
  );
}
