/** A USB device made of folders: the kernel's gadget side on one end of a software cable, its USB drivers on the other. */

import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { type NodeEnd, openNode } from "./node-end.ts";
import { appears, nodes, until, vanishes } from "./until.ts";

export interface UsbIdentity {
  readonly vendorId: number;
  readonly productId: number;
  readonly manufacturer: string;
  readonly product: string;
  /** Many scanners have none. */
  readonly serialNumber?: string;
}

export interface Gadget {
  /** Resolves with the till's node: "/dev/ttyACM0". */
  plug(): Promise<string>;
  /** Pulls the cable; what was under way is lost. */
  unplug(): Promise<void>;
  /** The device's own end, while it is plugged in. */
  end(): NodeEnd;
  /** Unplugs it where it is plugged in, and takes its folders away. */
  remove(): Promise<void>;
}

const GADGETS = "/sys/kernel/config/usb_gadget";
const ENGLISH = "strings/0x409";

interface Function {
  /** The kernel's name of it: "hid", "acm", "printer". */
  readonly kind: string;
  /** The till's nodes: "hidraw", "ttyACM", "lp". */
  readonly node: string;
  readonly attributes?: Readonly<Record<string, string | Uint8Array>>;
  /** The device's own node, where it appears with the till's. */
  readonly ownNode?: string;
  /** Opens the device's end, given the function's folder, where there is no such node. */
  open?(folder: string): NodeEnd;
}

/** A scanner or reader over USB, with the report descriptor that it shows. Reports go through `end()` one a write. */
export const hidGadget = (identity: UsbIdentity, descriptor: Uint8Array, reportBytes: number): Gadget =>
  gadget(identity, {
    kind: "hid",
    node: "hidraw",
    attributes: { report_length: String(reportBytes), report_desc: descriptor },
    open: (folder) => {
      const [major, minor] = readFileSync(join(folder, "dev"), "utf8").trim().split(":");
      const words = readFileSync(`/sys/dev/char/${major}:${minor}/uevent`, "utf8");
      return openNode(`/dev/${/^DEVNAME=(.*)$/m.exec(words)?.[1]}`);
    },
  });

/** A scanner in "virtual COM" mode. */
export const serialGadget = (identity: UsbIdentity): Gadget =>
  gadget(identity, {
    kind: "acm",
    node: "ttyACM",
    open: (folder) => {
      const path = `/dev/ttyGS${readFileSync(join(folder, "port_num"), "utf8").trim()}`;
      const end = openNode(path);
      // A device has no line discipline: without this the kernel would answer the till with its own words. By path: what
      // a child process gets as its input is made to wait, for us too.
      spawnSync("stty", ["-F", path, "raw", "-echo"], { stdio: "inherit" });
      return end;
    },
  });

/** A receipt printer of the USB printer class. @param deviceId as IEEE 1284 has it: "MFG:EPSON;CMD:ESC/POS;" */
export const printerGadget = (identity: UsbIdentity, deviceId: string): Gadget =>
  gadget(identity, {
    kind: "printer",
    node: "lp",
    attributes: { pnp_string: deviceId },
    ownNode: "g_printer",
  });

let made = 0;

/** Source: the kernel's Documentation/usb/gadget_configfs.rst and gadget-testing.rst. */
function gadget(identity: UsbIdentity, role: Function): Gadget {
  const { kind, attributes = {} } = role;
  const name = `${kind}${process.pid}-${made++}`;
  const folder = join(GADGETS, name);
  const configuration = join(folder, "configs/c.1");
  const functionFolder = join(folder, `functions/${kind}.${name}`);
  const write = (file: string, value: string | Uint8Array) => writeFileSync(join(folder, file), value);
  for (const path of [join(folder, ENGLISH), functionFolder, configuration])
    mkdirSync(path, { recursive: true });
  write("idVendor", String(identity.vendorId));
  write("idProduct", String(identity.productId));
  write(`${ENGLISH}/manufacturer`, identity.manufacturer);
  write(`${ENGLISH}/product`, identity.product);
  if (identity.serialNumber !== undefined) write(`${ENGLISH}/serialnumber`, identity.serialNumber);
  for (const [attribute, value] of Object.entries(attributes))
    writeFileSync(join(functionFolder, attribute), value);
  symlinkSync(functionFolder, join(configuration, basename(functionFolder)));

  let node: string | undefined;
  let end: NodeEnd | undefined;
  const unplug = async (): Promise<void> => {
    if (node === undefined) return;
    await vanishes(node, () => write("UDC", "\n"));
    node = undefined;
    end?.close();
    end = undefined;
  };
  return {
    async plug() {
      const others = new Set(nodes(role.ownNode ?? ""));
      node = await appears(role.node, () => write("UDC", freePort()));
      end = await until(() => opened(() => role.open?.(functionFolder) ?? newNode(role.ownNode, others)));
      return node;
    },
    unplug,
    end() {
      if (end === undefined) throw new Error(`${identity.product} is not plugged in.`);
      return end;
    },
    async remove() {
      await unplug();
      unlinkSync(join(configuration, basename(functionFolder)));
      for (const path of [configuration, functionFolder, join(folder, ENGLISH), folder]) rmdirSync(path);
    },
  };
}

/** A port of the software controller that has no device. */
function freePort(): string {
  const taken = readdirSync(GADGETS).map((name) => readFileSync(join(GADGETS, name, "UDC"), "utf8").trim());
  const free = readdirSync("/sys/class/udc").find((port) => !taken.includes(port));
  if (free === undefined) throw new Error("All USB ports are taken.");
  return free;
}

function newNode(kind = "", others: ReadonlySet<string>): NodeEnd | undefined {
  const node = nodes(kind).find((each) => !others.has(each));
  return node === undefined ? undefined : openNode(node);
}

/** Undefined while the device's end is not there yet. */
function opened(open: () => NodeEnd | undefined): NodeEnd | undefined {
  try {
    return open();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return undefined;
  }
}
