/**
 * The engine for a web shop or an app: ESM files without Node, made by esbuild. `npm run build:engine` writes them to
 * `dist/` and says how big they are.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { type BuildOptions, build, type Plugin } from "esbuild";
import { englishOnly } from "./english-only.ts";

export interface BundledFile {
  readonly name: string;
  readonly text: string;
  /** What a browser downloads. */
  readonly gzippedBytes: number;
  /** Whatever it imports that is not inside it. Empty, or it runs nowhere but in Node. */
  readonly imports: readonly string[];
}

const root = resolve(import.meta.dirname, "..");

/** The engine is one file; beside it what is left away where it is not needed, and a smaller one for a cart. */
const ENTRIES = {
  /** What is asked at every change of a basket. */
  "tillside-engine-basket.js": {
    entry: "engine/index.ts",
    only: ["compile", "evaluate", "openBasket"],
  },
  /** The whole engine. */
  "tillside-engine.js": { entry: "engine/index.ts" },
  /** zod weighs more than the engine, and whoever trusts its data does not need it. */
  "tillside-engine-door.js": { entry: "engine/wire.ts" },
  /** For whoever writes promotions. */
  "tillside-engine-linter.js": { entry: "engine/lint/index.ts" },
} satisfies Record<string, Entry>;

interface Entry {
  readonly entry: string;
  /** Of its exports, those that are given; left out: all. */
  readonly only?: readonly string[];
}

/** Nothing in the engine runs when it is loaded: what nobody imports may stay away. */
const pure: Plugin = {
  name: "pure",
  setup({ onResolve, resolve: find }) {
    onResolve({ filter: /^\..*\.ts$/ }, async ({ path, pluginData, ...from }) => {
      if (pluginData === "asked") return undefined;
      return { ...(await find(path, { ...from, pluginData: "asked" })), sideEffects: false };
    });
  },
};

/** In memory. Throws esbuild's errors. */
export async function bundleEngine(): Promise<BundledFile[]> {
  return await Promise.all(Object.entries(ENTRIES).map(([name, entry]) => bundle(name, entry)));
}

async function bundle(name: string, { entry, only }: Entry): Promise<BundledFile> {
  const { outputFiles, metafile } = await build({
    ...OPTIONS,
    stdin: {
      contents: `export ${only ? `{ ${only.join(", ")} }` : "*"} from "./${entry}";`,
      resolveDir: root,
    },
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

const OPTIONS = {
  absWorkingDir: root,
  outdir: "dist",
  bundle: true,
  write: false,
  metafile: true,
  format: "esm",
  // Neutral, not browser: an import of node: then stops the build.
  platform: "neutral",
  mainFields: ["module", "main"],
  target: "es2022",
  minify: true,
  inject: ["installer/engine-numbers.ts"],
  define: {
    "Number.NEGATIVE_INFINITY": "NEGATIVE_INFINITY",
    "Number.POSITIVE_INFINITY": "POSITIVE_INFINITY",
    "Number.MAX_SAFE_INTEGER": "MAX_SAFE_INTEGER",
    "Math.min": "MIN",
    "Math.max": "MAX",
  },
  legalComments: "inline",
  logLevel: "silent",
  plugins: [englishOnly, pure],
} as const satisfies BuildOptions;

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
