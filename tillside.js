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
enableCompileCache();
const { main } = await import("./agent/cli/main.ts");
process.exitCode = await main(process.argv.slice(2));
