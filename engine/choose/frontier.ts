/** Partial solutions that are alive after a unit, side by side: one row of states each, and a table to find equals. */

import type { Milli } from "./shape.ts";

export interface Trail {
  readonly back: Int32Array;
  readonly activity: Int16Array;
  readonly value: Float64Array | undefined;
}

/** A way is a partial solution before the unit at hand, and the activity that gets the unit. */
type ByTurn = (back: number, activity: number, otherBack: number, otherActivity: number) => number;

/** Rows with the same fixed states that one more is compared with. */
const COMPARED_MAX = 48;

export class Frontier {
  /** States in a row: nodes of the activities' graphs, states of tallies, then what `lead` compares. */
  readonly width: number;
  /** Meters that tallies count for. */
  readonly meters: number;
  /** By row and meter: what graphs promised so far beyond what tallies with a meter count. */
  owed: Float64Array;
  /** So many of them have to be the same for rows to have the same future. */
  readonly fixed: number;
  /** How much more the second row may still gain at most than the first, the fixed states being the same. */
  readonly lead: ((frontier: Frontier, row: number, other: number) => Milli) | undefined;
  /** The order of two ways to the same states that save and cost the same; below zero where the first comes first. */
  readonly byTurn: ByTurn;
  count = 0;
  capacity = 64;
  state: Int32Array;
  value: Float64Array;
  cost: Float64Array;
  /** What the activities may still gain at the prices of the bound, those with a meter apart; and what graphs promised too much. */
  future: Float64Array;
  /** All of that, meters seen. */
  hope: Float64Array;
  hash: Int32Array;
  /** Where in the table a row stands, before the table's length is seen. */
  places: Int32Array;
  /** Rows that others were compared with. */
  looks = 0;
  /** The partial solution that it goes on from, and the activity that got the unit, -1 for none. */
  back: Int32Array;
  activity: Int16Array;
  /** Twice as large as `capacity`; -1 where there is nothing. */
  table: Int32Array;

  constructor(width: number, fixed: number, meters: number, lead: Frontier["lead"], byTurn: ByTurn) {
    this.byTurn = byTurn;
    this.width = width;
    this.meters = meters;
    this.owed = new Float64Array(this.capacity * meters);
    this.fixed = fixed;
    this.lead = lead;
    this.state = new Int32Array(this.capacity * this.width);
    this.value = new Float64Array(this.capacity);
    this.cost = new Float64Array(this.capacity);
    this.future = new Float64Array(this.capacity);
    this.hope = new Float64Array(this.capacity);
    this.hash = new Int32Array(this.capacity);
    this.places = new Int32Array(this.capacity);
    this.back = new Int32Array(this.capacity);
    this.activity = new Int16Array(this.capacity);
    this.table = new Int32Array(this.capacity * 2).fill(-1);
  }

  clear(): void {
    this.count = 0;
    this.table.fill(-1);
  }

  /** The only row, to be filled. */
  first(): Int32Array {
    this.count = 1;
    return this.state;
  }

  /** A row that is not kept yet, with the states of a row of `from`. */
  draft(from: Frontier, node: number): number {
    if (this.count === this.capacity) this.grow();
    const { state, width, count, meters, owed } = this;
    const source = from.state;
    let to = count * width;
    for (let at = node * width; at < (node + 1) * width; at++) state[to++] = source[at]!;
    for (let m = 0; m < meters; m++) owed[count * meters + m] = from.owed[node * meters + m]!;
    return count;
  }

  /** Of rows with the same future only the better one stays. */
  keep(
    slot: number,
    hash: number,
    value: Milli,
    cost: number,
    future: Milli,
    hope: Milli,
    back: number,
    activity: number,
  ): void {
    const { table, lead, width } = this;
    const mask = table.length - 1;
    let at = hash & mask;
    let row = slot;
    let place = hash;
    for (let compared = 0; table[at] !== -1; at = (at + 1) & mask) {
      this.looks++;
      // Rows that only `lead` tells apart may be many: the rest of them stand where all of their states say.
      if (lead !== undefined && ++compared === COMPARED_MAX) {
        place = this.wholeHash(slot, hash);
        at = place & mask;
        if (table[at] === -1) break;
      }
      const known = table[at]!;
      if (this.hash[known] !== hash || !this.isEqual(known, slot)) continue;
      const ahead = lead === undefined ? 0 : lead(this, known, slot);
      const lessBy = this.value[known]! - ahead - value || cost - this.cost[known]!;
      if (lessBy > 0) return;
      if (lessBy === 0 && this.byTurn(back, activity, this.back[known]!, this.activity[known]!) >= 0) return;
      if (lead !== undefined) {
        const moreBy = value - lead(this, slot, known) - this.value[known]! || this.cost[known]! - cost;
        if (moreBy < 0) continue;
        if (moreBy === 0 && this.byTurn(back, activity, this.back[known]!, this.activity[known]!) > 0)
          continue;
      }
      row = known;
      if (lead !== undefined) {
        this.state.copyWithin(row * width, slot * width, (slot + 1) * width);
        this.owed.copyWithin(row * this.meters, slot * this.meters, (slot + 1) * this.meters);
      }
      break;
    }
    if (row === slot) {
      table[at] = slot;
      this.places[slot] = place;
      this.count++;
    }
    this.hash[row] = hash;
    this.value[row] = value;
    this.cost[row] = cost;
    this.future[row] = future;
    this.hope[row] = hope;
    this.back[row] = back;
    this.activity[row] = activity;
  }

  /** Of all states of a row. */
  wholeHash(row: number, hash: number): number {
    const { state, width, fixed } = this;
    let mixed = hash;
    for (let at = row * width + fixed; at < (row + 1) * width; at++)
      mixed = Math.imul(mixed ^ state[at]!, 0x2c1b3c6d) ^ (mixed >>> 15);
    return mixed;
  }

  isEqual(a: number, b: number): boolean {
    const { state, width, fixed } = this;
    const x = a * width;
    const y = b * width;
    for (let at = 0; at < fixed; at++) if (state[x + at] !== state[y + at]) return false;
    return true;
  }

  /** Keeps the `most` that promise most; returns the best promise among the others. */
  shrink(most: number): Milli {
    const { value, hope, count } = this;
    const promises = new Float64Array(count);
    for (let row = 0; row < count; row++) promises[row] = value[row]! + hope[row]!;
    const sorted = promises.slice().sort();
    const least = sorted[count - most]!;
    const lost = sorted[count - most - 1]!;
    let equals = 0;
    for (let at = count - most; at < count && sorted[at] === least; at++) equals++;
    let kept = 0;
    for (let row = 0; row < count; row++) {
      if (promises[row]! < least) continue;
      if (promises[row] === least && equals-- <= 0) continue;
      this.move(row, kept++);
    }
    this.count = kept;
    return lost;
  }

  move(from: number, to: number): void {
    if (from === to) return;
    const { width } = this;
    this.state.copyWithin(to * width, from * width, (from + 1) * width);
    this.owed.copyWithin(to * this.meters, from * this.meters, (from + 1) * this.meters);
    this.value[to] = this.value[from]!;
    this.cost[to] = this.cost[from]!;
    this.future[to] = this.future[from]!;
    this.hope[to] = this.hope[from]!;
    this.hash[to] = this.hash[from]!;
    this.back[to] = this.back[from]!;
    this.activity[to] = this.activity[from]!;
  }

  /** Where each came from, kept for reading the solution back; with values where somebody asks who gained what. */
  trail(): Trail {
    const { count } = this;
    return {
      back: this.back.slice(0, count),
      activity: this.activity.slice(0, count),
      value: this.lead === undefined ? undefined : this.value.slice(0, count),
    };
  }

  grow(): void {
    this.capacity *= 2;
    const { capacity } = this;
    this.state = widened(this.state, new Int32Array(capacity * this.width));
    this.owed = widened(this.owed, new Float64Array(capacity * this.meters));
    this.value = widened(this.value, new Float64Array(capacity));
    this.cost = widened(this.cost, new Float64Array(capacity));
    this.future = widened(this.future, new Float64Array(capacity));
    this.hope = widened(this.hope, new Float64Array(capacity));
    this.hash = widened(this.hash, new Int32Array(capacity));
    this.places = widened(this.places, new Int32Array(capacity));
    this.back = widened(this.back, new Int32Array(capacity));
    this.activity = widened(this.activity, new Int16Array(capacity));
    this.table = new Int32Array(capacity * 2).fill(-1);
    const mask = this.table.length - 1;
    for (let row = 0; row < this.count; row++) {
      let at = this.places[row]! & mask;
      while (this.table[at] !== -1) at = (at + 1) & mask;
      this.table[at] = row;
    }
  }
}

function widened<Numbers extends Int32Array | Float64Array | Int16Array>(
  old: Numbers,
  wide: Numbers,
): Numbers {
  wide.set(old);
  return wide;
}
