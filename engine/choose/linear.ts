/**
 * A small linear program that grows while it is solved: the most of `gains * x` with `rows * x <= right`, `x >= 0`. Rows
 * and columns come one by one, and each solution starts from the last (revised simplex method: primal after new columns
 * or gains, dual after new rows or bans). It guides a search and proves nothing: what rounding does to it costs time only.
 */

import { gather, longer, takeOff } from "./rows.ts";

/** Smaller entries of the inverse are nothing; no pivot is smaller than the second. */
const TINY = 1e-12;
const PIVOT_MIN = 1e-6;
const TINY_AMOUNT = 1e-9;
/** A column that brings less is not worth a pivot: thousandths of a cent. */
const TINY_GAIN = 0.01;
/** Rows get this much more room, each another amount, so that no two of them are full at once. */
const SHAKE = 1e-6;
/** Columns that are looked at again before all are. */
const CANDIDATES = 12;

export class LinearProgram {
  rows = 0;
  columns = 0;
  /** By column: what one of it brings; whether it may not be used for the time being. */
  gains = new Float64Array(0);
  banned = new Uint8Array(0);
  /** By row: what a unit of room brings that is left over; below zero where none may be. */
  idle = new Float64Array(0);
  /** By row: what one unit of it is worth. */
  prices = new Float64Array(0);
  /** Entries looked at so far. */
  steps = 0;

  /** By row: the column in use there; -1 - row for its own room. */
  private base = new Int32Array(0);
  private amounts = new Float64Array(0);
  /** The inverse of the columns in use, row by row, `stride` apart. */
  private inverse = new Float64Array(0);
  private stride = 0;
  /** By column, the row where it is in use, -1 for none; and its first entry, one more than columns. */
  private rowOf = new Int32Array(0);
  private starts = new Int32Array(1);
  private rowsAt = new Int32Array(0);
  private weights = new Float64Array(0);
  /** By column: one over the length of its entries, 1 for what it brings included; a long one gains by being long. */
  private scales = new Float64Array(0);
  /** What one of the column at hand takes from each row in use; where the row at hand is not empty. */
  private column = new Float64Array(0);
  private filled = new Int32Array(0);
  private entries = new Float64Array(0);
  /** Rows that a pivot changes. */
  private touched = new Int32Array(0);
  private candidates: number[] = [];
  /** Columns that are not banned, while `solve` runs. */
  private free: number[] = [];

  /** `entries`: what the columns there are weigh in it, in their order. */
  addRow(right: number, entries: readonly { readonly column: number; readonly weight: number }[]): number {
    const row = this.rows++;
    if (this.rows > this.stride) this.growRows();
    const { stride, inverse, base, amounts, rowOf } = this;
    const start = row * stride;
    let amount = right + SHAKE * (1 + (Math.imul(row + 1, 0x9e3779b1) >>> 20) / 4096);
    for (const { column, weight } of entries) {
      const at = rowOf[column]!;
      if (at === -1) continue;
      amount -= weight * amounts[at]!;
      for (let i = 0; i < row; i++) inverse[start + i]! -= weight * inverse[at * stride + i]!;
    }
    inverse[start + row] = 1;
    base[row] = -1 - row;
    amounts[row] = amount;
    this.insert(row, entries);
    for (const { column } of entries) this.measure(column);
    return row;
  }

  addColumn(gain: number, rows: readonly number[], weights: readonly number[]): number {
    const column = this.columns++;
    const start = this.starts[column]!;
    const end = start + rows.length;
    if (this.columns >= this.gains.length) this.growColumns();
    if (end > this.rowsAt.length) this.growEntries(end);
    this.gains[column] = gain;
    this.rowOf[column] = -1;
    for (let k = 0; k < rows.length; k++) {
      this.rowsAt[start + k] = rows[k]!;
      this.weights[start + k] = weights[k]!;
    }
    this.starts[column + 1] = end;
    this.measure(column);
    return column;
  }

  /** How much of a column is used. */
  amountOf(column: number): number {
    const row = this.rowOf[column]!;
    return row === -1 ? 0 : this.amounts[row]!;
  }

  get value(): number {
    let sum = 0;
    for (let row = 0; row < this.rows; row++) sum += this.gainAt(row) * this.amounts[row]!;
    return sum;
  }

  /** After what left room brings was changed. */
  reprice(): void {
    const { rows, stride, inverse, prices } = this;
    prices.fill(0);
    for (let row = 0; row < rows; row++) {
      const gain = this.gainAt(row);
      if (gain === 0) continue;
      for (let i = 0; i < rows; i++) prices[i]! += gain * inverse[row * stride + i]!;
      this.steps += rows;
    }
  }

  /** False where it took more steps than allowed, or no pivot would do. */
  solve(stepsMax: number): boolean {
    this.candidates.length = 0;
    this.free.length = 0;
    for (let column = 0; column < this.columns; column++)
      if (this.banned[column] === 0) this.free.push(column);
    for (const end = this.steps + stepsMax; this.steps < end; ) {
      const wrong = this.wrongest();
      if (wrong !== -1) {
        if (!this.stepDual(wrong)) return false;
      } else {
        const entering = this.bestColumn();
        if (Number.isNaN(entering)) return true;
        if (!this.stepPrimal(entering)) return false;
      }
    }
    return false;
  }

  private measure(column: number): void {
    let sum = 1;
    for (let k = this.starts[column]!; k < this.starts[column + 1]!; k++) sum += this.weights[k]! ** 2;
    this.scales[column] = 1 / Math.sqrt(sum);
  }

  /** How much one more would bring for its length; 0 where that is not worth a pivot. */
  private promise(one: number): number {
    const gain = this.reduced(one);
    if (gain <= TINY_GAIN) return 0;
    return gain * (one < 0 ? Math.SQRT1_2 : this.scales[one]!);
  }

  private gainAt(row: number): number {
    const column = this.base[row]!;
    return column >= 0 ? this.gains[column]! : this.idle[-1 - column]!;
  }

  private isBanned(row: number): boolean {
    const column = this.base[row]!;
    return column >= 0 && this.banned[column] === 1;
  }

  /** What one more of a column, or of a row's room, would bring. */
  private reduced(one: number): number {
    const { starts, rowsAt, weights, prices } = this;
    if (one < 0) return this.idle[-1 - one]! - prices[-1 - one]!;
    let gain = this.gains[one]!;
    for (let k = starts[one]!; k < starts[one + 1]!; k++) gain -= weights[k]! * prices[rowsAt[k]!]!;
    return gain;
  }

  /** The row whose amount is farthest below zero, or above where nothing may be, for its length in the inverse. */
  private wrongest(): number {
    const { rows, stride, inverse } = this;
    let found = -1;
    let most = 0;
    for (let row = 0; row < rows; row++) {
      const amount = this.amounts[row]!;
      const wrong = amount > 0 && this.isBanned(row) ? amount : -amount;
      if (wrong <= TINY_AMOUNT) continue;
      let length = 0;
      for (let i = row * stride; i < row * stride + rows; i++) length += inverse[i]! * inverse[i]!;
      this.steps += rows;
      if (wrong * wrong <= most * length) continue;
      most = (wrong * wrong) / length;
      found = row;
    }
    return found;
  }

  /** The column that brings most of those last found promising, else of all. NaN: none brings anything. */
  private bestColumn(): number {
    const { candidates } = this;
    for (let again = 0; again < 2; again++) {
      let found = Number.NaN;
      let most = 0;
      for (const one of candidates) {
        if (one >= 0 && this.rowOf[one] !== -1) continue;
        const gain = this.promise(one);
        if (gain <= most) continue;
        most = gain;
        found = one;
      }
      this.steps += candidates.length * 8;
      if (!Number.isNaN(found) || again === 1) return found;
      this.findCandidates();
    }
    return Number.NaN;
  }

  private findCandidates(): void {
    const { candidates, rowOf } = this;
    candidates.length = 0;
    const gains: number[] = [];
    const offer = (one: number) => {
      const gain = this.promise(one);
      if (gain === 0) return;
      if (candidates.length === CANDIDATES) {
        if (gain <= gains[CANDIDATES - 1]!) return;
        candidates.pop();
        gains.pop();
      }
      let at = candidates.length;
      while (at > 0 && gains[at - 1]! < gain) at--;
      candidates.splice(at, 0, one);
      gains.splice(at, 0, gain);
    };
    for (const column of this.free) if (rowOf[column] === -1) offer(column);
    for (let row = 0; row < this.rows; row++) offer(-1 - row);
    this.steps += this.free.length * 8;
  }

  private stepPrimal(entering: number): boolean {
    this.spread(entering);
    const { rows, column, amounts } = this;
    let leaving = -1;
    let least = Number.POSITIVE_INFINITY;
    for (let row = 0; row < rows; row++) {
      const entry = column[row]!;
      if (entry < -PIVOT_MIN ? !this.isBanned(row) : entry <= PIVOT_MIN) continue;
      const ratio = Math.max(0, amounts[row]! / entry);
      if (ratio < least || (ratio === least && Math.abs(entry) > Math.abs(column[leaving]!))) {
        least = ratio;
        leaving = row;
      }
    }
    if (leaving === -1) return false;
    this.pivot(leaving, entering, this.reduced(entering));
    return true;
  }

  /** Takes out what is below zero, or may not be. False: nothing can replace it. */
  private stepDual(leaving: number): boolean {
    const { inverse, stride, starts, rowsAt, weights, rowOf } = this;
    const start = leaving * stride;
    const sign = this.amounts[leaving]! > 0 ? -1 : 1;
    let entering = Number.NaN;
    let least = Number.POSITIVE_INFINITY;
    let size = 0;
    const offer = (one: number, entry: number) => {
      const ratio = Math.max(0, -this.reduced(one)) / -entry;
      if (ratio > least || (ratio === least && -entry <= size)) return;
      least = ratio;
      entering = one;
      size = -entry;
    };
    for (const column of this.free) {
      if (rowOf[column] !== -1) continue;
      let entry = 0;
      for (let k = starts[column]!; k < starts[column + 1]!; k++)
        entry += weights[k]! * inverse[start + rowsAt[k]!]!;
      if (sign * entry < -PIVOT_MIN) offer(column, sign * entry);
    }
    for (let row = 0; row < this.rows; row++) {
      const entry = sign * inverse[start + row]!;
      if (entry < -PIVOT_MIN) offer(-1 - row, entry);
    }
    this.steps += this.free.length * 8;
    if (Number.isNaN(entering)) return false;
    this.spread(entering);
    this.pivot(leaving, entering, this.reduced(entering));
    return true;
  }

  /** What one of a column takes from each column in use. */
  private spread(entering: number): void {
    const { rows, stride, inverse, column, starts, rowsAt, weights } = this;
    if (entering < 0) {
      const own = -1 - entering;
      for (let row = 0; row < rows; row++) column[row] = inverse[row * stride + own]!;
      return;
    }
    const start = starts[entering]!;
    const end = starts[entering + 1]!;
    gather(column, rows, inverse, stride, rowsAt, weights, start, end);
    this.steps += rows * (end - start);
  }

  private pivot(leaving: number, entering: number, gain: number): void {
    const { rows, stride, inverse, column, amounts, base, prices, rowOf, filled, entries, touched } = this;
    const size = column[leaving]!;
    const start = leaving * stride;
    let count = 0;
    for (let i = 0; i < rows; i++) {
      const entry = inverse[start + i]! / size;
      if (entry < TINY && entry > -TINY) inverse[start + i] = 0;
      else {
        inverse[start + i] = entry;
        entries[count] = entry;
        filled[count++] = i;
      }
    }
    amounts[leaving]! /= size;
    let changed = 0;
    for (let row = 0; row < rows; row++) {
      const factor = column[row]!;
      if (row === leaving || (factor < TINY && factor > -TINY)) continue;
      touched[changed++] = row;
      amounts[row]! -= factor * amounts[leaving]!;
      if (amounts[row]! < 0 && amounts[row]! > -TINY_AMOUNT) amounts[row] = 0;
    }
    this.steps += changed * count;
    takeOff(inverse, stride, touched, changed, column, filled, entries, count);
    for (let k = 0; k < count; k++) prices[filled[k]!]! += gain * entries[k]!;
    this.steps += 2 * rows;
    const gone = base[leaving]!;
    if (gone >= 0) rowOf[gone] = -1;
    base[leaving] = entering;
    if (entering >= 0) rowOf[entering] = leaving;
  }

  /** Entries of a new row, which comes last in each of its columns. */
  private insert(
    row: number,
    entries: readonly { readonly column: number; readonly weight: number }[],
  ): void {
    if (entries.length === 0) return;
    const end = this.starts[this.columns]! + entries.length;
    if (end > this.rowsAt.length) this.growEntries(end);
    const { starts, rowsAt, weights } = this;
    let to = end;
    let next = entries.length - 1;
    for (let column = this.columns - 1; column >= 0; column--) {
      const first = starts[column]!;
      const last = starts[column + 1]!;
      starts[column + 1] = to;
      if (next >= 0 && entries[next]!.column === column) {
        to--;
        rowsAt[to] = row;
        weights[to] = entries[next]!.weight;
        next--;
      }
      for (let k = last - 1; k >= first; k--) {
        to--;
        rowsAt[to] = rowsAt[k]!;
        weights[to] = weights[k]!;
      }
    }
  }

  private growRows(): void {
    const before = this.stride;
    this.stride = Math.max(64, before * 2);
    const inverse = new Float64Array(this.stride * this.stride);
    for (let row = 0; row < before; row++)
      inverse.set(this.inverse.subarray(row * before, (row + 1) * before), row * this.stride);
    this.inverse = inverse;
    this.base = longer(this.base, this.stride);
    this.filled = new Int32Array(this.stride);
    this.entries = new Float64Array(this.stride);
    this.touched = new Int32Array(this.stride);
    this.amounts = longer(this.amounts, this.stride);
    this.prices = longer(this.prices, this.stride);
    this.column = new Float64Array(this.stride);
    this.idle = longer(this.idle, this.stride);
  }

  private growColumns(): void {
    const size = Math.max(256, this.gains.length * 2);
    this.gains = longer(this.gains, size);
    this.banned = longer(this.banned, size);
    this.rowOf = longer(this.rowOf, size);
    this.scales = longer(this.scales, size);
    this.starts = longer(this.starts, size + 1);
  }

  private growEntries(least: number): void {
    const size = Math.max(1024, 2 * least);
    this.rowsAt = longer(this.rowsAt, size);
    this.weights = longer(this.weights, size);
  }
}
