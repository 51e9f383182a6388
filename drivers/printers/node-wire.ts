/** A wire over a device node that is opened O_NONBLOCK: what would wait is tried again, so that no thread is lost in it. */
import { read, write } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { DeviceError } from "../device.ts";
import type { Wire, WireEvents } from "./wire.ts";

/** First pause before trying again, and the longest: each is twice the one before. */
const pauseMinMs = 2;
const pauseMaxMs = 64;

/** How long a last word may take to get there. */
const endMs = 1000;

const nothing = new Uint8Array(0);
const wouldWait = (error: NodeJS.ErrnoException): boolean =>
  error.code === "EAGAIN" || error.code === "EWOULDBLOCK" || error.code === "EINTR";

/**
 * Takes `file` over and closes it.
 *
 * usblp takes up to 8 KiB at once, says so, and drops them if the node is closed before the printer has them. So bytes
 * count as taken only when an empty write no longer says EAGAIN: then the printer has everything, closing loses
 * nothing, and a printer that has stalled shows itself on the shortest receipt. Reads find zero bytes or EAGAIN where
 * the printer has said nothing; a cable that is pulled out is ENODEV (usblp) or EIO (a terminal).
 */
export function nodeWire(file: FileHandle, name: string): Wire {
  const { fd } = file;
  const closed = Promise.withResolvers<void>();
  const inbox = new Uint8Array(512);
  /** Bytes that wait for their turn; an empty entry asks whether all before it has gone. */
  const outbox: { bytes: Uint8Array; readonly taken: () => void }[] = [];
  let events: WireEvents | undefined;
  let over = false;
  let ending: NodeJS.Timeout | undefined;
  let reading = false;
  let writing = false;
  let readPauseMs = pauseMinMs;
  let readTimer: NodeJS.Timeout | undefined;
  let writePauseMs = pauseMinMs;
  let writeTimer: NodeJS.Timeout | undefined;

  /** Closes once no call is under way: its number may be another file's by then. */
  const close = (): void => {
    over = true;
    for (const timer of [readTimer, writeTimer, ending]) clearTimeout(timer);
    if (!reading && !writing) file.close().then(closed.resolve, closed.resolve);
  };

  const lose = (cause: NodeJS.ErrnoException): void => {
    close();
    events?.lost(
      new DeviceError("disconnected", `${name} is gone (${cause.code}). Check its cable and power.`, {
        cause,
      }),
    );
  };

  const readOn = (): void => {
    reading = true;
    read(fd, inbox, 0, inbox.length, null, (error, length) => {
      reading = false;
      if (over) return close();
      if (error && !wouldWait(error)) {
        // A printer without a way back (usblp says EINVAL): it only listens.
        if (error.code === "EINVAL") return;
        return lose(error);
      }
      if (!error && length > 0) {
        readPauseMs = pauseMinMs;
        events?.bytes(inbox.slice(0, length));
      } else readPauseMs = Math.min(readPauseMs * 2, pauseMaxMs);
      if (over) return;
      readTimer = setTimeout(readOn, readPauseMs);
    });
  };

  const writeOn = (): void => {
    const [next] = outbox;
    if (writing || over) return;
    if (!next) {
      if (ending) close();
      return;
    }
    writing = true;
    write(fd, next.bytes, 0, next.bytes.length, null, (error, length) => {
      writing = false;
      if (over) return close();
      if (error && !wouldWait(error)) return lose(error);
      if (error) {
        writePauseMs = Math.min(writePauseMs * 2, pauseMaxMs);
        writeTimer = setTimeout(writeOn, writePauseMs);
        return;
      }
      writePauseMs = pauseMinMs;
      if (next.bytes.length === 0) {
        outbox.shift();
        next.taken();
      } else next.bytes = length < next.bytes.length ? next.bytes.subarray(length) : nothing;
      writeOn();
    });
  };

  return {
    send(bytes, taken) {
      outbox.push({ bytes, taken });
      // An answer may follow soon.
      readPauseMs = pauseMinMs;
      if (readTimer && !reading && !over) {
        clearTimeout(readTimer);
        readTimer = setTimeout(readOn, readPauseMs);
      }
      if (outbox.length === 1) writeOn();
    },
    listen(listener) {
      events = listener;
      readOn();
    },
    end() {
      ending = setTimeout(close, endMs);
      if (outbox.length === 0) close();
      return closed.promise;
    },
    abort() {
      close();
      return closed.promise;
    },
  };
}
