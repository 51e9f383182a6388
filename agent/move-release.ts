import type { OpenSale } from "./sale.ts";
import type { Releases } from "./workers/releases.ts";

/** A release that has left the till can't evaluate any more: the newest does, and the answers say so. */
export function moveRelease(sale: OpenSale, releases: Pick<Releases, "current" | "of">): void {
  const { session } = sale;
  const from = session.release;
  const to = releases.current()?.release;
  if (from === 0 || to === undefined || to === from || releases.of(from) !== undefined) return;
  const changed = { from: session.releaseChanged?.from ?? from, to };
  sale.session = { ...session, release: to, releaseChanged: changed };
}
