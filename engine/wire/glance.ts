/**
 * A look that costs little: surely right, or perhaps not. Made from a zod schema, which stays the only place that says
 * what is right and the only one that says what is wrong. Of a release nearly everything is right, and zod takes ten
 * times as long because it copies what it reads.
 */

import type { z } from "zod";

/** True: the schema reads the value, and what it reads is the value itself. False: ask the schema. */
export type Glance = (value: unknown) => boolean;

type Schema = z.core.$ZodType;
type Def = z.core.$ZodTypes["_zod"]["def"];
type CheckDef = z.core.$ZodChecks["_zod"]["def"] | z.core.$ZodCustomDef;

/** `known`: how to look at schemas whose rules are code. Whatever else it does not know, a glance is never sure of. */
export function glanceOf(schema: Schema, known: ReadonlyMap<Schema, Glance> = new Map()): Glance {
  const made = new Map(known);
  const of = (one: Schema): Glance => {
    const ready = made.get(one);
    if (ready !== undefined) return ready;
    const { checks = [] } = one._zod.def;
    const looks = [shapeOf(defOf(one), of), ...checks.map(({ _zod }) => ruleOf(_zod.def as CheckDef))];
    const glance = looks.length === 1 ? looks[0]! : allOf(looks);
    made.set(one, glance);
    return glance;
  };
  return of(schema);
}

function defOf(schema: Schema): Def {
  return (schema as z.core.$ZodTypes)._zod.def;
}

const neverSure: Glance = () => false;

function shapeOf(def: Def, of: (schema: Schema) => Glance): Glance {
  switch (def.type) {
    case "string":
      return "check" in def ? neverSure : (value) => typeof value === "string";
    case "number":
      if (!("check" in def)) return Number.isFinite;
      return "format" in def && def.format === "safeint" ? Number.isSafeInteger : neverSure;
    case "boolean":
      return (value) => typeof value === "boolean";
    case "literal":
      return anyOf(def.values);
    case "enum":
      return anyOf(Object.values(def.entries));
    case "optional": {
      const inner = of(def.innerType);
      return (value) => value === undefined || inner(value);
    }
    case "union": {
      const options = def.options.map(of);
      return (value) => options.some((option) => option(value));
    }
    case "array":
      return listOf(of(def.element));
    case "record":
      return defOf(def.keyType).type === "string" ? recordOf(of(def.keyType), of(def.valueType)) : neverSure;
    case "object":
      // Others than strict ones leave out what they do not know.
      if (def.catchall === undefined || defOf(def.catchall).type !== "never") return neverSure;
      return objectOf(def.shape, of);
    case "lazy": {
      let inner: Glance | undefined;
      return (value) => {
        inner ??= of(def.getter());
        return inner(value);
      };
    }
    default:
      return neverSure;
  }
}

function allOf(looks: readonly Glance[]): Glance {
  return (value) => {
    for (const look of looks) if (!look(value)) return false;
    return true;
  };
}

function anyOf(values: readonly unknown[]): Glance {
  return (value) => values.includes(value);
}

function listOf(element: Glance): Glance {
  return (value) => {
    if (!Array.isArray(value)) return false;
    for (const one of value) if (!element(one)) return false;
    return true;
  };
}

function recordOf(key: Glance, field: Glance): Glance {
  return (value) => {
    if (!isPlain(value)) return false;
    for (const name in value) if (name === "__proto__" || !key(name) || !field(value[name])) return false;
    return true;
  };
}

function objectOf(shape: Readonly<Record<string, Schema>>, of: (schema: Schema) => Glance): Glance {
  const fields = new Map(
    Object.entries(shape).map(([name, field]) => {
      const isRequired = defOf(field).type !== "optional";
      return [name, { look: of(field), counts: isRequired ? 1 : 0 }];
    }),
  );
  const required = [...fields.values()].filter(({ counts }) => counts === 1).length;
  return (value) => {
    if (!isPlain(value)) return false;
    let missing = required;
    for (const name in value) {
      const field = fields.get(name);
      if (field === undefined || !field.look(value[name])) return false;
      missing -= field.counts;
    }
    return missing === 0;
  };
}

/** As JSON gives it: nothing inherited, nothing hidden. */
export function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/** Of a value that has the shape. */
function ruleOf(def: CheckDef): Glance {
  switch (def.check) {
    case "min_length":
      return (value) => (value as string | unknown[]).length >= def.minimum;
    case "max_length":
      return (value) => (value as string | unknown[]).length <= def.maximum;
    case "greater_than": {
      const least = Number(def.value);
      return (value) => (def.inclusive ? (value as number) >= least : (value as number) > least);
    }
    case "less_than": {
      const most = Number(def.value);
      return (value) => (def.inclusive ? (value as number) <= most : (value as number) < most);
    }
    case "string_format": {
      const { format, pattern } = def;
      if (format !== "regex" || pattern === undefined || pattern.global || pattern.sticky) return neverSure;
      return (value) => pattern.test(value as string);
    }
    case "custom": {
      const { fn } = def;
      return typeof fn === "function" ? (value) => fn(value) === true : neverSure;
    }
    default:
      return neverSure;
  }
}
