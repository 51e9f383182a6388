/** Words onto lines. All texts here are printable already, so that a character is a column. */

/** Breaks at blanks, and inside a word only where the word alone is wider than the line. At least one line. */
export function wrap(text: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.trimEnd().split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length <= columns) {
      line = longer;
      continue;
    }
    if (line.trim() !== "") lines.push(line);
    let rest = word;
    for (; rest.length > columns; rest = rest.slice(columns)) lines.push(rest.slice(0, columns));
    line = rest;
  }
  lines.push(line);
  return lines;
}

/**
 * Left and right of one row, exactly `columns` wide. The left is cut to leave a blank before the right; a right
 * that fills the line by itself goes below the left, and is never cut.
 */
export function row(left: string, right: string, columns: number): readonly string[] {
  const room = columns - right.length - 1;
  if (room < Math.min(left.length, 1)) {
    const below = wrap(right, columns).map((line) => line.padStart(columns));
    return left === "" ? below : [left.slice(0, columns).padEnd(columns), ...below];
  }
  return [left.slice(0, room).padEnd(columns - right.length) + right];
}

/** As narrow as a name may become beside its amount: below that it goes above it. */
const NAME_MIN = 12;

/**
 * As `row`, but nothing of the left is lost: what has no room beside the right goes on below it, between words and two
 * columns in. The amounts stay in a column beside the beginnings of their names.
 */
export function wholeRow(left: string, right: string, columns: number): readonly string[] {
  const room = columns - right.length - 1;
  if (left.length <= room || left === "") return row(left, right, columns);
  if (room < NAME_MIN)
    return [...wrap(left, columns), ...wrap(right, columns).map((line) => line.padStart(columns))];
  const [first = ""] = wrap(left, room);
  const rest = left.slice(first.length).trim();
  return [
    ...row(first, right, columns),
    ...(rest === "" ? [] : wrap(rest, columns - 2).map((line) => `  ${line}`)),
  ];
}

/** "9910003204" as people read and type it: "9910 0032 04". */
export function inGroups(digits: string): string {
  return digits.replaceAll(/([0-9]{4})(?=[0-9])/g, "$1 ");
}
