import type { Draw } from "../../engine/random-shop/draw.ts";
import type { SyncFault } from "../../sync/protocol.ts";
import type { Hq } from "./hq.ts";
import type { Trick } from "./mirror.ts";
import type { AttackedTill } from "./till.ts";

/** What an attacker finds: HQ with its keys, a till on HQ's newest release, what HQ showed earlier. */
export interface Scene {
  readonly hq: Hq;
  readonly till: AttackedTill;
  readonly nowMs: number;
  readonly draw: Draw;
  /** What the mirror will show: HQ's files, to be changed. */
  readonly files: Map<string, Buffer>;
  /** HQ's files as they were some releases ago. */
  readonly older: ReadonlyMap<string, Buffer>;
}

export interface Attack {
  /** What the till may call it. */
  readonly says: readonly SyncFault[];
  readonly trick?: Trick;
  /** What the till lives through before: none of it is the attack yet. */
  readonly prelude?: () => Promise<void>;
  /** The till's clock goes on by so much meanwhile. */
  readonly laterMs?: number;
  /** Before HQ's next release is offered: what HQ does when it learns of it. */
  readonly remedy?: () => void;
}

export type Way = (scene: Scene) => Attack | Promise<Attack>;

/** A class of attacks, and ways to try it; each draws its details. */
export type AttackClass = Readonly<Record<string, Way>>;
