/**
 * Magnetic stripes: which card of the chain was swiped. Nothing else of a stripe is ever handed on: a payment card is
 * recognised and forgotten, and so is whatever else people swipe (a health card holds a tax number).
 * Source: ISO/IEC 7811-2 (characters and sentinels), 7813 (tracks of payment cards).
 */
import type { CodeRules } from "../codes/code-rules.ts";
import { parseCode } from "../codes/parse-code.ts";
import { DeviceError, type Scan } from "../device.ts";
import type { Receiving } from "./reopening.ts";

export type Swipe =
  | { readonly kind: "card"; readonly number: string }
  | { readonly kind: "payment" }
  /** Some other issuer's card. */
  | { readonly kind: "foreign" }
  /** No track could be read. */
  | { readonly kind: "unread" };

/** Tracks as a reader tells them, with or without their sentinels; one that could not be read is left out. */
export function readStripe(tracks: readonly string[], rules: CodeRules): Swipe {
  const numbers = [...new Set(tracks.flatMap(candidates))].filter((text) => text !== "");
  if (numbers.length === 0) return { kind: "unread" };
  const codes = numbers.map((text) => parseCode({ bytes: Buffer.from(text, "latin1") }, rules));
  const own = codes.find((code) => code.kind === "card");
  if (own) return { kind: "card", number: own.number };
  const isPayment = codes.some((code) => code.kind === "refused" && code.reason === "payment-card");
  return { kind: isPayment ? "payment" : "foreign" };
}

/** What of a track may be a card's number: up to the first separator, with and without the letter of its format, or all. */
function candidates(track: string): readonly string[] {
  const text = track
    .replace(/^[%;+]/, "")
    .replace(/\?.?$/, "")
    .trim();
  const number = text.split(/[=^]/, 1)[0] ?? "";
  return [number, number.replace(/^[A-Z]/, ""), text].map((each) => each.replaceAll(" ", ""));
}

/**
 * A label that is a stripe: readers that play a keyboard or a serial port type all tracks one after the other. Track 1
 * has capitals, track 2 digits and separators; track 3 may begin with "+" as some other labels do, so never alone.
 */
const swiped = /^(%[ ->@-_]*\?|;[0-9:<=>]*\?)/;
const track = /[%;+][^?]*\?/g;

/** Hands on the number of a card of the chain, and of everything else only what it was. */
export function tellSwipe(swipe: Swipe, into: Pick<Receiving, "scan" | "refused">): void {
  if (swipe.kind === "card") into.scan({ bytes: Buffer.from(swipe.number, "latin1") });
  else into.refused(new DeviceError("refused", refusals[swipe.kind]));
}

const refusals: Readonly<Record<Exclude<Swipe["kind"], "card">, string>> = {
  payment: "A payment card was swiped, and nothing of it kept. Use the payment terminal for it.",
  foreign:
    "A card was swiped that is none of the chain's. If it is, add its prefix and length to the chain's cards.",
  unread: "A card was swiped that could not be read. Swipe it again, evenly, or clean it.",
};

/** The same receiver, for devices that may be card readers too: stripes among the scans are read as cards. */
export function withStripes(into: Receiving, rules: () => CodeRules): Receiving {
  return {
    ...into,
    scan(scan: Scan) {
      const text = scan.aim === undefined ? Buffer.from(scan.bytes).toString("latin1") : "";
      if (!swiped.test(text)) return into.scan(scan);
      tellSwipe(readStripe(text.match(track) ?? [], rules()), into);
    },
  };
}
