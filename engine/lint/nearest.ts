/** What somebody meant who misspelt a name. */

/** The name that takes the fewest letters put in, left out or exchanged; the first of equals. Names are never empty. */
export function nearest(written: string, names: readonly string[]): string | undefined {
  let least = Number.POSITIVE_INFINITY;
  let found: string | undefined;
  for (const name of names) {
    const letters = lettersBetween(written, name);
    if (letters < least) [least, found] = [letters, name];
  }
  return found;
}

function lettersBetween(a: string, b: string): number {
  let before = Array.from({ length: b.length + 1 }, (_, length) => length);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const exchanged = before[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(exchanged, before[j]! + 1, row[j - 1]! + 1));
    }
    before = row;
  }
  return before[b.length]!;
}
