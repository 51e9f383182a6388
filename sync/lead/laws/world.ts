/** A day in a store: tills as shipped, and a world that does to them what worlds do. */

import { seatsOf } from "../members.ts";
import { type Node, openNode } from "../node.ts";
import { step } from "../step.ts";
import type { Event, List, Message, Out } from "../words.ts";
import { type Disk, newDisk } from "./disk.ts";
import { type Random, randomOf } from "./random.ts";
import { Shoppers } from "./shoppers.ts";

/** Rules that are broken on purpose, to see that it is noticed. */
export interface Faults {
  /** What was kept last is gone after a crash, although it was sent and answered. */
  readonly forgetfulDisk?: boolean;
  /** Tills say that they have what is only on its way to them: answers come before a majority has it. */
  readonly hastyAnswers?: boolean;
  /** Whom a till voted for is forgotten at once. */
  readonly forgottenVotes?: boolean;
  /** A till that lost its file is taken for the one that it was. */
  readonly sameLife?: boolean;
}

interface Place {
  readonly till: string;
  disk: Disk;
  lives: number;
  node: Node | undefined;
  /** How often its clock ticks, beside others'. */
  speed: number;
  /** Tills on the same side of a cut hear each other. */
  side: number;
}

interface Sent {
  readonly from: string;
  readonly to: string;
  readonly message: Message;
}

/** So that everything there is comes about in a short day. */
const SMALL = { entriesMax: 3, rowsMax: 2, keepEntries: 2, dropEntries: 3 };
/** Messages that are under way at once; more are lost. */
const UNDER_WAY_MAX = 60;
/** The state is alike wherever it was decided: by index, the term of the entry. */
type Decided = Map<number, number>;

export class World {
  readonly #random: Random;
  readonly #faults: Faults;
  readonly #places: readonly Place[];
  readonly #decided: Decided = new Map();
  #list: List;
  #underWay: Sent[] = [];
  #atMs = 1_800_000_000_000;
  /** One file in a day may be lost for good: more would be more than the others can know. */
  #filesToLose: number;
  /** Nobody ends. */
  #calm = false;
  readonly shoppers: Shoppers;

  constructor({ seed, tills, faults = {} }: { seed: number; tills?: number; faults?: Faults }) {
    this.#random = randomOf(seed);
    this.#faults = faults;
    const count = tills ?? this.#random.pick([2, 3, 3, 3, 4, 5, 6]);
    const names = Array.from({ length: count }, (_, at) => `${at + 1}`);
    this.#list = { tills: names };
    this.#filesToLose = seatsOf(this.#list).voters.length > 1 ? 1 : 0;
    this.shoppers = new Shoppers(this.#random, names);
    this.#places = names.map((till) => ({
      till,
      disk: newDisk("1"),
      lives: 1,
      node: undefined,
      // Also far more apart than leases bear: that must never make two grants.
      speed: this.#random.pick([2, 3, 3, 4, 8]),
      side: 0,
    }));
    for (const place of this.#places) this.#start(place);
    // The first log needs them all.
    this.#quiet(200);
  }

  /** So many things happen. Throws when something happens that must not. */
  run(happenings: number): void {
    for (let count = 0; count < happenings; count += 1) this.#happen();
  }

  /** The day ends well: everybody is there and hears everybody. Then nothing may have been forgotten. */
  settle(): void {
    this.#calm = true;
    for (const place of this.#places) {
      place.side = 0;
      place.speed = 3;
      place.node ??= openNode(place.till, place.disk.kept(), SMALL);
      this.#step(place, [{ kind: "list", list: this.#list }]);
    }
    this.#quiet(600);
    const lead = this.#places.find(({ node }) => node?.role.kind === "lead");
    if (lead === undefined) throw new Error("nobody leads although everybody is there");
    for (const sale of this.shoppers.granted()) {
      const answers = this.#step(lead, [{ kind: "ask", atMs: this.#atMs, ...this.shoppers.ask(sale) }]);
      this.#quiet(60);
      const { thing, reservation, state, points } = sale;
      if (points > 0 && state === "paid") continue;
      if (answers[0]?.answer.kind !== "granted") throw new Error(`${thing} of ${reservation} is forgotten`);
    }
    this.#allAlike(lead);
  }

  #happen(): void {
    const random = this.#random;
    const place = random.pick(this.#places);
    const what = random.below(1000);
    if (what < 450) for (let count = random.below(6); count >= 0; count -= 1) this.#deliver();
    else if (what < 800) for (const one of this.#places) this.#tick(one);
    else if (what < 950) this.#ask(place);
    else if (what < 953) for (const one of this.#places) one.side = random.below(2);
    else if (what < 963) for (const one of this.#places) one.side = 0;
    else if (what < 966) place.node = undefined;
    else if (what < 990) this.#start(place);
    else if (what < 992) this.#loseFile(place);
    else if (what < 994) this.#relist();
    else this.#step(place, [{ kind: "sweep", atMs: this.#atMs }]);
  }

  /** Time goes by and messages arrive, in order or not; nothing else happens. */
  #quiet(happenings: number): void {
    const calm = this.#calm;
    this.#calm = true;
    for (let count = 0; count < happenings; count += 1) {
      for (const one of this.#places) this.#tick(one);
      for (let left = 12; left > 0 && this.#underWay.length > 0; left -= 1)
        this.#arrive(this.#underWay.shift()!);
    }
    this.#calm = calm;
  }

  #tick(place: Place): void {
    this.#atMs += 10;
    if (this.#random.below(8) < place.speed) this.#step(place, [{ kind: "ticks", count: 1 }]);
  }

  #ask(place: Place): void {
    const asked = this.shoppers.next();
    // Most know who leads.
    const lead = this.#places.filter(({ node }) => node?.role.kind === "lead");
    const at = lead.length > 0 && this.#random.perMille(900) ? this.#random.pick(lead) : place;
    const events: Event[] = [{ kind: "ask", atMs: this.#atMs, ...asked }];
    if (this.#random.perMille(200)) events.push({ kind: "ask", atMs: this.#atMs, ...this.shoppers.next() });
    this.#step(at, events);
  }

  #deliver(): void {
    if (this.#underWay.length === 0) return;
    const at = this.#random.perMille(700) ? 0 : this.#random.below(this.#underWay.length);
    const [sent] = this.#underWay.splice(at, 1);
    if (this.#random.perMille(60)) return;
    if (this.#random.perMille(60)) this.#underWay.push(sent!);
    this.#arrive(sent!);
  }

  #arrive({ from, to, message }: Sent): void {
    const [sender, place] = [from, to].map((till) => this.#places.find((one) => one.till === till));
    if (place?.node !== undefined && sender?.side === place.side)
      this.#step(place, [{ kind: "message", message }]);
  }

  #start(place: Place): void {
    if (place.node !== undefined) return;
    place.node = openNode(place.till, place.disk.kept(), SMALL);
    this.#step(place, [{ kind: "list", list: this.#list }]);
  }

  #loseFile(place: Place): void {
    if (this.#filesToLose === 0) return;
    this.#filesToLose -= 1;
    if (!this.#faults.sameLife) place.lives += 1;
    place.disk = newDisk(`${place.lives}`);
    place.node = undefined;
  }

  /** HQ lists them in another order, or not all; who hears of it when is chance. */
  #relist(): void {
    const { tills } = this.#list;
    if (tills.length < 4) return;
    const rest = this.#places.map(({ till }) => till).sort(() => this.#random.below(3) - 1);
    this.#list = { tills: rest.slice(this.#random.below(2)) };
    for (const place of this.#places)
      if (this.#random.perMille(700)) this.#step(place, [{ kind: "list", list: this.#list }]);
  }

  #step(place: Place, events: readonly Event[]): Out["answers"] {
    const { node, disk } = place;
    if (node === undefined) return [];
    const out = step(node, events);
    const { forgottenVotes, forgetfulDisk } = this.#faults;
    // It may end at any moment: before it kept anything, or before it said anything.
    const ends = !this.#calm && this.#random.perMille(2);
    if (ends && this.#random.perMille(500)) {
      place.node = undefined;
      return [];
    }
    const unkept = !this.#calm && forgetfulDisk === true && this.#random.perMille(20);
    if (!unkept) disk.keep(out.keep.filter(({ kind }) => !(forgottenVotes && kind === "standing")));
    else place.node = undefined;
    if (ends) {
      place.node = undefined;
      return [];
    }
    this.#check(node);
    for (const sent of out.send) this.#send(place.till, sent);
    for (const { id, answer } of out.answers) this.shoppers.hear(id, answer);
    return out.answers;
  }

  #send(from: string, { to, message }: Out["send"][number]): void {
    if (this.#underWay.length < UNDER_WAY_MAX) this.#underWay.push({ from, to, message });
    if (!this.#faults.hastyAnswers || message.kind !== "append") return;
    const other = this.#places.find(({ till }) => till === to)?.node;
    if (other === undefined) return;
    const { tick, term, line, previousIndex, entries } = message;
    const matched = previousIndex + entries.length;
    const answer = { line, term, matched, decided: 0, installed: undefined, tick } as const;
    this.#underWay.unshift({
      from: to,
      to: from,
      message: { kind: "appended", from: other.me, ...answer },
    });
  }

  #check({ till, book }: Node): void {
    const { index, term } = book.page();
    const known = this.#decided.get(index) ?? term;
    if (known !== term)
      throw new Error(`entry ${index} is decided twice: in term ${known}, and ${term} at ${till}`);
    this.#decided.set(index, term);
  }

  #allAlike(lead: Place): void {
    const text = ({ node }: Place) =>
      JSON.stringify([...node!.book.rows()].sort((a, b) => (a.thing < b.thing ? -1 : 1)));
    const { voters, copies } = seatsOf(this.#list);
    for (const place of this.#places) {
      if (![...voters, ...copies].includes(place.till)) continue;
      if (text(place) !== text(lead)) throw new Error(`the books of ${place.till} and ${lead.till} differ`);
    }
  }
}
