/**
 * For tests: node-hid with scanners that can be pulled out. It keeps node-hid's manners, all seen with 3.4.0 on device
 * nodes: errors are texts, an error without a listener throws, a listener's exception comes back as an error of the
 * device, two readers both get every report, closing takes a while and twice is an error, closing before reading has
 * begun throws where nobody can catch it, nobody tells of plugging.
 */
import { EventEmitter } from "node:events";
import type { NodeHid } from "./node-hid.ts";
import type { HidFacts } from "./sysfs.ts";

export interface FakeDevice {
  readonly vendorId: number;
  readonly productId: number;
  /** Its socket. */
  readonly place: string;
  /** One pair for each of its collections: usage page and usage. */
  readonly usages: readonly (readonly [page: number, usage: number])[];
  readonly descriptor?: Uint8Array;
  readonly serialNumber?: string;
  readonly manufacturer?: string;
  readonly product?: string;
  /** Feature reports it takes, by number. */
  readonly takesFeatures?: readonly number[];
}

export interface FakeNodeHid {
  readonly module: NodeHid;
  readonly facts: HidFacts;
  /** Its path: another one each time, as when somebody still holds the old node. */
  plug(device: FakeDevice): string;
  /** `silently`: as on a system that lets a read of a lost device hang. */
  unplug(place: string, how?: { readonly silently?: boolean }): void;
  send(place: string, report: Uint8Array): void;
  /** Feature reports that arrived, as text: "fe 01". */
  readonly features: string[];
  /** What the next attempts to open fail with, all or so many, in node-hid's words; `undefined` mends it. */
  refuseOpening(text: string | undefined, times?: number): void;
}

const LOST = "could not read from HID device: hid_read_timeout: unexpected poll error (device disconnected)";
const CLOSE_MS = 5;

export function fakeNodeHid(): FakeNodeHid {
  const plugged = new Map<string, FakeDevice>();
  const readers = new Map<string, Set<Reader>>();
  const features: string[] = [];
  let number = 0;
  let refusal: string | undefined;
  let refusals = 0;
  const pathOf = (place: string): string | undefined =>
    [...plugged].find(([, device]) => device.place === place)?.[0];

  class Reader extends EventEmitter {
    readonly path: string;
    closed = false;
    private waiting: Uint8Array[] = [];
    constructor(path: string) {
      super();
      this.path = path;
      this.on("newListener", (event) => {
        if (event !== "data") return;
        process.nextTick(() => {
          if (this.closed) throw new TypeError("device has been closed");
        });
        setImmediate(() => this.waiting.splice(0).forEach(this.give));
      });
    }
    give = (report: Uint8Array): void => {
      if (this.listenerCount("data") === 0) {
        this.waiting.push(report);
        return;
      }
      try {
        this.emit("data", Buffer.from(report));
      } catch (error) {
        setImmediate(() => {
          if (!this.closed) this.emit("error", error);
        });
      }
    };
    async sendFeatureReport(report: number[]): Promise<number> {
      const device = plugged.get(this.path);
      if (!device?.takesFeatures?.includes(report[0] ?? 0))
        throw new Error("could not send feature report to device: ioctl (SFEATURE): Broken pipe");
      features.push(report.map((byte) => byte.toString(16).padStart(2, "0")).join(" "));
      return report.length;
    }
    async close(): Promise<void> {
      if (this.closed) throw new TypeError("device is already closed");
      this.closed = true;
      await new Promise((resolve) => setTimeout(resolve, CLOSE_MS));
      readers.get(this.path)?.delete(this);
      this.removeAllListeners();
    }
  }

  return {
    features,
    refuseOpening(text, times = Number.POSITIVE_INFINITY) {
      refusal = text;
      refusals = times;
    },
    module: {
      async devicesAsync() {
        await new Promise((resolve) => setImmediate(resolve));
        return [...plugged].flatMap(([path, device]) =>
          device.usages.map(([usagePage, usage]) => ({
            ...device,
            path,
            usagePage,
            usage,
            product: device.product ?? "",
          })),
        );
      },
      HIDAsync: {
        async open(path) {
          await new Promise((resolve) => setImmediate(resolve));
          refusals -= 1;
          if (refusals < 0) refusal = undefined;
          const why = refusal ?? (plugged.has(path) ? undefined : "No such file or directory");
          if (why !== undefined) throw new Error(`cannot open device with path ${path}: ${why}`);
          const reader = new Reader(path);
          readers.set(path, (readers.get(path) ?? new Set()).add(reader));
          return reader;
        },
      },
    },
    facts: {
      place: async (path) => plugged.get(path)?.place,
      descriptor: async (path) => plugged.get(path)?.descriptor,
    },
    plug(device) {
      const path = `/dev/hidraw${number++}`;
      plugged.set(path, device);
      return path;
    },
    unplug(place, { silently = false } = {}) {
      const path = pathOf(place);
      if (path === undefined) return;
      plugged.delete(path);
      if (silently) return;
      for (const reader of readers.get(path) ?? [])
        setImmediate(() => {
          if (!reader.closed) reader.emit("error", LOST);
        });
    },
    send(place, report) {
      const path = pathOf(place);
      for (const reader of readers.get(path ?? "") ?? []) setImmediate(() => reader.give(report));
    },
  };
}
