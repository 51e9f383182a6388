/**
 * Machines on a switch as network namespaces, each with a cable; what goes wrong on them is done as the kernel does it.
 * The switch is a namespace too, with two bridges: all cables are in the first until somebody plugs them elsewhere.
 */

import { spawnSync } from "node:child_process";
import { Missing } from "../crash/disk/preload.ts";
import { apt, isRoot, updateLists } from "../hardware/packages.ts";

const NEEDED = { ip: "iproute2", nft: "nftables" } as const;

/** Installs what is missing. Throws Missing where that takes root, which namespaces take too. */
export async function needNetwork(): Promise<void> {
  if (!isRoot()) throw new Missing("network namespaces take root: run it as root");
  const missing = Object.entries(NEEDED)
    .filter(([command]) => spawnSync(command, ["--version"]).error !== undefined)
    .map(([, name]) => name);
  if (missing.length === 0) return;
  const words = ["install", "-y", "-qq", "--no-install-recommends", ...missing];
  console.log(`network: apt-get install ${missing.join(" ")}`);
  if ((await apt(words)).status === 0) return;
  await updateLists();
  const { status, stderr } = await apt(words);
  if (status !== 0) throw new Missing(`apt-get install ${missing.join(" ")}: ${stderr}`);
}

export type Half = "one" | "other";

export interface Lan {
  readonly machines: readonly string[];
  address(machine: string): string;
  /** What a program of that machine is started with, in front of its own words. */
  within(machine: string): readonly string[];
  /** Its cable is pulled, or put back. */
  cable(machine: string, state: "up" | "down"): void;
  /** nft rules for what comes in at that machine from others; none: all of it. */
  incoming(machine: string, ...rules: readonly string[]): void;
  /** The half of a switch that is split into which its cable goes: halves do not hear each other. */
  plug(machine: string, half: Half): void;
  /** Everything as at first. */
  mend(): void;
  close(): void;
}

/** @param machines at most a dozen short names. Throws Missing where this kernel or container has no namespaces. */
export function openLan(machines: readonly string[]): Lan {
  const name = (machine: string) => `tillside-${machine}-${process.pid}`;
  const address = (machine: string) => `10.77.31.${machines.indexOf(machine) + 1}`;
  const within = (machine: string) => ["netns", "exec", name(machine)];
  const ip = (...words: string[]) => {
    const { status, stderr } = spawnSync("ip", words, { encoding: "utf8" });
    if (status !== 0) throw new Missing(`ip ${words.join(" ")}: ${stderr.trim()}`);
  };
  const onSwitch = (...words: string[]) => ip("-n", name("switch"), "link", ...words);
  const lan: Lan = {
    machines,
    address,
    within,
    cable: (machine, state) => ip("-n", name(machine), "link", "set", "cable", state),
    incoming(machine, ...rules) {
      const chain =
        "flush ruleset; add table inet t; add chain inet t i { type filter hook input priority 0; }";
      const all = [chain, ...rules.map((rule) => `add rule inet t i iifname "cable" ${rule}`)];
      const { status, stderr } = spawnSync("ip", [...within(machine), "nft", all.join("; ")], {
        encoding: "utf8",
      });
      if (status !== 0) throw new Missing(`nft: ${stderr.trim()}`);
    },
    plug: (machine, half) => onSwitch("set", machine, "master", half),
    mend() {
      for (const machine of machines) {
        lan.cable(machine, "up");
        lan.incoming(machine);
        lan.plug(machine, "one");
      }
    },
    close() {
      for (const machine of [...machines, "switch"]) spawnSync("ip", ["netns", "del", name(machine)]);
    },
  };
  try {
    for (const machine of ["switch", ...machines]) ip("netns", "add", name(machine));
    for (const half of ["one", "other"]) {
      onSwitch("add", half, "type", "bridge");
      onSwitch("set", half, "up");
    }
    for (const machine of machines) {
      const [till, port] = [name(machine), name("switch")];
      ip("link", "add", "cable", "netns", till, "type", "veth", "peer", machine, "netns", port);
      ip("-n", till, "address", "add", `${address(machine)}/24`, "dev", "cable");
      for (const device of ["lo", "cable"]) ip("-n", till, "link", "set", device, "up");
      onSwitch("set", machine, "up");
      lan.plug(machine, "one");
    }
    return lan;
  } catch (error) {
    lan.close();
    throw error;
  }
}
