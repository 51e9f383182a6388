/** HID devices of this machine: which there are, and reports out of one. One implementation, `nodeHid`. */

/** One collection of a device. Most systems list a device once for each of its collections. */
export interface HidDevice {
  /** Where the system has it: "/dev/hidraw0" (another number after a replug), "\\?\hid#…". */
  readonly path: string;
  /** The socket it is plugged into, the same after a replug: "usb-0000:00:14.0-2/input0". Linux only. */
  readonly place?: string | undefined;
  /** Four hexadecimal digits each. */
  readonly vendorId: string;
  readonly productId: string;
  readonly manufacturer?: string | undefined;
  readonly product?: string | undefined;
  readonly serial?: string | undefined;
  readonly usagePage?: number | undefined;
  readonly usage?: number | undefined;
}

export interface HidEvents {
  /** An input report; its number is byte 0 where the device numbers its reports. The bytes are the receiver's. */
  report(bytes: Uint8Array): void;
  /** The device is lost. Once. */
  gone(cause: Error): void;
}

/** An open device. */
export interface HidPort {
  /** Its number first. Rejects with an Error. */
  sendFeatureReport(report: readonly number[]): Promise<void>;
  /** Resolves when the device is free. Never rejects; a second call does nothing. */
  close(): Promise<void>;
}

export interface Hid {
  /** Throws DeviceError where HID can't be used at all. */
  list(): Promise<readonly HidDevice[]>;
  /** Throws DeviceError. Nothing is told before it has resolved. */
  open(path: string, events: HidEvents): Promise<HidPort>;
  /** The device's report descriptor, where the system shows it. */
  descriptor(path: string): Promise<Uint8Array | undefined>;
}
