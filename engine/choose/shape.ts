/**
 * A deal as an automaton. It is offered units from the dearest to the cheapest; its state, a small whole number, is all
 * that it must remember of those it took, and a move says what one more unit brings.
 */

/** Thousandths of a cent. The search counts in them, money never does. */
export type Milli = number;

export interface Move {
  readonly next: number;
  readonly gain: Milli;
  /** Applications that begin or end with this unit, so that each is counted once: 0 or 1. */
  readonly done: 0 | 1;
  /** Units to be counted against a limit on units. */
  readonly claimed: number;
  /** What the unit is in its set: a shape and a smaller one of the same deal agree about it, or one says `ANY_ROLE`. */
  readonly role: number;
}

/** A move for whatever the unit is in its set. */
export const ANY_ROLE = 255;

/** What a state costs that is met for the first time, and every move from it. */
const WORK_A_STATE = 60;
const WORK_A_MOVE = 120;

/** State 0: nothing has been taken. */
export interface Shape {
  /** Ways of taking the next unit. `good`: what kind of unit it is for this shape (often its price). */
  moves(state: number, good: number): readonly Move[];
  /** Units that it still needs before it may stop. 0: no set is open. */
  need(state: number): number;
  /** It needs units that are no longer to come when this one is offered. */
  isLost?(state: number, good: number): boolean;
}

/** What a shape is at its most exact, and smaller ones that never promise less, for where that grows too large. */
export interface Forms {
  readonly exact: Shape;
  /** It remembers sums, so that with every unit there are more states than before. */
  readonly isFine: boolean;
  /** What promises least comes first. */
  readonly relaxed: readonly Shape[];
  /** Remembers nothing, for where even the last of `relaxed` grows too large. */
  readonly loosest?: Shape;
  /** Where sets are only rounded: the most by which the first of `relaxed` promises too much for the same units. */
  readonly margin?: Milli;
}

/** A shape that stays small. */
export function plain(exact: Shape, relaxed: readonly Shape[] = []): Forms {
  return { exact, isFine: false, relaxed };
}

export function fine(exact: Shape, relaxed: Shape): Forms {
  return { exact, isFine: true, relaxed: [relaxed] };
}

/** `sets` of `units` at most, each rounded as a whole; `relaxed` counts fractions and half a cent more for each. */
export function rounded(exact: Shape, relaxed: Shape, sets: number, units: number): Forms {
  return { exact, isFine: true, relaxed: [relaxed], margin: sets * 1500 + units };
}

/** The same shape under limits on applications and units of its own. */
export function limited(forms: Forms, applications: number, units: number): Forms {
  const { exact, relaxed } = forms;
  const loose = relaxed.length === 0 ? [exact] : relaxed;
  const tight = relaxed.map((shape) => limitedShape(shape, applications, units));
  return { ...forms, exact: limitedShape(exact, applications, units), relaxed: [...tight, ...loose] };
}

function limitedShape(shape: Shape, applications: number, units: number): Shape {
  const states = interned<{ inner: number; times: number; pieces: number }>(
    ({ inner, times, pieces }) => `${inner}/${times}/${pieces}`,
    { inner: 0, times: 0, pieces: 0 },
  );
  const countsTimes = applications < Number.MAX_SAFE_INTEGER;
  const countsPieces = units < Number.MAX_SAFE_INTEGER;
  return {
    moves(state, good) {
      const { inner, times, pieces } = states.of(state);
      const found: Move[] = [];
      for (const move of shape.moves(inner, good)) {
        const after = {
          inner: move.next,
          times: countsTimes ? times + move.done : 0,
          pieces: countsPieces ? pieces + move.claimed : 0,
        };
        if (after.times > applications || after.pieces > units) continue;
        found.push({ ...move, next: states.idOf(after) });
      }
      return found;
    },
    need: (state) => shape.need(states.of(state).inner),
  };
}

/**
 * The same shape of one application, which says with one of its units that it is done and is counted then, whole: a
 * limit that may be overshot once has to see how much each application asks for.
 */
export function closed(shape: Shape): Shape {
  const states = interned<{ inner: number; gain: Milli }>(({ inner, gain }) => `${inner}/${gain}`, {
    inner: 0,
    gain: 0,
  });
  const done = states.idOf({ inner: -1, gain: 0 });
  return {
    moves(state, good) {
      const { inner, gain } = states.of(state);
      if (inner === -1) return [];
      return shape.moves(inner, good).flatMap((move) => {
        const sum = gain + move.gain;
        const open = { ...move, next: states.idOf({ inner: move.next, gain: sum }), gain: 0 };
        return shape.need(move.next) > 0 ? [open] : [{ ...move, next: done, gain: sum }, open];
      });
    },
    need(state) {
      const { inner } = states.of(state);
      return state === 0 || inner === -1 ? 0 : Math.max(1, shape.need(inner));
    },
  };
}

/** The same shape, whose first saving brings `bonus` more. */
export function onceMore(shape: Shape, bonus: Milli): Shape {
  const states = interned<{ inner: number; isPaid: boolean }>(({ inner, isPaid }) => `${inner}/${isPaid}`, {
    inner: 0,
    isPaid: false,
  });
  return {
    moves(state, good) {
      const { inner, isPaid } = states.of(state);
      return shape.moves(inner, good).map((move) => {
        const pays = !isPaid && move.gain > 0;
        return {
          ...move,
          next: states.idOf({ inner: move.next, isPaid: isPaid || pays }),
          gain: pays ? move.gain + bonus : move.gain,
        };
      });
    },
    need: (state) => shape.need(states.of(state).inner),
  };
}

/** The greatest number that divides both. */
export function divisorOf(a: number, b: number): number {
  let [one, other] = [a, b];
  while (other > 0) [one, other] = [other, one % other];
  return one;
}

/** States that are more than a number, numbered as they are met. */
export function interned<State>(keyOf: (state: State) => string, first: State) {
  const known = new Map<string, number>([[keyOf(first), 0]]);
  const states = [first];
  return {
    of: (id: number): State => states[id]!,
    idOf(state: State): number {
      const key = keyOf(state);
      let id = known.get(key);
      if (id === undefined) {
        id = states.push(state) - 1;
        known.set(key, id);
      }
      return id;
    },
  };
}

/** Remembers the moves and the need of each state, and counts what finding them costs. */
export function remembered(shape: Shape): Remembered {
  const byGood = new Map<number, (readonly Move[] | undefined)[]>();
  const needs: (number | undefined)[] = [];
  return {
    work: 0,
    ...(shape.isLost && { isLost: (state, good) => shape.isLost!(state, good) }),
    moves(state, good) {
      let known = byGood.get(good);
      if (known === undefined) {
        known = [];
        byGood.set(good, known);
      }
      let found = known[state];
      if (found === undefined) {
        found = shape.moves(state, good);
        this.work += WORK_A_STATE + WORK_A_MOVE * found.length;
        known[state] = found;
      }
      return found;
    },
    need(state) {
      let found = needs[state];
      if (found === undefined) {
        found = shape.need(state);
        needs[state] = found;
      }
      return found;
    },
  };
}

export interface Remembered extends Shape {
  /** Grows with every state that is met for the first time. */
  work: number;
}
