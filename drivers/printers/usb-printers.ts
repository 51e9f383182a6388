/** Which USB printers the kernel has, and which profile each is likely to be. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { PrinterProfileId } from "./profiles.ts";

export interface UsbPrinterFound {
  /** "/dev/usb/lp0". */
  readonly path: string;
  /** Four hexadecimal digits each. */
  readonly vendorId?: string;
  readonly productId?: string;
  readonly manufacturer?: string;
  readonly model?: string;
  readonly serialNumber?: string;
  /** By the fingerprints below; absent for a model that nobody has written down. */
  readonly profile?: PrinterProfileId;
}

interface Fingerprint {
  readonly vendorId: string;
  readonly productId?: string;
  /** Of the IEEE 1284 device id ("MDL:TM-T88V;"), else of the USB product string. */
  readonly model?: RegExp;
  readonly profile: PrinterProfileId;
  readonly source: string;
}

const ownName = "its own name, as in the profile";
const bixolon = "vendor id in code for Bixolon's SLP-TX403 (lsusb); its own name, as in the profile";
const odoo = "supported_devices.py of Odoo's hw_escpos";
/** The row of which more fits wins, of equals the first. Epson gives 04b8:0202 to many models, so that only the model's name tells them apart. */
const fingerprints: readonly Fingerprint[] = [
  { vendorId: "04b8", productId: "0e03", profile: "epson-tm-t20", source: odoo },
  { vendorId: "04b8", productId: "0e15", profile: "epson-tm-t20", source: odoo },
  { vendorId: "04b8", model: /^TM-T20/, profile: "epson-tm-t20", source: ownName },
  { vendorId: "04b8", model: /^TM-T70/, profile: "epson-tm-t70", source: ownName },
  { vendorId: "04b8", model: /^TM-T88I{2,3}$/, profile: "epson-tm-t88-old", source: ownName },
  { vendorId: "04b8", model: /^TM-T88/, profile: "epson-tm-t88", source: ownName },
  {
    vendorId: "04b8",
    productId: "0202",
    profile: "epson-tm-t88",
    source: "WebUSB examples name the TM-T88V by it, Odoo the TM-T70, both of 42 columns",
  },
  { vendorId: "1504", model: /SRP-350III/, profile: "bixolon-srp-350iii", source: bixolon },
  { vendorId: "1504", model: /SRP-350$/, profile: "bixolon-srp-350", source: bixolon },
];

const score = ({ productId, model }: Fingerprint): number => (model ? 2 : 0) + (productId ? 1 : 0);

/** The profile whose fingerprint fits best. */
export function profileOf(found: Omit<UsbPrinterFound, "path" | "profile">): PrinterProfileId | undefined {
  const fits = fingerprints.filter(
    (row) =>
      row.vendorId === found.vendorId &&
      (!row.productId || row.productId === found.productId) &&
      (!row.model || row.model.test(found.model ?? "")),
  );
  return fits.sort((a, b) => score(b) - score(a))[0]?.profile;
}

/**
 * Lists them, the smallest node first; none where the kernel has no printers or is not Linux. Never rejects.
 * @param sys the kernel's list; another one in tests.
 */
export async function listUsbPrinters(sys = "/sys/class/usbmisc"): Promise<readonly UsbPrinterFound[]> {
  const names = (await readdir(sys).catch(() => [])).filter((name) => /^lp[0-9]+$/.test(name));
  names.sort((a, b) => Number(a.slice(2)) - Number(b.slice(2)));
  return await Promise.all(names.map((name) => look(join(sys, name), `/dev/usb/${name}`)));
}

async function look(node: string, path: string): Promise<UsbPrinterFound> {
  const text = async (name: string): Promise<string | undefined> => {
    // Not joined: "device" is a link, and ".." is meant from where it leads.
    const read = await readFile(`${node}/device/${name}`, "utf8").catch(() => "");
    return read.trim() || undefined;
  };
  const [id1284, vendorId, productId, manufacturer, product, serialNumber] = await Promise.all(
    ["ieee1284_id", "../idVendor", "../idProduct", "../manufacturer", "../product", "../serial"].map(text),
  );
  const model = /(?:^|;)(?:MDL|MODEL):([^;]+)/.exec(id1284 ?? "")?.[1] ?? product;
  const found = {
    ...(vendorId && { vendorId }),
    ...(productId && { productId }),
    ...(manufacturer && { manufacturer }),
    ...(model && { model }),
    ...(serialNumber && { serialNumber }),
  };
  const profile = profileOf(found);
  return { path, ...found, ...(profile && { profile }) };
}
