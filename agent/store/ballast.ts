/**
 * A file of nothing that holds room on the disk. When the disk is full it is thrown overboard, so that what must be
 * recorded still can be; it comes back when there is plenty again.
 */

import { closeSync, fsyncSync, openSync, rmSync, statSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { freeBytesOf } from "./free-room.ts";

/** Written at a time, so that no sale waits behind it. */
const STEP_BYTES = 1 << 20;
/** Not zeros: a file system may keep those without any room. One piece, written again and again: a buffer for each step stays in memory for minutes. */
const PIECE = Buffer.alloc(1 << 16, 0x54);
/** Times its size that must be free to make it, and to make it again after it was needed. */
const ROOM_AT_FIRST = 2;
const ROOM_AGAIN = 4;

export interface Ballast {
  /** Writes a part of it, durably, if there is room, and says how it stands then. */
  grow(): "more" | "whole" | "no-room";
  /** Throws it overboard. False: there was none. */
  give(): boolean;
}

/** @param freeBytes of the disk that holds a folder */
export function openBallast(
  path: string,
  bytes: number,
  freeBytes: (folder: string) => number = freeBytesOf,
): Ballast {
  let room = ROOM_AT_FIRST;
  const held = () => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return {
    grow() {
      const already = held();
      if (already >= bytes) return "whole";
      if (freeBytes(dirname(path)) < bytes * room - already) return "no-room";
      const file = openSync(path, "a", 0o600);
      try {
        const end = Math.min(already + STEP_BYTES, bytes);
        for (let at = already; at < end; ) at += writeSync(file, PIECE, 0, Math.min(PIECE.length, end - at));
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      return held() < bytes ? "more" : "whole";
    },
    give() {
      const had = held() > 0;
      rmSync(path, { force: true });
      room = ROOM_AGAIN;
      return had;
    },
  };
}

/** Tries once more with the ballast's room where the disk is full. */
export function withBallast<Result>(ballast: Ballast, given: () => void, write: () => Result): Result {
  try {
    return write();
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== "SQLITE_FULL" && code !== "SQLITE_IOERR_SHMSIZE") throw error;
    if (!ballast.give()) throw error;
    given();
    return write();
  }
}
