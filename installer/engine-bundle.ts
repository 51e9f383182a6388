/**
 * The engine for a web shop or an app: ESM files without Node, made by esbuild. `npm run build:engine` writes them to
 * `dist/` and says how big they are.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";

export interface BundledFile {
  readonly name: string;
  readonly text: string;
  /** What a browser downloads. */
  readonly gzippedBytes: number;
  /** Whatever it imports that is not inside it. Empty, or it runs nowhere but in Node. */
  readonly imports: readonly string[];
}

const root = resolve(import.meta.dirname, "..");

/** The door is a file of its own: zod weighs more than the engine, and whoever trusts its data does not need it. */
const ENTRIES = { "tillside-engine.js": "engine/index.ts", "tillside-engine-door.js": "engine/wire.ts" };

/** zod carries its messages in fifty languages. The engine writes its own. */
const englishOnly: Plugin = {
  name: "english-only",
  setup({ onResolve }) {
    onResolve({ filter: /\/locales\/index\.js$/ }, async ({ resolveDir }) => ({
      path: join(resolveDir, "../locales/en.js"),
      sideEffects: false,
    }));
  },
};

/** In memory. Throws esbuild's errors. */
export async function bundleEngine(): Promise<BundledFile[]> {
  return await Promise.all(Object.entries(ENTRIES).map(([name, entry]) => bundle(name, entry)));
}

async function bundle(name: string, entry: string): Promise<BundledFile> {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    // Neutral, not browser: an import of node: then stops the build.
    platform: "neutral",
    mainFields: ["module", "main"],
    target: "es2022",
    minify: true,
    legalComments: "inline",
    logLevel: "silent",
    plugins: [englishOnly],
  });
  const { text } = outputFiles[0]!;
  const [output] = Object.values(metafile.outputs);
  return {
    name,
    text,
    gzippedBytes: gzipSync(text, { level: 9 }).byteLength,
    imports: output!.imports.map(({ path }) => path),
  };
}

if (import.meta.main) {
  const folder = join(root, "dist");
  mkdirSync(folder, { recursive: true });
  for (const { name, text, gzippedBytes } of await bundleEngine()) {
    writeFileSync(join(folder, name), text);
    console.log(`dist/${name}: ${kb(text.length)} kB, ${kb(gzippedBytes)} kB gzipped`);
  }
}

function kb(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
