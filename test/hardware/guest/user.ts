/** Being somebody else than root, as the agent is on a till. */

/** From here on this process is a user of no rights but those of the groups. Root again: `becomeRoot`. */
export function becomeUser(...groups: string[]): void {
  process.setgroups?.(groups);
  process.setegid?.("nogroup");
  process.seteuid?.("nobody");
}

export function becomeRoot(): void {
  process.seteuid?.(0);
  process.setegid?.(0);
  process.setgroups?.([0]);
}
