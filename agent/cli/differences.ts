/** One place where two values differ. */
export interface Difference {
  /** "effects[2].amountCents" */
  readonly path: string;
  /** Undefined: there was nothing. */
  readonly before: unknown;
  readonly now: unknown;
}

/** Every place where two values of JSON differ, as deep as can be said; empty where they are equal. */
export function differencesBetween(before: unknown, now: unknown, path = ""): Difference[] {
  if (Object.is(before, now)) return [];
  if (!isContainer(before) || !isContainer(now) || Array.isArray(before) !== Array.isArray(now))
    return [{ path, before, now }];
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  const step = (name: string) => {
    if (Array.isArray(before)) return `${path}[${name}]`;
    return path === "" ? name : `${path}.${name}`;
  };
  return [...names].flatMap((name) => differencesBetween(before[name], now[name], step(name)));
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
