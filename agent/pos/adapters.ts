/** The dialects that are there, by the name profiles know them by: one line each. */

import type { Dialect } from "./adapter.ts";

export const dialects: Readonly<Record<string, Dialect>> = {};
