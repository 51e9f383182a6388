import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { listUsbPrinters, profileOf } from "./usb-printers.ts";

test("the printers that the kernel lists are named with their maker, and with the profile they are likely to be", async () => {
  const root = await mkdtemp(join(tmpdir(), "tillside-sys-"));
  const plugged = async (name: string, files: Record<string, string>) => {
    const port = join(root, `port-${name}`);
    await mkdir(join(port, "1-1:1.0"), { recursive: true });
    for (const [file, text] of Object.entries(files)) await writeFile(join(port, file), `${text}\n`);
    await mkdir(join(root, "usbmisc", name), { recursive: true });
    await symlink(join(port, "1-1:1.0"), join(root, "usbmisc", name, "device"));
  };
  await plugged("lp10", { idVendor: "0fe6", idProduct: "811e", product: "USB Printing Support" });
  await plugged("lp2", {
    idVendor: "04b8",
    idProduct: "0202",
    manufacturer: "EPSON",
    product: "UB-U05",
    serial: "J4XF001",
    "1-1:1.0/ieee1284_id": "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;",
  });
  await mkdir(join(root, "usbmisc", "hiddev0"));
  expect(await listUsbPrinters(join(root, "usbmisc"))).toEqual([
    {
      path: "/dev/usb/lp2",
      vendorId: "04b8",
      productId: "0202",
      manufacturer: "EPSON",
      model: "TM-T20II",
      serialNumber: "J4XF001",
      profile: "epson-tm-t20",
    },
    { path: "/dev/usb/lp10", vendorId: "0fe6", productId: "811e", model: "USB Printing Support" },
  ]);
  await rm(root, { recursive: true });
});

test("a model's name says more than its number", () => {
  expect(profileOf({ vendorId: "04b8", productId: "0202" })).toBe("epson-tm-t88");
  expect(profileOf({ vendorId: "04b8", productId: "0202", model: "TM-T20III" })).toBe("epson-tm-t20");
  expect(profileOf({ vendorId: "04b8", model: "TM-T88III" })).toBe("epson-tm-t88-old");
  expect(profileOf({ vendorId: "04b8", model: "TM-T88VI" })).toBe("epson-tm-t88");
  expect(profileOf({ vendorId: "04b8", productId: "ffff" })).toBeUndefined();
});

test("a machine without USB printers has none", async () => {
  expect(await listUsbPrinters("/nowhere")).toEqual([]);
});
