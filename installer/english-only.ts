/** zod carries its messages in fifty languages. We write our own. */

import { join } from "node:path";
import type { Plugin } from "esbuild";

export const englishOnly: Plugin = {
  name: "english-only",
  setup({ onResolve }) {
    onResolve({ filter: /\/locales\/index\.js$/ }, async ({ resolveDir }) => ({
      path: join(resolveDir, "../locales/en.js"),
      sideEffects: false,
    }));
  },
};
