/** What can be proved of it away from Windows: each receipt is one opening and closing, and faults say what to do. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openPrinter, printerSchema } from "./open-printer.ts";
import { print } from "./print.ts";
import { openWindowsShare, shareAsFile } from "./windows-share.ts";

const share = "\\\\localhost\\Receipt";

test("a receipt is handed over whole, and Windows is believed no further than that", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tillside-share-"));
  const link = openWindowsShare({ share }, (_share, bytes) => shareAsFile(join(folder, "queue"), bytes));
  expect(await print(link, Buffer.from("Grazie\n"))).toBe("sent");
  expect(await readFile(join(folder, "queue"), "utf8")).toBe("Grazie\n");
  expect(link.check()).toMatchObject({ state: "ready", path: share });
  expect(link.statistics()).toMatchObject({ written: 1, printed: 0, bytes: 7 });
  await rm(folder, { recursive: true });
});

test.each([
  ["ENOENT", "not-found", "Share it"],
  ["EPERM", "no-permission", "security"],
  ["EIO", "refused", "does not take receipts"],
])("%s is told as %s, with what to do", async (errno, code, advice) => {
  const failing = async () => {
    throw Object.assign(new Error(errno), { code: errno });
  };
  const link = openWindowsShare({ share }, failing);
  await expect(print(link, new Uint8Array(1))).rejects.toMatchObject({
    code,
    message: expect.stringContaining(advice),
  });
  expect(link.check()).toMatchObject({ state: "faulted", problem: { code } });
});

test("a share that hangs is given up, and it is said that it may still print", async () => {
  const link = openWindowsShare({ share, writeTimeoutMs: 50 }, () => new Promise(() => {}));
  await expect(print(link, new Uint8Array(1))).rejects.toMatchObject({
    code: "timeout",
    message: expect.stringContaining("may still be printed"),
  });
});

test("a configuration names a share, and nothing else will do", async () => {
  const { link } = openPrinter({ kind: "windows-share", share });
  expect(link.check()).toMatchObject({ state: "opening", profile: "generic-80mm-48" });
  await link.close();
  await expect(link.write(new Uint8Array(1))).rejects.toMatchObject({ code: "disconnected" });
  expect(printerSchema.safeParse({ kind: "windows-share", share: "COM3" }).success).toBe(false);
});
