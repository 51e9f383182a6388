/**
 * The inner loops of the linear program, over a matrix whose rows are `stride` apart. Four rows at a time: most of the
 * time goes into fetching.
 */

/** By row: what the entries from `start` to `end` of a sparse column take from it. */
export function gather(
  into: Float64Array,
  rows: number,
  matrix: Float64Array,
  stride: number,
  places: Int32Array,
  weights: Float64Array,
  start: number,
  end: number,
): void {
  let row = 0;
  for (let first = 0; row + 4 <= rows; row += 4, first += 4 * stride) {
    let sum0 = 0;
    let sum1 = 0;
    let sum2 = 0;
    let sum3 = 0;
    for (let k = start; k < end; k++) {
      const at = first + places[k]!;
      const weight = weights[k]!;
      sum0 += weight * matrix[at]!;
      sum1 += weight * matrix[at + stride]!;
      sum2 += weight * matrix[at + 2 * stride]!;
      sum3 += weight * matrix[at + 3 * stride]!;
    }
    into[row] = sum0;
    into[row + 1] = sum1;
    into[row + 2] = sum2;
    into[row + 3] = sum3;
  }
  for (; row < rows; row++) {
    let sum = 0;
    for (let k = start; k < end; k++) sum += weights[k]! * matrix[row * stride + places[k]!]!;
    into[row] = sum;
  }
}

/** Takes `count` sparse entries off the first `changed` of `rows`, as often as `factors` says by row. */
export function takeOff(
  matrix: Float64Array,
  stride: number,
  rows: Int32Array,
  changed: number,
  factors: Float64Array,
  places: Int32Array,
  entries: Float64Array,
  count: number,
): void {
  let next = 0;
  for (; next + 4 <= changed; next += 4) {
    const factor0 = factors[rows[next]!]!;
    const factor1 = factors[rows[next + 1]!]!;
    const factor2 = factors[rows[next + 2]!]!;
    const factor3 = factors[rows[next + 3]!]!;
    const first0 = rows[next]! * stride;
    const first1 = rows[next + 1]! * stride;
    const first2 = rows[next + 2]! * stride;
    const first3 = rows[next + 3]! * stride;
    for (let k = 0; k < count; k++) {
      const place = places[k]!;
      const entry = entries[k]!;
      matrix[first0 + place]! -= factor0 * entry;
      matrix[first1 + place]! -= factor1 * entry;
      matrix[first2 + place]! -= factor2 * entry;
      matrix[first3 + place]! -= factor3 * entry;
    }
  }
  for (; next < changed; next++) {
    const first = rows[next]! * stride;
    const factor = factors[rows[next]!]!;
    for (let k = 0; k < count; k++) matrix[first + places[k]!]! -= factor * entries[k]!;
  }
}

export function longer<T extends Int32Array | Float64Array | Uint8Array>(array: T, length: number): T {
  const found = new (array.constructor as new (length: number) => T)(length);
  found.set(array);
  return found;
}
