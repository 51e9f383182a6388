/** A HID device made of a file: what is written to /dev/uhid, the kernel takes for a device's own words. */

import { type NodeEnd, openNode } from "./node-end.ts";
import { appears, vanishes } from "./until.ts";

export interface HidIdentity {
  readonly name: string;
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber?: string;
  /** The socket it is in. */
  readonly place?: string;
  readonly descriptor: Uint8Array;
}

export interface UhidDevice {
  /** Resolves with its hidraw node. */
  plug(): Promise<string>;
  unplug(): Promise<void>;
  /** One input report, its id in front where the descriptor has ids. */
  report(bytes: Uint8Array): Promise<void>;
  /** The reports that the till has sent. Feature reports among them are taken; asked for any, it refuses. */
  readonly received: readonly Buffer[];
}

/** Source: the kernel's include/uapi/linux/uhid.h. */
const DESTROY = 1;
const OUTPUT = 6;
const GET_REPORT = 9;
const GET_REPORT_REPLY = 10;
const CREATE2 = 11;
const INPUT2 = 12;
const SET_REPORT = 13;
const SET_REPORT_REPLY = 14;
const BUS_USB = 3;
const EIO = 5;

export function uhidDevice(identity: HidIdentity): UhidDevice {
  let end: NodeEnd | undefined;
  let listening: NodeJS.Timeout | undefined;
  let node = "";
  const received: Buffer[] = [];

  const open = (): NodeEnd => {
    if (end === undefined) throw new Error(`${identity.name} is not plugged in.`);
    return end;
  };

  /** The till waits up to 5 s for each answer. */
  const listen = (uhid: NodeEnd): void => {
    for (let event = uhid.take(); event.length > 0; event = uhid.take()) {
      const type = event.readUInt32LE(0);
      const asked = event.subarray(4, 8);
      if (type === OUTPUT) received.push(event.subarray(4, 4 + event.readUInt16LE(4100)));
      if (type === SET_REPORT) {
        received.push(event.subarray(12, 12 + event.readUInt16LE(10)));
        void uhid.send(Buffer.concat([numbers(SET_REPORT_REPLY), asked, Buffer.alloc(2)]));
      }
      if (type === GET_REPORT)
        void uhid.send(Buffer.concat([numbers(GET_REPORT_REPLY), asked, Buffer.of(EIO, 0, 0, 0)]));
    }
  };

  return {
    received,
    async plug() {
      const uhid = openNode("/dev/uhid");
      end = uhid;
      listening = setInterval(() => listen(uhid), 5);
      node = await appears("hidraw", () => uhid.send(create(identity)));
      return node;
    },
    async unplug() {
      const uhid = open();
      end = undefined;
      await vanishes(node, () => uhid.send(numbers(DESTROY)));
      clearInterval(listening);
      uhid.close();
    },
    async report(bytes) {
      const size = Buffer.alloc(2);
      size.writeUInt16LE(bytes.length);
      await open().send(Buffer.concat([numbers(INPUT2), size, bytes]));
    },
  };
}

function create({
  name,
  vendorId,
  productId,
  serialNumber = "",
  place = "",
  descriptor,
}: HidIdentity): Buffer {
  const text = (value: string, length: number) => Buffer.from(value.padEnd(length, "\0"));
  const sizes = Buffer.alloc(4);
  sizes.writeUInt16LE(descriptor.length, 0);
  sizes.writeUInt16LE(BUS_USB, 2);
  const [version, country] = [0, 0];
  return Buffer.concat([
    numbers(CREATE2),
    text(name, 128),
    text(place, 64),
    text(serialNumber, 64),
    sizes,
    numbers(vendorId, productId, version, country),
    descriptor,
  ]);
}

/** 32 bits each, as the kernel keeps them. */
const numbers = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer);
