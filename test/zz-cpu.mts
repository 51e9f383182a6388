import { readFileSync, appendFileSync } from "node:fs";
import { afterAll, beforeAll, expect } from "vitest";
const cpu=()=>{const f=readFileSync("/proc/self/stat","utf8").split(") ")[1]!.split(" ").map(Number);return [(f[11]!+f[12]!)/100,(f[13]!+f[14]!)/100];};
let c:number[];
beforeAll(()=>{c=cpu();});
afterAll(()=>{const d=cpu();appendFileSync("/tmp/tillside/cpu.txt",`${(d[0]!-c[0]!).toFixed(2)} ${(d[1]!-c[1]!).toFixed(2)} ${expect.getState().testPath!.replace("/tmp/tillside/wt/ci-sturdy/","")}\n`);});
