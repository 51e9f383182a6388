/** The dialects that are there, by the name profiles know them by: one line each. */

import type { Dialect } from "./adapter.ts";
import { ncr } from "./ncr/dialect.ts";

export const dialects: Readonly<Record<string, Dialect>> = { ncr };
