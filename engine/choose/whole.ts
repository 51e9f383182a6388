/**
 * A part of which everything lies in graphs, so that a program over plans can tell all about it. What several activities
 * share, a limit on applications, on units, on value or on one line's units, becomes goods: so many units of a class of
 * its own, offered after all others, of which every application takes as many as it uses up. Sets that are rounded as a
 * whole are remembered exactly.
 */

import { ENDLESS } from "../layer/allowance.ts";
import { type Graph, unroll } from "./graph.ts";
import type { Market } from "./market.ts";
import { metered } from "./meter.ts";
import type { Part, UnitClass } from "./part.ts";
import { divisorOf, interned, type Milli, type Move, remembered, type Shape } from "./shape.ts";

/** Nodes of all graphs that are laid anew, and pieces that a limit on value is cut into: beyond it can't be. */
const NODES_MAX = 40_000;
const PIECES_MAX = 400;

/** Something that several activities share. */
interface Share {
  readonly activities: readonly number[];
  readonly size: number;
  /** How much of it a move takes with a unit of this class. `passes`: its application may pass the limit on value. */
  readonly uses: (move: Move, c: number, passes: boolean) => number;
  /** Of a limit on value: what passes it is cut, and what is not cut comes with its pieces, each worth so much. */
  readonly cut?: Milli;
  /** It counts value, which may shrink again until a set is whole. */
  readonly isOfValue?: boolean;
  /** Whoever has it may pass the limit on value. */
  readonly isPass?: boolean;
}

/** With the class of its goods. */
interface OwnShare extends Share {
  readonly c: number;
}

/** What has been spent so far. */
export interface Effort {
  work: number;
}

/** Undefined where that can't be, or costs more than `effort` may grow to. */
export function wholeOf(
  { allowances }: Market,
  part: Part,
  effort: Effort,
  workEnd: number,
): Part | undefined {
  const { activities, classes, graphs, meterOf, recounts } = part;
  let nodes = NODES_MAX;
  const laid = (a: number, shape: Shape, places: readonly number[], mine: readonly OwnShare[]) => {
    const goodOf = (c: number) => classes[c]!.goods[classes[c]!.activities.indexOf(a)]!;
    const known = remembered(sharing(remembered(shape), goodOf, mine));
    const graph = unroll(known, places, places, nodes, workEnd - effort.work);
    effort.work += known.work;
    nodes -= graph?.skip.length ?? 0;
    return graph;
  };
  const shares: Share[] = part.rooms.map((room) => ({
    activities: room.activities,
    size: room.most,
    uses: (_, c) => (room.classes.includes(c) ? 1 : 0),
  }));
  const isOwn = part.meters.map((_, m) => {
    const sharers = [...activities.keys()].filter((a) => meterOf[a] === m);
    if (sharers.length === 1) return true;
    const { applications, units, amountCents, exceeding } = allowances.get(activities[sharers[0]!]!.entry)!;
    const add = (size: number, more: Omit<Share, "activities" | "size">) => {
      if (size < ENDLESS) shares.push({ activities: sharers, size, ...more });
    };
    // Nobody applies more often than there are units.
    const most = classes.reduce((sum, one) => sum + one.units.length, 0);
    add(applications > most ? ENDLESS : applications, { uses: ({ done }) => done });
    add(units > most ? ENDLESS : units, { uses: ({ claimed }) => claimed });
    if (amountCents === ENDLESS) return false;
    const isCut = exceeding === "cap";
    let piece: Milli = isCut ? amountCents * 1000 : 0;
    for (const a of sharers) {
      if (activities[a]!.bonusCents > 0) return undefined;
      const graph =
        recounts[a] === undefined ? graphs[a]! : laid(a, activities[a]!.forms.exact, part.classesOf[a]!, []);
      if (graph === undefined) return undefined;
      for (const gain of graph.gain) piece = divisorOf(piece, Math.abs(gain));
    }
    // Whoever passes it once may do so from a cent below.
    const mayPass = exceeding === "overshoot";
    const pieces = Math.floor((amountCents * 1000 - (mayPass ? 1 : 0)) / piece);
    if (piece % 1000 > 0 || pieces > PIECES_MAX) return undefined;
    add(pieces, {
      uses: ({ gain }, _, passes) => (passes ? 0 : gain / piece),
      isOfValue: true,
      ...(isCut && { cut: piece }),
    });
    if (mayPass) add(1, { uses: (_, __, passes) => (passes ? 1 : 0), isPass: true });
    return false;
  });
  if (isOwn.includes(undefined)) return undefined;
  const whole: Graph[] = [];
  const classesOf: number[][] = [];
  for (const [a, { forms }] of activities.entries()) {
    const places = [...part.classesOf[a]!];
    const mine: OwnShare[] = [];
    shares.forEach((share, s) => {
      if (!share.activities.includes(a)) return;
      const c = classes.length + s;
      mine.push({ ...share, c });
      for (let n = 0; n < share.size; n++) places.push(c);
    });
    let graph: Graph | undefined = graphs[a]!;
    const meter = meterOf[a];
    if (mine.length > 0 || meter !== undefined || recounts[a] !== undefined) {
      const own = meter !== undefined && isOwn[meter] ? part.meters[meter]! : part.kept[a];
      graph = laid(a, own === undefined ? forms.exact : metered(forms.exact, own), places, mine);
    }
    if (graph === undefined) return undefined;
    whole.push(graph);
    classesOf.push(places);
  }
  const goods = shares.map(
    (share): UnitClass => ({
      ...classes[0]!,
      activities: share.activities,
      units: new Array<number>(share.size).fill(-1),
      turns: [],
      alone: 0,
      aloneCost: 0,
      heirs: [],
    }),
  );
  const none = { meterOf: [], meters: [], rooms: [], tallies: [], heaps: [], recounts: [] };
  return { ...part, ...none, classes: [...classes, ...goods], classesOf, graphs: whole };
}

/** The same shape, which takes of everything shared what it uses up. Goods are classes, those of what is shared too. */
function sharing(shape: Shape, goodOf: (c: number) => number, mine: readonly OwnShare[]): Shape {
  const states = interned<{ inner: number; used: readonly number[] }>(
    ({ inner, used }) => `${inner}/${used.join()}`,
    { inner: 0, used: mine.map(() => 0) },
  );
  const isCut = mine.some(({ cut }) => cut !== undefined);
  const passing = mine.some(({ isPass }) => isPass) ? [false, true] : [false];
  return {
    moves(state, c) {
      const { inner, used } = states.of(state);
      const k = mine.findIndex((share) => share.c === c);
      if (k !== -1) {
        if (used[k]! <= 0) return [];
        const next = states.idOf({ inner, used: used.with(k, used[k]! - 1) });
        return [{ next, gain: mine[k]!.cut ?? 0, done: 0, claimed: 0, role: 0 }];
      }
      return shape.moves(inner, goodOf(c)).flatMap((move) => {
        const isWhole = shape.need(move.next) === 0;
        return passing.flatMap((passes) => {
          if (passes && move.gain <= 0) return [];
          const after = mine.map(({ uses, size, cut }, at) => {
            const now = used[at]! + uses(move, c, passes);
            return cut !== undefined && isWhole ? Math.min(now, size) : now;
          });
          // What is saved may shrink again until a set is whole.
          const fits = mine.every(({ size, isOfValue }, at) => after[at]! <= size || (isOfValue && !isWhole));
          if (!fits) return [];
          return [
            { ...move, next: states.idOf({ inner: move.next, used: after }), gain: isCut ? 0 : move.gain },
          ];
        });
      });
    },
    need(state) {
      const { inner, used } = states.of(state);
      return mine.reduce(
        (need, { cut }, k) => need + (cut === undefined ? Math.max(0, used[k]!) : 0),
        shape.need(inner),
      );
    },
  };
}
