/**
 * The tills of a store among themselves: TLS 1.3 with the certificates of enrolment at both ends, the addresses of HQ's
 * row `lan`. Every till calls those that hold the book, and mostly all others, and takes calls of all; what is for a till
 * goes over any connection.
 */

import { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { lanTls, peerAt, type TillFiles } from "../../sync/enrol/till-files.ts";
import { publicPart } from "../../sync/enrol/till-key.ts";
import { type Lan, type LanMember, listOf } from "../../sync/lead/lan.ts";
import { holdersOf } from "../../sync/lead/members.ts";
import { keyIdOf } from "../../sync/release/keys.ts";
import type { Log } from "../log.ts";
import { type Connection, connectionOf } from "./connection.ts";
import { openLanPort } from "./lan-port.ts";
import type { Said } from "./said.ts";

export interface StoreLanParts {
  readonly till: string;
  readonly lan: Lan;
  /** Read anew: keys that were revoked, a certificate that was renewed. Throws SyncError. */
  files(): TillFiles;
  heard(said: Said, from: Connection): void;
  readonly log: Log;
}

export interface StoreLan {
  /** False: there is no connection with it. */
  say(till: string, said: Said): boolean;
  /** Those that there is a connection with. */
  reached(): readonly string[];
  /** It has not answered: called anew where nothing comes from it any more. */
  doubt(till: string): void;
  /** Why this till can't be called. */
  problem(): string | undefined;
  close(): Promise<void>;
}

const AGAIN_MS = [100, 300, 1000, 3000, 5000];
const HELLO_MS = 5000;
/** Calls that are taken at once, beside one for each till of the list. */
const SPARE = 16;
const LOOK_MS = 10_000;
/** Up to so many tills all of a store are connected, so that a suspended sale goes from any of them to any other. */
const ALL_MAX = 32;
/** A line that takes what is said and brings nothing back for so long is dead at the other end. */
const SILENT_MS = 1500;

export async function startLan({ till: own, lan, files, heard, log }: StoreLanParts): Promise<StoreLan> {
  /** With the key of the till at the other end. */
  const connections = new Map<Connection, string>();
  const timers = new Set<NodeJS.Timeout>();
  /** Also those that nobody has proved himself on yet. */
  const sockets = new Set<Socket>();
  let closing = false;
  const me = lan.members.find(({ till }) => till === own);
  const port =
    me &&
    openLanPort({
      ...{ me, callsMax: lan.members.length + SPARE, handshakeMs: HELLO_MS, files, log },
      called: noted,
      met: (socket) => void met(socket),
    });
  await port?.look();
  const holders = holdersOf(listOf(lan));
  for (const member of lan.members) if (isCalled(member.till)) call(member, 0);
  const looking = setInterval(look, LOOK_MS).unref();

  return {
    say(till, said) {
      const connection = [...connections.keys()].findLast((one) => one.till === till);
      connection?.say(said);
      return connection !== undefined;
    },
    reached: () => [...new Set([...connections.keys()].map(({ till }) => till))].sort(),
    doubt(till) {
      for (const connection of connections.keys())
        if (connection.till === till && connection.silentMs() > SILENT_MS) connection.close();
    },
    problem: () => port?.problem(),
    async close() {
      closing = true;
      clearInterval(looking);
      for (const timer of timers) clearTimeout(timer);
      const closed = port?.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };

  /** Those that hold the book; in a store that is not too large also every other one, by the later of the two. */
  function isCalled(till: string): boolean {
    if (till === own) return false;
    if (holders.includes(till)) return true;
    const { tills } = listOf(lan);
    return tills.length <= ALL_MAX && tills.indexOf(till) < tills.indexOf(own);
  }

  function call(member: LanMember, failures: number): void {
    if (closing) return;
    const again = () => {
      const mostMs = AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)]!;
      const timer = setTimeout(
        () => {
          timers.delete(timer);
          call(member, failures + 1);
        },
        mostMs * (0.5 + Math.random() / 2),
      );
      timers.add(timer.unref());
    };
    try {
      const { host, port } = member;
      const socket = connect({ host, port, ...lanTls(files()) });
      noted(socket);
      socket.setTimeout(HELLO_MS, () => socket.destroy());
      let since: number | undefined;
      socket.once("secureConnect", () => {
        socket.setTimeout(0);
        since = performance.now();
        if (met(socket) !== member.till) socket.destroy();
      });
      socket.on("error", () => {});
      socket.once("close", () => {
        if (since !== undefined && performance.now() - since > HELLO_MS) failures = 0;
        if (!closing) again();
      });
    } catch (error) {
      log.warning("lan-call", { till: member.till, message: (error as Error).message });
      again();
    }
  }

  function noted(socket: Socket): void {
    if (closing) socket.destroy();
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  }

  /** Whoever is not an enrolled till of this store, or was revoked, is not heard. */
  function met(socket: TLSSocket): string | undefined {
    socket.on("error", () => {});
    try {
      // Asked before peerAt: at the calling end Node gives a certificate once.
      const { raw } = socket.getPeerCertificate();
      const { till } = peerAt(socket, files());
      if (till === own) throw new Error("the other end says that it is this till");
      const connection = connectionOf(socket, till, heard, (gone) => connections.delete(gone));
      connections.set(connection, keyIdOf(publicPart(new X509Certificate(raw).publicKey)));
      return till;
    } catch (error) {
      log.warning("lan-refused", { from: socket.remoteAddress, message: (error as Error).message });
      socket.destroy();
      return undefined;
    }
  }

  function revokedNow(): TillFiles["revoked"] {
    try {
      return files().revoked;
    } catch (error) {
      log.warning("lan-files", { message: (error as Error).message });
      return { version: 0, keys: new Set() };
    }
  }

  /** Keys may have been revoked since, this till's certificate renewed, its port become free. */
  function look(): void {
    void port?.look();
    const { keys } = revokedNow();
    for (const [connection, keyId] of connections)
      if (keys.has(keyId)) {
        log.warning("lan-refused", { till: connection.till, message: "its certificate was revoked" });
        connection.close();
      }
  }
}
