/** One open way to a printer, whatever it is made of: bytes out, bytes in, until it is lost or let go. */
import type { DeviceError } from "../device.ts";

export interface WireEvents {
  bytes(chunk: Uint8Array): void;
  /** No more comes and nothing more goes. May be told more than once; the first time counts. */
  lost(fault: DeviceError): void;
}

export interface Wire {
  /** Calls `taken` once the operating system has every byte; never where the wire is lost before that. */
  send(bytes: Uint8Array, taken: () => void): void;
  /** Called once, as soon as the wire is there. What was lost before that is told then. */
  listen(events: WireEvents): void;
  /** Lets go politely: what was taken still gets there. Resolves, where that matters, once it can be opened again. */
  end(): void | Promise<void>;
  /** Lets go at once, and takes back what the operating system still holds, so that nothing is printed later. */
  abort(): void | Promise<void>;
}
