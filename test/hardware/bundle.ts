/** The guest's tests as plain JavaScript: taking types off is done here, where a processor is a processor. */

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";

/** They find their compiled parts beside themselves, so they stay where they are. */
const WITH_COMPILED_PARTS = /^(serialport|node-hid|@serialport\/.*)$/;

/** Makes one file of a module and all that it imports, as seen from `guest/`. Resolves with its path. */
export async function bundle(contents: string, to: string): Promise<string> {
  await build({
    ...OPTIONS,
    stdin: { contents, resolveDir: join(import.meta.dirname, "guest") },
    outfile: to,
  });
  return to;
}

const OPTIONS: BuildOptions = {
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node24",
  // Packages of the older kind ask for Node's own modules with "require".
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
  plugins: [
    {
      name: "compiled-parts-stay",
      setup: ({ onResolve }) =>
        onResolve({ filter: WITH_COMPILED_PARTS }, ({ path }) => ({
          path: fileURLToPath(import.meta.resolve(path)),
          external: true,
        })),
    },
  ],
  logLevel: "warning",
};
