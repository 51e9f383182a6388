/** The table of application identifiers, ready to be looked up: parsed once, when it is first imported. */
import { type AiRow, aiRows, predefinedLength } from "./application-identifiers.ts";
import { type Check, checks } from "./checks.ts";

export interface Part {
  readonly characters: RegExp;
  readonly lengthMin: number;
  readonly lengthMax: number;
  readonly isOptional: boolean;
  readonly checks: readonly NamedCheck[];
}

export interface NamedCheck {
  readonly name: string;
  readonly isRight: Check;
}

export interface Ai {
  readonly ai: string;
  readonly title: string;
  readonly parts: readonly Part[];
  /** Of the whole value. */
  readonly lengthMax: number;
  /** Whether its length is known without a separator behind it. */
  readonly isPredefined: boolean;
  /** Alternatives; all that one lists must be there. `31` stands for every identifier that begins so. */
  readonly needs: readonly (readonly string[])[];
  readonly never: readonly string[];
  /** Undefined for what leads no Digital Link. */
  readonly leads: readonly (readonly string[])[] | undefined;
  readonly mayBeInQuery: boolean;
}

/** GS1 General Specifications, figures 7.11-1 to 7.11-3; `z`: RFC 4648, section 5. */
const characterSets: Readonly<Record<string, RegExp>> = {
  n: /^[0-9]*$/,
  x: /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/,
  y: /^[#\-/0-9A-Z]*$/,
  z: /^[A-Za-z0-9_-]*={0,2}$/,
};

function partOf(text: string): Part {
  const [format = "", ...names] = text.split(":");
  const [, set = "", upTo, length, optional] = /^([nxyz])(\.\.)?([0-9]+)(\?)?$/.exec(format) ?? [];
  const characters = characterSets[set];
  if (!characters || length === undefined) throw new Error(`"${text}" is no part of a value.`);
  return {
    characters,
    lengthMin: upTo === undefined ? Number(length) : 1,
    lengthMax: Number(length),
    isOptional: optional !== undefined,
    checks: names.map((name) => {
      const isRight = checks[name as keyof typeof checks];
      if (!isRight) throw new Error(`"${name}" is no check.`);
      return { name, isRight };
    }),
  };
}

const words = (text = ""): string[] => text.split(" ").filter((word) => word !== "");
/** "31nn" is "31": whatever begins with it. */
const stem = (pattern: string): string => pattern.replace(/n+$/, "");

function entryOf(row: AiRow): Ai {
  const parts = row.shape.split("+").map(partOf);
  return {
    ai: row.ai,
    title: row.title,
    parts,
    lengthMax: parts.reduce((sum, { lengthMax }) => sum + lengthMax, 0),
    isPredefined: row.ai.slice(0, 2) in predefinedLength,
    needs: words(row.needs).map((group) => group.split("+").map(stem)),
    never: words(row.never).map(stem),
    leads: row.leads?.length === 0 ? [[]] : row.leads?.map(words),
    mayBeInQuery: row.notInQuery !== true,
  };
}

export const dictionary: ReadonlyMap<string, Ai> = new Map(aiRows.map((row) => [row.ai, entryOf(row)]));

/** Digits of the identifiers that begin with these two, by those that are known. */
const aiLengths = new Map(aiRows.map(({ ai }) => [ai.slice(0, 2), ai.length]));

/**
 * Digits of an identifier that nobody here knows. GS1 gives out four digits under 3, 7 and 8, three under 2 and 4, and
 * two otherwise.
 */
export function aiLengthOf(firstTwo: string): number {
  const known = aiLengths.get(firstTwo);
  if (known !== undefined) return known;
  if (firstTwo in predefinedLength) return 2;
  return /^[378]/.test(firstTwo) ? 4 : /^[24]/.test(firstTwo) ? 3 : 2;
}
