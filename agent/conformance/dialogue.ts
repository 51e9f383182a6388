/**
 * A dialogue is data: what is said at the till, and what must come of it. The kit plays the same ones as a POS, sending
 * what stands under `send`, and as an agent, waiting for it to come. All of it is in the contract's own words; a profile's
 * codec makes its bytes.
 */

import type { CallName } from "../contract/calls.ts";
import type { NotificationName } from "../contract/notifications.ts";
import type { Reason } from "../contract/reasons.ts";
import type { Profile } from "../pos/profile.ts";
import type { InBoth } from "../texts/language.ts";

/** As whom the kit plays. */
export type Side = "pos" | "agent";

export interface Dialogue {
  /** A sentence, unique; reports know the dialogue by the English one. */
  readonly name: InBoth;
  /** What the POS must be like, or the run. Where it is not, the dialogue is shown and not played. */
  readonly needs?: Needs;
  /** Played from both sides; without it the kit plays only as a POS. */
  readonly both?: true;
  readonly steps: readonly Step[];
}

export interface Group {
  readonly group: string;
  readonly dialogues: readonly Dialogue[];
}

interface Needs extends Partial<Profile["abilities"]> {
  readonly framing?: Profile["framing"]["kind"];
  readonly encoding?: Profile["encoding"];
  readonly adapter?: Profile["adapter"];
  readonly charset?: readonly Profile["charset"][];
  readonly numbers?: Profile["numbers"];
  /** An agent that the kit has started, to be killed or kept from its disk. */
  readonly ownAgent?: true;
}

/**
 * What an answer must be like: a value, with everything that is not named left open. Objects may have more fields; lists
 * are as long as they are here. `{name}` stands for what was saved. Other matchers are objects with `$`.
 */
export type Pattern =
  | string
  | number
  | boolean
  | null
  | Matcher
  | readonly Pattern[]
  | { readonly [field: string]: Pattern };

export type Matcher =
  /** Anything that is there. */
  | { readonly $: "any" }
  | { readonly $: "absent" }
  /** A text that is not empty, and has these words in it. */
  | { readonly $: "text"; readonly with?: string }
  | { readonly $: "at-least"; readonly number: number }
  /** What was saved under this name, and so much more. */
  | { readonly $: "saved-plus"; readonly name: string; readonly plus: number }
  /** A list in which each of these is, in whatever order, perhaps among others. */
  | { readonly $: "has"; readonly each: readonly Pattern[] }
  /** A list in which nothing is like this. */
  | { readonly $: "has-no"; readonly like: Pattern }
  /** Another value than the one that was saved. */
  | { readonly $: "not-saved"; readonly name: string }
  /** The same value as was saved, all of it, in whatever order its fields are. */
  | { readonly $: "the-saved"; readonly name: string; readonly except?: readonly string[] };

export interface SendStep {
  /** A call of the contract, or a word that is none. */
  readonly send: CallName | "hello" | "hello.confirm" | (string & {});
  /**
   * `{name}` stands for what was saved or is known: `tx`, `tx2`, `receipt`, `receipt2`, `coupon`, `coupon2` …,
   * `n` (which time). `applied: "all"` is all that the last evaluation offers, in the words of what the POS is able to do.
   */
  readonly params?: object;
  readonly gives?: Pattern;
  readonly fails?: Failure;
  /** Name → path in the answer, "" for all of it. */
  readonly save?: Readonly<Record<string, string>>;
  /** Sent so often, `{n}` counting from 1; only the last answer is compared, of the others only that they are sound. */
  readonly times?: number;
  /** Sent again while it is refused for this: the news is on its way. */
  readonly unless?: readonly Reason[];
  /** Nobody waits for the answer. */
  readonly unanswered?: true;
  /** What somebody at the POS should do so that this comes. Without it: what was asked for before brings it too. */
  readonly do?: InBoth;
  /** Played from one side only. */
  readonly only?: Side;
}

export interface Failure {
  readonly reason: Reason;
  readonly field?: string;
}

/** Bytes as no codec would write them, or what a codec writes, cut otherwise. */
export type Bytes =
  /** On the wire as they are. */
  | { readonly raw: string | readonly number[] }
  /** One message of these bytes, framed as the profile says. */
  | { readonly message: string | readonly number[] }
  | { readonly hurt: "too-large" | "empty" | "wrong-checksum" | "no-start" }
  /** Well said, but cut otherwise: all in one packet, or every byte in its own. */
  | { readonly calls: readonly SendStep[]; readonly cut: "one-packet" | "single-bytes" };

export type Step =
  | SendStep
  | {
      readonly hears: NotificationName;
      readonly params: Pattern;
      /** No other of that name comes before it. */
      readonly first?: true;
    }
  | {
      readonly bytes: Bytes;
      /** The message is this call, under the id `{id}` or this one, and is answered so. */
      readonly as?: CallName;
      readonly id?: string;
      readonly gives?: Pattern;
      /** The answer that belongs to no call. */
      readonly fails?: Failure;
      /** Plain text instead of a message, as for a browser. */
      readonly says?: string;
      readonly closes?: true;
    }
  /** The agent is killed without warning and started again, or the POS hangs up without a word. */
  | { readonly crash: Side }
  /**
   * Another connection, or back to one there is; `bare`: nothing is said on it yet. Tills 8 and 9 are two others of the
   * store, with an HQ; till 8 gives a completion less time than its journal takes to give up.
   */
  | {
      readonly connect: "first" | "again" | "second" | "bare" | "monitor" | "till 8" | "till 9";
      readonly language?: "it" | "en";
    }
  /** The other side hangs up within two seconds. */
  | { readonly closes: true }
  /** Calls that are sent at once, in this order, before any is answered. */
  | { readonly atOnce: readonly SendStep[] }
  /** Nobody can write the journal of the agent that is spoken to, as when its disk hangs; and everybody can again. */
  | { readonly journal: "locked" | "free" }
  /** The HQ of tills 8 and 9 is not reached, and is again. */
  | { readonly hq: "away" | "back" }
  /** What the agent's own scanner reads, or that its cable is pulled. */
  | { readonly scanner: { readonly reads: string } | "unplugged" | "plugged" };

/** Where the other side departed from the dialogue, and in what. */
export interface Departure {
  /** From 1. */
  readonly step: number;
  /** The call, the notification, or what was done. */
  readonly of: string;
  /** In what came: "effects.0.amountCents"; "" is all of it. */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
  readonly advice: Advice;
}

/** What kind of departure it is; what to do about it is in `agent/texts/conformance.ts`. */
export type Advice =
  | "other-value"
  | "not-sound"
  | "not-in-schema"
  | "refused"
  | "not-refused"
  | "other-refusal"
  | "no-answer"
  | "answered-twice"
  | "other-id"
  | "hung-up"
  | "not-hung-up"
  | "not-heard"
  | "no-proof"
  | "no-message"
  | "pos-other-call"
  | "pos-other-value"
  | "pos-other-goods"
  | "pos-nothing-came"
  | "pos-refused"
  | "pos-not-the-same";

/** What became of a dialogue. */
export interface Outcome {
  readonly group: string;
  readonly dialogue: Dialogue;
  readonly result: "as-agreed" | "departed" | "not-for-profile" | "not-here" | "not-played";
  /** Of `not-for-profile` and `not-here`: the need that is not met. */
  readonly need?: string;
  readonly departure?: Departure;
  readonly ms: number;
}
