#!/usr/bin/env node
// Plain JavaScript on purpose: an older Node must be able to read this far and say what it needs.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 24 || (major === 24 && minor < 19)) {
  console.error(
    `Tillside needs Node.js 24.19 or later, and this is ${process.versions.node}: run it through npm (npm start), which brings its own on Linux x64, or install Node.js 24 from nodejs.org.`,
  );
  process.exit(1);
}
const { enableCompileCache } = await import("node:module");
if (process.env.NODE_COMPILE_CACHE) enableCompileCache();
else {
  // What is kept there runs as ours: a folder that any user of the PC could have made is not taken.
  const { lstatSync, mkdirSync } = await import("node:fs");
  const { tmpdir } = await import("node:os");
  const user = process.getuid?.();
  const folder = `${tmpdir()}/tillside-${user ?? "compiled"}`;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { uid, mode } = lstatSync(folder);
    if (user === undefined || (uid === user && (mode & 0o170077) === 0o040000)) enableCompileCache(folder);
  } catch {
    // Without it a start takes twice the processor's time, and works.
  }
}
const { main } = await import("./agent/cli/main.ts");
process.exitCode = await main(process.argv.slice(2));
