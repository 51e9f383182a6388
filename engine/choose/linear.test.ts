/** The program that guides the search, against HiGHS on the same programs. */

import load from "highs";
import { beforeAll, expect, it } from "vitest";
import { type Draw, drawFrom } from "../oracle/contest.ts";
import { LinearProgram } from "./linear.ts";

const PROGRAMS = 60;
/** Enough for any program here. */
const STEPS = 10_000_000;

let solver: Awaited<ReturnType<typeof load.default>>;
beforeAll(async () => {
  // The package's types say nothing of a default import under Node's own resolution.
  solver = await (load as unknown as typeof load.default)();
});

interface Column {
  readonly gain: number;
  readonly rows: readonly number[];
  readonly weights: readonly number[];
}

/** Some rows of a few units each, every column taking a unit or two of some of them. */
function columnIn(draw: Draw, rows: number): Column {
  const own = [...new Set(Array.from({ length: 1 + draw(4) }, () => draw(rows)))];
  return { gain: 1 + draw(1000), rows: own, weights: own.map(() => 1 + draw(2)) };
}

function asked(rights: readonly number[], columns: readonly Column[], banned: ReadonlySet<number>): number {
  const terms = rights.map((_, row) =>
    columns.flatMap(({ rows, weights }, x) => {
      const at = rows.indexOf(row);
      return at === -1 ? [] : [`${weights[at]} x${x}`];
    }),
  );
  const lines = terms.map((own, row) => ` r${row}: ${[...own, `0 x0`].join(" + ")} <= ${rights[row]}`);
  const text = ["Maximize", ` obj: ${columns.map(({ gain }, x) => `${gain} x${x}`).join(" + ")}`];
  const none = [...banned].map((x) => ` x${x} = 0`);
  return solver.solve([...text, "Subject To", ...lines, "Bounds", ...none, "End"].join("\n")).ObjectiveValue;
}

it("a program that grows by columns, rows and bans is worth what HiGHS says, at every turn", () => {
  for (let seed = 1; seed <= PROGRAMS; seed++) {
    const draw = drawFrom(seed);
    const program = new LinearProgram();
    const rights = Array.from({ length: 3 + draw(12) }, () => 1 + draw(4));
    for (const right of rights) program.addRow(right, []);
    const columns: Column[] = [];
    const banned = new Set<number>();
    for (let turn = 0; turn < 12; turn++) {
      const kind = turn === 0 ? 0 : draw(3);
      if (kind === 0)
        for (let count = 5 + draw(10); count > 0; count--) {
          const column = columnIn(draw, rights.length);
          columns.push(column);
          program.addColumn(column.gain, column.rows, column.weights);
        }
      else if (kind === 1) {
        const row = rights.length;
        const held = columns.flatMap((_, column) => (draw(3) === 0 ? [{ column, weight: 1 }] : []));
        rights.push(1 + draw(3));
        program.addRow(rights[row]!, held);
        for (const { column } of held) {
          const { gain, rows, weights } = columns[column]!;
          columns[column] = { gain, rows: [...rows, row], weights: [...weights, 1] };
        }
      } else {
        const one = draw(columns.length);
        if (!banned.delete(one)) banned.add(one);
        program.banned[one] = banned.has(one) ? 1 : 0;
      }
      expect(program.solve(STEPS), `seed ${seed}`).toBe(true);
      const best = asked(rights, columns, banned);
      // Rows have a millionth more room than they should.
      expect(Math.abs(program.value - best), `seed ${seed}`).toBeLessThan(0.1);
      for (const one of banned) expect(program.amountOf(one), `seed ${seed}`).toBeLessThan(1e-6);
    }
  }
}, 60_000);

it("prices say what a unit of each row is worth", () => {
  const program = new LinearProgram();
  program.addRow(1, []);
  program.addRow(2, []);
  program.addColumn(300, [0], [1]);
  program.addColumn(500, [0, 1], [1, 1]);
  program.addColumn(100, [1], [1]);
  program.solve(STEPS);
  expect([...program.prices.slice(0, 2)].map(Math.round)).toEqual([400, 100]);
});
