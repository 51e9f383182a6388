/**
 * A Windows PC: Wine in namespaces of its own, with a layer above the kept Debian that is gone afterwards. It shares this
 * machine's network and terminals, so that a POS, a scanner's cable or a printer may be on this side.
 */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, symlinkSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Missing } from "../crash/disk/preload.ts";
import { ENVIRONMENT, PREFIX, type Wine } from "./wine.ts";

const RUN_SECONDS = 400;
const READY_SECONDS = 120;
const LOOK_MS = 50;

export interface Ended {
  readonly code: number;
  /** What it said on stdout and stderr. */
  readonly said: string;
}

export interface Running {
  said(): string;
  /** Resolves to what was found. Rejects with what was said instead. */
  says(what: RegExp, seconds?: number): Promise<RegExpExecArray>;
  /** Ends it as TerminateProcess does: nothing of it is asked. */
  kill(): Promise<void>;
  /** Megabytes in memory now. */
  memoryMb(): number;
}

export interface Windows {
  /** Drive C: of the machine has these files of ours in `C:\shop`. */
  readonly shop: string;
  /** Runs `node WORDS…` in `C:\tillside` and waits. */
  node(...words: readonly string[]): Promise<Ended>;
  /** Runs `tillside WORDS…` and waits. */
  tillside(...words: readonly string[]): Promise<Ended>;
  /** Starts `tillside WORDS…`. */
  start(...words: readonly string[]): Running;
  /** The serial port of that name is this terminal, or is not there. */
  com(name: "COM5" | "COM6", terminal: string | undefined): Promise<void>;
  /** Every process ends, all mounts are gone. */
  close(): Promise<void>;
}

/**
 * @param payload what is in `C:\tillside`
 * @param folder for the layer and `C:\shop`, on a disk that can carry an overlay
 */
export async function openWindows({ root }: Wine, payload: string, folder: string): Promise<Windows> {
  const at = (name: string) => join(folder, name);
  for (const name of ["upper", "work", "root", "shop/cables", "said"])
    mkdirSync(at(name), { recursive: true });
  const machine = spawn(
    "unshare",
    ["--mount", "--pid", "--fork", "--kill-child", "sh", "-ec", START, "machine", root, folder, payload],
    { stdio: ["pipe", "pipe", "pipe"] },
  );
  let complaint = "";
  machine.stderr.on("data", (chunk) => {
    complaint += chunk;
  });
  const ended = once(machine, "exit");
  const up = await Promise.race([once(machine.stdout, "data").then(() => true), ended.then(() => false)]);
  if (!up) throw new Missing(`no namespace or overlay can be had here: ${complaint.trim()}`);
  // The first process in the namespaces: the child of unshare.
  const first = readFileSync(`/proc/${machine.pid}/task/${machine.pid}/children`, "utf8").trim();
  const inside = ["-t", first, "-m", "-p", "chroot", at("root")];
  const running = new Set<ChildProcess>();
  let count = 0;

  /** Node for Windows takes no pipes of Linux for its output, but files. */
  function launch(words: readonly string[]): Running & { readonly ended: Promise<number> } {
    count += 1;
    const file = at(`said/${count}`);
    const out = openSync(file, "w");
    const program = `echo $$ > ${PREFIX}/drive_c/said/${count}.pid; cd ${PREFIX}/drive_c/tillside; exec wine node.exe "$@"`;
    const child = spawn("nsenter", [...inside, "sh", "-c", program, "node", ...words], {
      stdio: ["ignore", out, out],
      env: ENVIRONMENT,
    });
    closeSync(out);
    running.add(child);
    const over = once(child, "exit").then(([code]) => {
      running.delete(child);
      return (code as number | null) ?? -1;
    });
    const said = () => readFileSync(file, "utf8");
    const pid = () => readFileSync(`${file}.pid`, "utf8").trim();
    const within = (...command: readonly string[]) =>
      spawnSync("nsenter", [...inside, ...command], { encoding: "utf8", env: ENVIRONMENT }).stdout;
    return {
      ended: over,
      said,
      async says(what, seconds = READY_SECONDS) {
        for (let leftMs = seconds * 1000; leftMs > 0; leftMs -= LOOK_MS) {
          const found = what.exec(said());
          if (found) return found;
          if (!running.has(child)) break;
          await sleep(LOOK_MS);
        }
        throw new Error(`${words.join(" ")} did not say ${what}: ${said().slice(-600)}`);
      },
      async kill() {
        // A minimal Debian has no program for it; its shell has.
        within("sh", "-c", `kill -9 ${pid()}`);
        await over;
      },
      memoryMb: () => Number(/VmRSS:\s+(\d+)/.exec(within("cat", `/proc/${pid()}/status`))?.[1] ?? 0) / 1024,
    };
  }

  async function node(...words: readonly string[]): Promise<Ended> {
    const { ended: code, said, kill } = launch(words);
    const late = setTimeout(() => void kill(), RUN_SECONDS * 1000);
    try {
      return { code: await code, said: said() };
    } finally {
      clearTimeout(late);
    }
  }

  return {
    shop: at("shop"),
    node,
    tillside: (...words) => node("tillside.js", ...words),
    start: (...words) => launch(["tillside.js", ...words]),
    async com(name, terminal) {
      const cable = at(`shop/cables/${name.toLowerCase()}`);
      await rm(cable, { force: true });
      if (terminal !== undefined) symlinkSync(terminal, cable);
    },
    async close() {
      if (existsSync(`/proc/${first}`)) process.kill(Number(first), "SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Everything is mounted where no other process of this machine sees it. */
const START = `
root=$1 folder=$2 payload=$3
mount -t overlay overlay -o lowerdir="$root",upperdir="$folder/upper",workdir="$folder/work" "$folder/root"
cd "$folder/root"
mount -t proc proc proc
mount --rbind /dev dev
drive=.${PREFIX}/drive_c
mkdir -p $drive/tillside $drive/shop $drive/said .${PREFIX}/dosdevices/unc/localhost
mount --bind "$payload" $drive/tillside
mount --bind "$folder/shop" $drive/shop
mount --bind "$folder/said" $drive/said
for port in com5 com6; do ln -sfn ${PREFIX}/drive_c/shop/cables/$port .${PREFIX}/dosdevices/$port; done
ln -sfn ${PREFIX}/drive_c/shop/queue .${PREFIX}/dosdevices/unc/localhost/Receipt
echo up
# Until whoever started it is gone, in whatever way.
exec cat >/dev/null
`;
