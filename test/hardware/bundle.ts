/** The guest's tests as plain JavaScript: taking types off is done here, where a processor is a processor. */

import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** They find their compiled parts beside themselves, so they stay where they are. */
const WITH_COMPILED_PARTS = /^(serialport|node-hid|@serialport\/.*)$/;

/** One file of its own for each. Resolves with their paths, in the same order. */
export async function bundle(files: readonly string[], folder: string): Promise<string[]> {
  await build({
    entryPoints: [...files],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
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
  });
  return files.map((file) => join(folder, basename(file).replace(/\.ts$/, ".mjs")));
}
