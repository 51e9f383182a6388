/** HID through node-hid (hidapi), with its manners taken out: texts for errors, listeners that break devices, no codes. */
import { DeviceError } from "../../device.ts";
import type { Hid, HidDevice } from "./hid.ts";
import { hidFault } from "./hid-fault.ts";
import { type HidFacts, hidFacts } from "./sysfs.ts";

/** The part of node-hid that is used; its fake in the tests has the same shape and the same bad manners. */
export interface NodeHid {
  devicesAsync(): Promise<
    readonly {
      readonly path?: string | undefined;
      readonly vendorId: number;
      readonly productId: number;
      readonly manufacturer?: string | undefined;
      readonly product?: string | undefined;
      readonly serialNumber?: string | undefined;
      readonly usagePage?: number | undefined;
      readonly usage?: number | undefined;
    }[]
  >;
  readonly HIDAsync: {
    open(path: string): Promise<{
      on(event: "data", listener: (report: Uint8Array) => void): unknown;
      on(event: "error", listener: (error: unknown) => void): unknown;
      sendFeatureReport(report: number[]): Promise<number>;
      close(): Promise<void>;
    }>;
  };
}

/** Loaded when the first HID device is looked for: a till without one needs no libusb. */
const installed = async (): Promise<NodeHid> => (await import("node-hid")).default;

export function nodeHid(load: () => Promise<NodeHid> = installed, facts: HidFacts = hidFacts()): Hid {
  return {
    async list() {
      try {
        const { devicesAsync } = await load();
        const found = await devicesAsync();
        return await Promise.all(
          found.flatMap((device) =>
            device.path === undefined ? [] : [described(device.path, device, facts)],
          ),
        );
      } catch (error) {
        throw hidFault("HID", error);
      }
    },

    async open(path, events) {
      const { HIDAsync } = await load();
      const device = await HIDAsync.open(path).catch((error: unknown) => {
        throw hidFault(path, error);
      });
      let closed: Promise<void> | undefined;
      let lost = false;
      const lose = (error: unknown): void => {
        if (lost || closed) return;
        lost = true;
        events.gone(error instanceof Error ? error : new DeviceError("disconnected", String(error)));
      };
      // Without a listener an error would end the process. It comes as a plain text.
      device.on("error", lose);
      device.on("data", (report) => {
        if (lost || closed) return;
        try {
          events.report(report);
        } catch (error) {
          // It would come back from node-hid as an error of the device.
          queueMicrotask(() => {
            throw error;
          });
        }
      });
      // It begins to read a tick later, and where it has been closed by then it throws where nobody can catch it.
      await new Promise<void>((resolve) => process.nextTick(resolve));
      return {
        async sendFeatureReport(report) {
          try {
            await device.sendFeatureReport([...report]);
          } catch (error) {
            throw hidFault(path, error);
          }
        },
        close() {
          closed ??= device.close().catch(() => {});
          return closed;
        },
      };
    },

    descriptor: (path) => facts.descriptor(path),
  };
}

type Listed = Awaited<ReturnType<NodeHid["devicesAsync"]>>[number];

async function described(path: string, device: Listed, facts: HidFacts): Promise<HidDevice> {
  return {
    path,
    place: await facts.place(path),
    vendorId: hex(device.vendorId),
    productId: hex(device.productId),
    manufacturer: text(device.manufacturer),
    product: text(device.product),
    serial: text(device.serialNumber),
    usagePage: device.usagePage,
    usage: device.usage,
  };
}

const hex = (id: number): string => id.toString(16).padStart(4, "0");

/** Some devices fill their names with blanks or NULs, some have none and give "". */
function text(value: string | undefined): string | undefined {
  const trimmed = value?.replaceAll("\0", "").trim();
  return trimmed === "" ? undefined : trimmed;
}
