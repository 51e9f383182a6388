/**
 * Chai guards each assertion by a Proxy, so that a misspelt one is told: tsc tells it too. Without, an assertion costs half,
 * and laws make a hundred thousand of them.
 */

import { chai } from "vitest";

chai.config.useProxy = false;
