/** The plan of the house, held by a test: who may import whom, and what every folder must have. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");

/** Which of our folders each folder may import from, itself always. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  drivers: [],
  sync: ["engine"],
  agent: ["engine", "drivers", "sync"],
  installer: [],
  test: ["engine", "drivers", "sync", "agent", "installer"],
};

/** Packages that stay at the border: only these files of the engine may see them. */
const borderOnly = { zod: /(\.terms|wire|schema|schemas)\.ts$/, "decimal.js": /(^|\/)money\.ts$/ };

const files = Object.keys(mayImport)
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((name) => join(folder, String(name))),
  )
  // The bench's peers have packages of their own.
  .filter((file) => file.endsWith(".ts") && !file.includes("node_modules"));

interface Import {
  readonly file: string;
  readonly to: string;
  /** Only types: gone before the program runs. */
  readonly typeOnly: boolean;
}

const imports: readonly Import[] = files.flatMap((file) => {
  const code = readFileSync(join(root, file), "utf8");
  const found = code.matchAll(
    /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^;"']*?from\s+["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)|(?:^|\n)import\s+["']([^"']+)["']/g,
  );
  return [...found].map((match) => ({
    file: file.split(sep).join("/"),
    to: match[2] ?? match[3] ?? match[4] ?? "",
    typeOnly: match[1] !== undefined,
  }));
});

const isTest = (file: string) =>
  file.endsWith(".test.ts") || file.startsWith("test/") || file.startsWith("engine/laws/");

test("the test sees the imports it judges", () => {
  expect(imports.length).toBeGreaterThan(100);
});

test("folders import only what the plan of the house allows", () => {
  const wrong = imports
    .filter(({ to }) => to.startsWith("."))
    .filter(({ file, to }) => {
      const from = file.split("/")[0] ?? "";
      const target = relative(root, resolve(root, dirname(file), to)).split(sep)[0] ?? "";
      return target !== from && target in mayImport && !mayImport[from]?.includes(target);
    });
  expect(wrong).toEqual([]);
});

test("every relative import names its file with .ts, as Node needs it", () => {
  const wrong = imports.filter(({ to }) => to.startsWith(".") && !/\.(ts|json)$/.test(to));
  expect(wrong).toEqual([]);
});

test("the engine is pure: nothing of Node, and schemas stay at its border", () => {
  const engine = imports.filter(({ file }) => file.startsWith("engine/") && !isTest(file));
  expect(engine.filter(({ to }) => to.startsWith("node:"))).toEqual([]);
  const allowed = engine.filter(({ to, file, typeOnly }) => {
    const border = borderOnly[to as keyof typeof borderOnly];
    return !to.startsWith(".") && !typeOnly && !(border?.test(file) ?? false);
  });
  expect(allowed).toEqual([]);
});

test("one SQLite library a process: node:sqlite is never imported", () => {
  expect(imports.filter(({ to }) => to === "node:sqlite")).toEqual([]);
});

test("the thread that answers the POS reads no database", () => {
  // Everything that agent/main.ts brings into its thread; the workers are started, not imported.
  const answering = reachedFrom("agent/main.ts");
  expect(answering).toContain("agent/pos/connection.ts");
  const opens = imports.filter(
    ({ file, to, typeOnly }) => answering.has(file) && !typeOnly && to === "better-sqlite3",
  );
  // An empty file, once, before the port is open: it must last as long as the process does.
  expect(opens.map(({ file }) => file)).toEqual(["agent/store/folder-lock.ts"]);
});

test("threads that read nothing from outside bring no schemas: zod is 40 ms and 4 MB in each", () => {
  for (const thread of ["agent/workers/journal.ts", "agent/workers/sessions.ts"]) {
    const reached = reachedFrom(thread);
    expect(reached).toContain("agent/store/open.ts");
    const schemas = imports.filter(
      ({ file, to, typeOnly }) => reached.has(file) && !typeOnly && to === "zod",
    );
    expect(schemas).toEqual([]);
  }
});

test("every folder has its one-page README", () => {
  const folders = [...new Set(files.map((file) => dirname(file)))].filter(
    (folder) => !folder.includes("captures"),
  );
  expect(folders.filter((folder) => !existsSync(join(root, folder, "README.md")))).toEqual([]);
});

test("a file of the product is one idea: 400 lines at the most", () => {
  const long = files
    .filter((file) => !isTest(file))
    .filter((file) => readFileSync(join(root, file), "utf8").split("\n").length > 400);
  expect(long).toEqual([]);
});

/** The file and all that it imports for more than types, over every step between. */
function reachedFrom(file: string, reached = new Set<string>()): Set<string> {
  if (reached.has(file)) return reached;
  reached.add(file);
  for (const { file: from, to, typeOnly } of imports)
    if (from === file && !typeOnly && to.startsWith("."))
      reachedFrom(
        relative(root, resolve(root, dirname(file), to))
          .split(sep)
          .join("/"),
        reached,
      );
  return reached;
}
