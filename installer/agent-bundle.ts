/**
 * What a till runs, as few files: the agent, its threads and every verb of `tillside`, made by esbuild from the sources that
 * Node runs as they are. `npm run build:agent` writes it to `dist/agent/`.
 */

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { build, type Plugin } from "esbuild";
import { englishOnly } from "./english-only.ts";

const root = resolve(import.meta.dirname, "..");

/** Files that nobody imports: what `tillside.js` begins with, what each thread begins with. */
const ENTRIES = {
  cli: "agent/cli/main.ts",
  agent: "agent/main.ts",
  ...Object.fromEntries(
    ["evaluation", "hq", "journal", "lead", "sessions", "sync"].map((name) => [
      name,
      `agent/workers/${name}.ts`,
    ]),
  ),
};

/** They bring machine code, which stays the file that its makers built. */
const NATIVE = ["better-sqlite3", "node-hid", "serialport"];

/** Packages of the CommonJS kind ask for Node's modules by this name. */
const REQUIRE =
  'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

/**
 * Writes the bundle. Throws esbuild's errors, and an Error for a file beside the sources that it would not find again.
 * What is there already and the same stays untouched: somebody may be running it.
 * @param folder must have our `node_modules` above it; other scripts in it are deleted
 */
export async function bundleAgent(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ENTRIES,
    outdir: folder,
    chunkNames: "[hash]",
    bundle: true,
    splitting: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node24",
    external: NATIVE,
    // A fault's place is named by the function's own name.
    keepNames: true,
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: REQUIRE },
    legalComments: "none",
    logLevel: "silent",
    plugins: [englishOnly, beside(folder)],
  });
  const start = readFileSync(join(root, "tillside.js"), "utf8").replace(
    '"./agent/cli/main.ts"',
    '"./cli.js"',
  );
  const scripts = new Map([
    ["tillside.js", start],
    ...outputFiles.map(({ path, text }) => [basename(path), text] as const),
  ]);
  for (const name of readdirSync(folder))
    if (name.endsWith(".js") && !scripts.has(name)) rmSync(join(folder, name));
  for (const [name, text] of scripts) {
    const path = join(folder, name);
    if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
  }
}

/** What a source finds by its own place (a thread's file, a folder of samples) the bundle finds beside itself. */
function beside(folder: string): Plugin {
  const entryOf = new Map(Object.entries(ENTRIES).map(([name, file]) => [file, `./${name}.js`]));
  return {
    name: "beside",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (path.includes("node_modules")) return undefined;
        const code = readFileSync(path, "utf8");
        const contents = code.replaceAll(
          /new URL\(\s*"([^"]+)",\s*import\.meta\.url,?\s*\)/g,
          (_, to: string) => {
            const file = relative(root, resolve(dirname(path), to)).replaceAll("\\", "/");
            return `new URL("${entryOf.get(file) ?? copied(file)}", import.meta.url)`;
          },
        );
        const left = /import\.meta\.(?!url\))\w+|(?<!, )import\.meta\.url/.exec(contents);
        if (left !== null)
          throw new Error(`${relative(root, path)}: ${left[0]} means another place in the bundle`);
        return { contents, loader: "ts" };
      });
    },
  };

  function copied(file: string): string {
    if (file === "tillside.js") return "./tillside.js";
    if (file.endsWith(".ts")) throw new Error(`${file} begins a thread or process: name it in ENTRIES`);
    const name = file === "package.json" ? file : join("files", file);
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    cpSync(join(root, file), join(folder, name), { recursive: true });
    return `./${name.replaceAll("\\", "/")}`;
  }
}

if (import.meta.main) {
  const folder = join(root, "dist/agent");
  await bundleAgent(folder);
  console.log(`node ${join(relative(process.cwd(), folder), "tillside.js")}`);
}
