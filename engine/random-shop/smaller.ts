/**
 * A shop that breaks a law is made small before anybody reads it: promotions, lines and terms are taken away one by
 * one, and numbers made round. Only what HQ may publish and a POS may send is offered.
 */

import { EngineInputError } from "../wire.ts";
import type { Shop } from "./shop.ts";
import { fromWire, toWire, type WireShop } from "./wire.ts";

/** Shops with one thing less, the largest things first. Never one as large as the shop itself. */
export function* smallerShops(shop: Shop): Generator<Shop> {
  const wire = toWire(shop);
  const text = JSON.stringify(wire);
  for (const candidate of candidates(wire)) {
    const smaller = read(candidate);
    if (smaller === undefined) continue;
    // What is left out may be understood all the same.
    const less = JSON.stringify(toWire(smaller));
    if (less !== text && less.length <= text.length) yield smaller;
  }
}

function* candidates(wire: WireShop): Generator<WireShop> {
  const { rules, basket, context } = wire;
  for (const promotions of fewer(rules.promotions)) yield { ...wire, rules: { ...rules, promotions } };
  for (const lines of fewer(basket.lines)) yield { ...wire, basket: { lines } };
  const layers = rules.layers.filter(({ id }) => rules.promotions.some(({ layer }) => layer === id));
  if (layers.length < rules.layers.length) yield { ...wire, rules: { ...rules, layers } };
  for (const less of lessOf(rules)) yield { ...wire, rules: less as WireShop["rules"] };
  for (const less of lessOf(context)) yield { ...wire, context: less as WireShop["context"] };
  for (const less of lessOf(basket)) yield { ...wire, basket: less as WireShop["basket"] };
}

/** Halves first, then all but one. */
function* fewer<One>(all: readonly One[]): Generator<One[]> {
  if (all.length > 3) {
    const half = Math.floor(all.length / 2);
    yield all.slice(0, half);
    yield all.slice(half);
  }
  for (let at = 0; at < all.length; at++) yield all.filter((_, index) => index !== at);
}

/** The same value without one of its fields or entries, at any depth, or with a rounder number. */
function* lessOf(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length; at++) yield value.filter((_, index) => index !== at);
    for (let at = 0; at < value.length; at++) {
      for (const less of lessOf(value[at])) yield value.with(at, less);
    }
  } else if (typeof value === "object" && value !== null) {
    const fields = value as Record<string, unknown>;
    for (const name of Object.keys(fields)) {
      const { [name]: _, ...rest } = fields;
      yield rest;
    }
    // A condition, instead of those that combine it with others.
    for (const inner of [fields.of].flat()) {
      if (fields.kind !== undefined && typeof inner === "object") yield inner;
    }
    for (const name of Object.keys(fields)) {
      for (const less of lessOf(fields[name])) yield { ...fields, [name]: less };
    }
  } else if (typeof value === "number") {
    for (const round of [1, 10, 100, 1000]) if (round < value) yield round;
    if (value > 200 && value % 100 !== 0) yield value - (value % 100);
    else if (value > 20 && value % 10 !== 0) yield value - (value % 10);
  } else if (typeof value === "string" && /^\d+$/.test(value) && Number(value) > 1) {
    yield "1";
    if (Number(value) > 2) yield "2";
  }
}

function read(wire: WireShop): Shop | undefined {
  try {
    return fromWire(wire);
  } catch (error) {
    if (error instanceof EngineInputError) return undefined;
    throw error;
  }
}
