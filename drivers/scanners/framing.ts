/** Where one scan ends and the next begins, in a stream of bytes that is cut anywhere. */
import { DeviceError } from "../device.ts";
import { onSilence } from "./silence.ts";

/**
 * What a scanner sends after each label. "auto" takes CR, LF or both; choose "cr", "lf" or "crlf" where labels
 * have line ends inside (contact cards in QR codes). "none": a scan ends where the bytes stop.
 */
export const terminators = ["auto", "cr", "lf", "crlf", "tab", "none"] as const;
export type Terminator = (typeof terminators)[number];

export interface FramingOptions {
  /** Default "auto". */
  readonly terminator?: Terminator | undefined;
  /**
   * Silence, in milliseconds, after which no more bytes of the same scan are expected: with "none" the scan is
   * complete (default 100), with a terminator it was cut and is dropped (default 500).
   */
  readonly interByteMs?: number | undefined;
  /** Bytes of one scan; default 4096. What is longer is dropped up to the next end of a scan. */
  readonly bytesMax?: number | undefined;
}

export interface FramingEvents {
  /** A whole scan: no STX, ETX or terminator, never empty. The bytes are the receiver's to keep. */
  frame(bytes: Uint8Array): void;
  /** Something was dropped. The stream goes on. */
  fault(error: DeviceError): void;
}

export interface Framing {
  push(chunk: Uint8Array): void;
  /** A part of the scan is known to be missing: all of it is dropped, up to its end, with a fault that says why. */
  spoil(why: string): void;
  /** The link broke: what has come of a scan is dropped, without a fault. Nothing is delivered afterwards. */
  cut(): void;
}

const stx = 0x02;
const etx = 0x03;
const tab = 0x09;
const lf = 0x0a;
const cr = 0x0d;

/** Bytes in, scans out. Holds at most `bytesMax` bytes and one timer. */
export function openFraming(options: FramingOptions, events: FramingEvents): Framing {
  const { terminator = "auto", bytesMax = 4096 } = options;
  const interByteMs = options.interByteMs ?? (terminator === "none" ? 100 : 500);
  const held = new Uint8Array(bytesMax);
  let length = 0;
  let spoilt = false;

  const forget = (): void => {
    length = 0;
    spoilt = false;
  };

  const end = (): void => {
    let last = length;
    while (last > 0 && isLineEnd(held[last - 1])) last--;
    const frame = spoilt || last === 0 ? undefined : held.slice(0, last);
    forget();
    if (frame) events.frame(frame);
  };

  const drop = (why: string): void => {
    const error = spoilt
      ? undefined
      : new DeviceError("protocol", `Dropped ${length} bytes of a scan: ${why}`);
    forget();
    if (error) events.fault(error);
  };

  const spoil = (why: string): void => {
    if (spoilt) return;
    drop(why);
    // Full from now on: everything up to the next end of a scan belongs to the same one.
    spoilt = true;
    length = bytesMax;
  };

  const endsScan = (byte: number): boolean => {
    if (byte === etx) return true;
    if (byte === cr) return terminator === "cr" || terminator === "auto";
    if (byte === tab) return terminator === "tab";
    if (byte !== lf) return false;
    if (terminator === "crlf") return spoilt || held[length - 1] === cr;
    return terminator === "lf" || terminator === "auto";
  };

  const take = (byte: number): void => {
    if (byte === stx) {
      if (length > 0) drop("another scan began before its end. Check the cable.");
    } else if (endsScan(byte)) {
      end();
    } else if (length === 0 && isLineEnd(byte)) {
      // The second half of a CR LF, or an empty line.
    } else if (length < bytesMax) {
      held[length++] = byte;
    } else {
      spoil(
        `longer than ${bytesMax} bytes. Check the terminator and the baud rate that the scanner is set to.`,
      );
    }
  };

  const listening = onSilence(interByteMs, () => {
    if (terminator === "none") end();
    else drop('it had no terminator. If the scanner is set to send none, set "terminator" to "none".');
  });

  return {
    push(chunk) {
      listening.stop();
      for (const byte of chunk) take(byte);
      if (length > 0) listening.start();
    },
    spoil(why) {
      spoil(why);
      listening.start();
    },
    cut() {
      listening.stop();
      forget();
    },
  };
}

const isLineEnd = (byte: number | undefined): boolean => byte === cr || byte === lf;
