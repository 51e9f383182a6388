/** What happens when, in the order of time: a heap of numbers, since a hundred thousand tills do tens of millions of things. */

export class Happenings {
  /** Of what happens now. */
  nowMs = 0;
  what = 0;
  who = 0;
  #size = 0;
  #at = new Float64Array(1024);
  #what = new Uint8Array(1024);
  #who = new Int32Array(1024);

  /** @param what, who two numbers that say everything: a kind from 0 to 255, and whose it is */
  at(ms: number, what: number, who: number): void {
    if (this.#size === this.#at.length) this.#grow();
    let hole = this.#size;
    this.#size += 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (this.#at[parent]! <= ms) break;
      this.#move(parent, hole);
      hole = parent;
    }
    this.#put(hole, ms, what, who);
  }

  /** Goes on to what is next. False: nothing more happens. */
  next(): boolean {
    if (this.#size === 0) return false;
    this.nowMs = this.#at[0]!;
    this.what = this.#what[0]!;
    this.who = this.#who[0]!;
    this.#size -= 1;
    const last = this.#size;
    const [ms, what, who] = [this.#at[last]!, this.#what[last]!, this.#who[last]!];
    let hole = 0;
    for (let child = 1; child < last; child = 2 * hole + 1) {
      if (child + 1 < last && this.#at[child + 1]! < this.#at[child]!) child += 1;
      if (this.#at[child]! >= ms) break;
      this.#move(child, hole);
      hole = child;
    }
    this.#put(hole, ms, what, who);
    return true;
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#at[from]!, this.#what[from]!, this.#who[from]!);
  }

  #put(index: number, ms: number, what: number, who: number): void {
    this.#at[index] = ms;
    this.#what[index] = what;
    this.#who[index] = who;
  }

  #grow(): void {
    const length = 2 * this.#at.length;
    this.#at = grown(new Float64Array(length), this.#at);
    this.#what = grown(new Uint8Array(length), this.#what);
    this.#who = grown(new Int32Array(length), this.#who);
  }
}

function grown<List extends Float64Array | Uint8Array | Int32Array>(larger: List, from: List): List {
  larger.set(from);
  return larger;
}
