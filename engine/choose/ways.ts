/**
 * Every way of going on from one partial solution: the unit at hand stays with the best promotion that needs no company, or
 * goes to one of the activities that want it. What that makes of states, meters, tallies and heaps.
 */

import { columnsOf, countOf, statesOf } from "./columns.ts";
import { Frontier, type Trail } from "./frontier.ts";
import type { Model } from "./lagrange.ts";
import type { UnitClass } from "./part.ts";
import { ANY_ROLE, type Milli } from "./shape.ts";
import { apart } from "./ties.ts";

export class Ways {
  readonly model: Model;
  prices: Float64Array;
  readonly atLeast: Milli;
  readonly workEnd: number;
  /** By activity, the end of the places passed so far. */
  readonly ends: Int32Array;
  least: Milli = 0;
  now: Frontier;
  next: Frontier;
  /** By unit offered so far, how the partial solutions came about; and the class of every unit. */
  readonly history: Trail[] = [];
  readonly order: readonly number[];
  /** By activity: units of the class at hand that two ways give it, when they are compared. */
  readonly mine: Int32Array;
  readonly theirs: Int32Array;
  /** Of the suitors of the unit at hand, where each goes when it does not take it, and what that changes. */
  readonly passed: Int32Array;
  readonly hopes: Float64Array;
  /** By meter: what its activities may still gain. */
  readonly sums: Float64Array;
  readonly hashes: Int32Array;
  /** By activity: where in a row its tally or heap stands, -1 for none; and where the meters begin. */
  readonly columnOf: Int32Array;
  readonly meterAt: number;
  /** By room: where in a row it stands what is taken of it, from its first class to its last. */
  readonly columnOfRoom: readonly number[];
  /** Of the class at hand: the room that each activity takes from, -1 for none; and the columns that end with it. */
  readonly roomOf: Int32Array;
  ending: readonly number[] = [];
  readonly hasHeaps: boolean;
  /** The partial solution at hand, and what its meter and its tally become when a unit is taken. */
  node = 0;
  metered = 0;
  tallied = 0;
  /** What the graph promised for that unit beyond what its tally counts. */
  promised = 0;

  constructor(model: Model, prices: Float64Array, work: number, atLeast: Milli) {
    this.model = model;
    this.prices = prices;
    this.atLeast = atLeast;
    this.workEnd = model.work + work;
    this.ends = model.places.slice();
    const { activities, meters, tallies, heaps } = model.part;
    const width = statesOf(model.part);
    this.columnOf = new Int32Array(activities.length).fill(-1);
    let column = activities.length;
    tallies.forEach((tally, a) => {
      if (tally !== undefined) this.columnOf[a] = column++;
    });
    this.columnOfRoom = columnsOf(model.part);
    this.roomOf = new Int32Array(activities.length).fill(-1);
    column += countOf(this.columnOfRoom);
    this.meterAt = column;
    const isSoft = width > column;
    column += meters.length;
    heaps.forEach((heap, a) => {
      if (heap !== undefined) this.columnOf[a] = column++;
    });
    const lead = isSoft
      ? (frontier: Frontier, row: number, other: number) => this.lead(frontier, row, other)
      : undefined;
    const owing = tallies.some((tally, a) => tally !== undefined && model.part.meterOf[a] !== undefined);
    const byTurn: Frontier["byTurn"] = (node, activity, other, otherActivity) =>
      this.byTurn(this.history.length, node, activity, other, otherActivity);
    this.now = new Frontier(width, this.meterAt, owing ? meters.length : 0, lead, byTurn);
    this.next = new Frontier(width, this.meterAt, owing ? meters.length : 0, lead, byTurn);
    this.order = model.part.classes.flatMap(({ units }, c) => units.map(() => c));
    this.mine = new Int32Array(activities.length);
    this.theirs = new Int32Array(activities.length);
    this.passed = new Int32Array(activities.length);
    this.hopes = new Float64Array(activities.length);
    this.hasHeaps = heaps.some((heap) => heap !== undefined);
    this.sums = new Float64Array(meters.length);
    this.hashes = new Int32Array(activities.length);
  }

  /** The units of this class come next. */
  enter(c: number): void {
    const { columnOfRoom, roomOf } = this;
    const { rooms } = this.model.part;
    if (rooms.length === 0) return;
    roomOf.fill(-1);
    const ending: number[] = [];
    rooms.forEach(({ classes, activities }, index) => {
      if (!classes.includes(c)) return;
      for (const a of activities) roomOf[a] = index;
      if (classes.at(-1) === c) ending.push(columnOfRoom[index]!);
    });
    this.ending = ending;
  }

  /** How much more the other partial solution may still gain than `row`, as meters and heaps go. */
  lead(frontier: Frontier, row: number, other: number): Milli {
    const { columnOf, meterAt } = this;
    const { heaps, meters } = this.model.part;
    const { state, width } = frontier;
    let most = 0;
    for (let m = 0; m < meters.length; m++) {
      const at = meterAt + m;
      if (state[row * width + at] === state[other * width + at]) continue;
      most += meters[m]!.lead(state[row * width + at]!, state[other * width + at]!);
    }
    for (let a = 0; a < heaps.length; a++) {
      const at = columnOf[a]!;
      if (heaps[a] !== undefined && state[row * width + at] !== state[other * width + at])
        most += heaps[a]!.margin;
    }
    return most;
  }

  /**
   * The order of ties between two partial solutions of the first `last` units and one more: `node`, where `activity`
   * got that one, and another. Goes back to where they part, for the dearest unit about which they differ decides.
   */
  byTurn(last: number, node: number, activity: number, other: number, otherActivity: number): number {
    const { history, order, mine, theirs } = this;
    const { classes, isWoven } = this.model.part;
    let found = 0;
    let looks = 0;
    for (let at = last; ; at--) {
      looks++;
      if (activity !== -1) mine[activity]!++;
      if (otherActivity !== -1) theirs[otherActivity]!++;
      if (at === 0 || order[at - 1] !== order[at]) {
        const unitClass = classes[order[at]!]!;
        const here = apart(unitClass, mine, theirs);
        if (here !== 0 && (found === 0 || !isWoven || Math.abs(here) < Math.abs(found))) found = here;
        for (const a of unitClass.activities) mine[a] = theirs[a] = 0;
        if (at === 0 || node === other) break;
      }
      const trail = history[at - 1]!;
      activity = trail.activity[node]!;
      node = trail.back[node]!;
      otherActivity = trail.activity[other]!;
      other = trail.back[other]!;
    }
    this.next.looks += looks;
    return -found;
  }

  begin(): void {
    const { model, now } = this;
    const { part, value } = model;
    let future = 0;
    const state = now.first();
    for (let a = 0; a < model.activities; a++) {
      state[a] = model.layerAt[model.places[a]! + a]!;
      if (part.meterOf[a] === undefined) future += value[state[a]!]!;
    }
    now.future[0] = future;
  }

  branch({ activities, goods, alone, aloneCost, turns }: UnitClass, left: number, node: number): void {
    const { model, now, passed, hopes, hashes, ends, columnOf } = this;
    const { part, layerAt, edges, gain, value, skip } = model;
    const { meterOf, graphs, tallies, heaps } = part;
    const base = node * now.width;
    let future = now.future[node]!;
    let hash = now.hash[node]!;
    const isLast = left === 0;
    let dead = 0;
    for (let k = 0; k < activities.length; k++) {
      const a = activities[k]!;
      const from = now.state[base + a]!;
      let at = from;
      const tally = tallies[a];
      if (tally !== undefined && tally.need(now.state[base + columnOf[a]!]!) > this.toCome(a, left)) at = -1;
      else if (isLast) {
        const end = layerAt[ends[a]! + a]!;
        while (at !== -1 && at < end) at = skip[at]!;
      }
      passed[k] = at;
      hopes[k] = 0;
      hashes[k] = 0;
      if (at === -1) dead++;
      else if (at !== from) {
        if (meterOf[a] === undefined) hopes[k] = value[at]! - value[from]!;
        hashes[k] = hashOf(at) - hashOf(from);
        future += hopes[k]!;
        hash = (hash + hashes[k]!) | 0;
      }
    }
    if (dead > 1) return;
    this.node = node;
    // Of what is shared everybody has all that it uses, one after the other.
    const taker =
      turns.length > 0
        ? -1
        : activities.findIndex((a) => {
            const at = now.state[base + a]!;
            return at < layerAt[ends[a]! + a]! && edges[at]! < edges[at + 1]!;
          });
    if (dead === 0 && taker === -1) {
      const sum = now.value[node]! + alone * 1000;
      this.add(activities, -1, 0, sum, now.cost[node]! + aloneCost, future, hash, isLast);
    }
    for (let k = 0; k < activities.length; k++) {
      if ((dead === 1 && passed[k] !== -1) || (taker !== -1 && taker !== k)) continue;
      const a = activities[k]!;
      const from = now.state[base + a]!;
      // It has had as many of this class as it may.
      if (from >= layerAt[ends[a]! + a]!) continue;
      const graph = graphs[a]!;
      const offset = edges[from]! - graph.edges[from - layerAt[model.places[a]! + a]!]!;
      const tally = tallies[a];
      const heap = heaps[a];
      if (tally === undefined) {
        for (let edge = edges[from]!; edge < edges[from + 1]!; edge++) {
          const own = edge - offset;
          if (heap !== undefined)
            this.tallied = heap.with(now.state[base + columnOf[a]!]!, goods[k]!, gain[edge]!);
          this.take(
            activities,
            k,
            edge,
            isLast,
            gain[edge]!,
            graph.done[own]!,
            graph.claimed[own]!,
            future,
            hash,
          );
        }
        continue;
      }
      const state = now.state[base + columnOf[a]!]!;
      for (const move of tally.moves(state, goods[k]!)) {
        let edge = edges[from]!;
        while (edge < edges[from + 1]! && graph.role[edge - offset] !== move.role) {
          if (graph.role[edge - offset] === ANY_ROLE) break;
          edge++;
        }
        if (edge === edges[from + 1]! || tally.need(move.next) > this.toCome(a, left)) continue;
        this.tallied = move.next;
        this.take(activities, k, edge, isLast, move.gain, move.done, move.claimed, future, hash);
      }
    }
  }

  /** Units that the activity will still be offered at most, `left` of this class among them. */
  toCome(a: number, left: number): number {
    return this.model.places[a + 1]! - this.ends[a]! + left;
  }

  /** The unit goes to the `k`th of the suitors, along this edge of its graph. */
  take(
    suitors: readonly number[],
    k: number,
    edge: number,
    isLast: boolean,
    gain: Milli,
    done: number,
    claimed: number,
    future: Milli,
    hash: number,
  ): void {
    const { model, now, node, ends, hashes, hopes } = this;
    const { part, layerAt, skip, value } = model;
    const a = suitors[k]!;
    const base = node * now.width;
    const from = now.state[base + a]!;
    const end = layerAt[ends[a]! + a]!;
    let at = model.to[edge]!;
    if (isLast) while (at !== -1 && at < end) at = skip[at]!;
    if (at === -1) return;
    const room = this.roomOf[a]!;
    if (room !== -1 && now.state[base + this.columnOfRoom[room]!]! >= part.rooms[room]!.most) return;
    const meter = part.meterOf[a];
    let more = gain;
    if (meter !== undefined) {
      const used = now.state[base + this.meterAt + meter]!;
      const metered = part.meters[meter]!.advance(used, gain, done, claimed);
      if (metered === undefined) return;
      this.metered = metered.next;
      more = metered.gain;
    }
    let hope = future;
    if (meter === undefined) hope += value[at]! - value[from]! - hopes[k]!;
    this.promised = 0;
    if (this.columnOf[a] !== -1) {
      this.promised = model.gain[edge]! - gain;
      if (meter === undefined) hope += this.promised;
    }
    const key = (hash - hashes[k]! - hashOf(from) + hashOf(at)) | 0;
    const cost = now.cost[node]! + done * part.costOf[a]! + claimed;
    this.add(suitors, k, at, now.value[node]! + more, cost, hope, key, isLast);
  }

  /** `k`: which of the suitors took the unit and is at `at` then, -1 for none. */
  add(
    suitors: readonly number[],
    k: number,
    at: number,
    value: Milli,
    cost: number,
    future: Milli,
    hash: number,
    isLast: boolean,
  ): void {
    const { model, now, next, passed, node } = this;
    const { meterOf, meters } = model.part;
    const hasMeters = meters.length > 0;
    if (!hasMeters && value + future < this.least) return;
    const slot = next.draft(now, node);
    const base = slot * next.width;
    for (let other = 0; other < suitors.length; other++)
      next.state[base + suitors[other]!] = other === k ? at : passed[other]!;
    let hope = future;
    let key = hash;
    if (k !== -1) {
      const column = this.columnOf[suitors[k]!]!;
      if (column !== -1) key = (key + this.change(base, column, this.tallied)) | 0;
      const meter = meterOf[suitors[k]!];
      if (meter !== undefined) {
        key = (key + this.change(base, this.meterAt + meter, this.metered)) | 0;
        if (next.meters > 0) next.owed[slot * next.meters + meter]! += this.promised;
      }
      const room = this.roomOf[suitors[k]!]!;
      if (room !== -1) {
        const column = this.columnOfRoom[room]!;
        key = (key + this.change(base, column, next.state[base + column]! + 1)) | 0;
      }
    }
    if (isLast) for (const column of this.ending) key = (key + this.change(base, column, 0)) | 0;
    if (hasMeters) {
      hope += this.meteredHope(slot);
      if (value + hope < this.least) return;
    }
    next.keep(slot, key, value, cost, future, hope, node, k === -1 ? -1 : suitors[k]!);
  }

  /** Writes the state of a meter, tally, heap or room; returns what that changes in the row's hash. */
  change(base: number, column: number, state: number): number {
    const { next } = this;
    const before = next.state[base + column]!;
    next.state[base + column] = state;
    // Rows that are compared by what they may still gain stand together; only a cap leaves few of them.
    const meter = this.model.part.meters[column - this.meterAt];
    if (column >= next.fixed && (meter === undefined || meter.exceeding === "cap")) return 0;
    return hashOf(state * 977 + column) - hashOf(before * 977 + column);
  }

  /** What activities with a meter may still gain: no more than the meter leaves. */
  meteredHope(slot: number): Milli {
    const { part, value, lambda } = this.model;
    const { state, owed, width } = this.next;
    const { meters, meterOf } = part;
    const { sums } = this;
    const base = slot * width;
    for (let meter = 0; meter < meters.length; meter++)
      sums[meter] = this.next.meters > 0 ? owed[slot * meters.length + meter]! * (1 - lambda[meter]!) : 0;
    for (let a = 0; a < meterOf.length; a++) {
      const meter = meterOf[a];
      if (meter !== undefined) sums[meter]! += value[state[base + a]!]!;
    }
    let hope = 0;
    for (let meter = 0; meter < meters.length; meter++) {
      hope += meters[meter]!.hope(state[base + this.meterAt + meter]!, sums[meter]!, lambda[meter]!);
    }
    return hope;
  }
}

/** Numbers that add up to something different for every set of states, nearly always. */
function hashOf(state: number): number {
  const mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39;
  return Math.imul(mixed ^ (mixed >>> 12), 0x9e3779b1) | 0;
}
