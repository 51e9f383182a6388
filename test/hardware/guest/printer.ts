/** The emulated receipt printer at the end of a USB cable: of the printer class, or as a virtual COM port. */

import { Duplex } from "node:stream";
import { type EmulatedPrinter, emulatedPrinter } from "../../../drivers/printers/emulator/printer.ts";
import type { LinkOptions } from "../../../drivers/printers/link.ts";
import { type Gadget, printerGadget, serialGadget, type UsbIdentity } from "./gadget.ts";
import type { NodeEnd } from "./node-end.ts";
import { openWire } from "./wire.ts";

export interface CabledPrinter extends EmulatedPrinter {
  /** Resolves with the till's node: "/dev/usb/lp0". */
  plug(): Promise<string>;
  /** Pulls the cable. The printer keeps its power, its paper and what it has been sent. */
  unplug(): Promise<void>;
  remove(): Promise<void>;
}

const EPSON = { vendorId: 0x04b8, productId: 0x0e28, manufacturer: "EPSON", product: "TM-T20III" };
const DEVICE_ID = "MFG:EPSON;CMD:ESC/POS;MDL:TM-T20III;CLS:PRINTER;";
/** usblp was seen to take 86,016 bytes from one who does not read, cdc-acm less; 8 MB take seconds here. */
export const TOO_LONG_BYTES = 500_000;
const POLL_MS = 2;

export const usbPrinter = (identity: Partial<UsbIdentity> = {}): CabledPrinter =>
  cabled(printerGadget({ ...EPSON, ...identity }, DEVICE_ID));

export const serialPrinter = (): CabledPrinter => cabled(serialGadget(EPSON));

/** At the end of a cable that is laid already (`wire.ts`), and switched on. */
export function wiredPrinter(wire: "rs232" | "ftdi"): EmulatedPrinter & { readonly remove: () => void } {
  const { plug, switchOff, ...printer } = emulatedPrinter({});
  const end = openWire(wire);
  const cable = streamOf(end);
  plug(cable);
  return {
    ...printer,
    remove() {
      switchOff();
      cable.destroy();
      end.close();
    },
  };
}

/** An emulated machine that is busy answers late. */
export const patient = (options: LinkOptions): LinkOptions => ({ ...options, statusTimeoutMs: 5000 });

function cabled(device: Gadget): CabledPrinter {
  const { plug, switchOff, ...printer } = emulatedPrinter({});
  let cable: Duplex | undefined;
  const unplug = async (): Promise<void> => {
    cable?.destroy();
    await device.unplug();
  };
  return {
    ...printer,
    async plug() {
      const node = await device.plug();
      cable = streamOf(device.end());
      plug(cable);
      return node;
    },
    unplug,
    async remove() {
      switchOff();
      await unplug();
      await device.remove();
    },
  };
}

/** A printer that takes no bytes is not read; then the kernel's buffers fill, and the till has to wait. */
function streamOf(end: NodeEnd): Duplex {
  let poll: NodeJS.Timeout | undefined;
  const look = (stream: Duplex): void => {
    const bytes = end.take();
    if (bytes.length > 0) stream.push(bytes);
    else poll = setTimeout(look, POLL_MS, stream);
  };
  return new Duplex({
    read() {
      clearTimeout(poll);
      look(this);
    },
    write(bytes: Buffer, _encoding, done) {
      end.send(bytes).then(() => done(), done);
    },
    destroy(error, done) {
      clearTimeout(poll);
      done(error);
    },
  });
}
