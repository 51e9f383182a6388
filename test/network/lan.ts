/** Two machines of one LAN as network namespaces, joined by a cable; what goes wrong on it is done as the kernel does it. */

import { spawnSync } from "node:child_process";
import { Missing } from "../crash/disk/preload.ts";
import { apt, isRoot, updateLists } from "../hardware/packages.ts";

const NEEDED = { ip: "iproute2", nft: "nftables" } as const;

/** Installs what is missing. Throws Missing where that takes root, which namespaces take too. */
export function needNetwork(): void {
  if (!isRoot()) throw new Missing("network namespaces take root: run it as root");
  const missing = Object.entries(NEEDED)
    .filter(([command]) => spawnSync(command, ["--version"]).error !== undefined)
    .map(([, name]) => name);
  if (missing.length === 0) return;
  const words = ["install", "-y", "-qq", "--no-install-recommends", ...missing];
  console.log(`network: apt-get install ${missing.join(" ")}`);
  if (apt(words).status === 0) return;
  updateLists();
  const { status, stderr } = apt(words);
  if (status !== 0) throw new Missing(`apt-get install ${missing.join(" ")}: ${stderr}`);
}

export type Side = "till" | "hq";

export interface Lan {
  readonly address: Readonly<Record<Side, string>>;
  /** What a program of that side is started with, in front of its own words. */
  within(side: Side): readonly string[];
  /** The cable of the till is pulled, or put back. */
  cable(state: "up" | "down"): void;
  /** nft rules for what comes in at that side; none: all of it. */
  incoming(side: Side, ...rules: readonly string[]): void;
  close(): void;
}

const OTHER = { till: "hq", hq: "till" } as const;

/** Throws Missing where this kernel or container has no namespaces. */
export function openLan(): Lan {
  const name = (side: Side) => `tillside-${side}-${process.pid}`;
  const address = { till: "10.77.31.2", hq: "10.77.31.1" } as const;
  const sides: readonly Side[] = ["till", "hq"];
  const ip = (...words: string[]) => {
    const { status, stderr } = spawnSync("ip", words, { encoding: "utf8" });
    if (status !== 0) throw new Missing(`ip ${words.join(" ")}: ${stderr.trim()}`);
  };
  const close = () => {
    for (const side of sides) spawnSync("ip", ["netns", "del", name(side)]);
  };
  const lan: Lan = {
    address,
    within: (side) => ["netns", "exec", name(side)],
    cable: (state) => ip("-n", name("till"), "link", "set", "to-hq", state),
    incoming(side, ...rules) {
      const chain =
        "flush ruleset; add table inet t; add chain inet t i { type filter hook input priority 0; }";
      const all = [chain, ...rules.map((rule) => `add rule inet t i iifname "to-${OTHER[side]}" ${rule}`)];
      const { status, stderr } = spawnSync("ip", ["netns", "exec", name(side), "nft", all.join("; ")], {
        encoding: "utf8",
      });
      if (status !== 0) throw new Missing(`nft: ${stderr.trim()}`);
    },
    close,
  };
  try {
    for (const side of sides) ip("netns", "add", name(side));
    ip("link", "add", "to-hq", "netns", name("till"), "type", "veth", "peer", "to-till", "netns", name("hq"));
    for (const side of sides) {
      ip("-n", name(side), "address", "add", `${address[side]}/24`, "dev", `to-${OTHER[side]}`);
      ip("-n", name(side), "link", "set", "lo", "up");
      ip("-n", name(side), "link", "set", `to-${OTHER[side]}`, "up");
    }
    return lan;
  } catch (error) {
    close();
    throw error;
  }
}
