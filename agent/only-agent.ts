import { type AgentConfig, ConfigError } from "./config.ts";
import type { Log } from "./log.ts";
import { type FolderLock, lockFolder } from "./store/folder-lock.ts";

/**
 * Makes sure that no other agent has this till's files. Where that can't be known (a folder that can't be written) the agent
 * starts all the same, and the log says so: the sale comes first. Rejects with ConfigError.
 */
export async function onlyAgent({ dataDir, paths }: AgentConfig, log: Log): Promise<FolderLock | undefined> {
  let lock: FolderLock | undefined;
  try {
    lock = await lockFolder(paths.journal);
  } catch (error) {
    log.warning("not-locked", { message: (error as Error).message });
    return undefined;
  }
  if (lock === undefined)
    throw new ConfigError(
      `Another agent runs already with the data folder ${dataDir}. End that one first, or give this till a dataDir of its own.`,
    );
  return lock;
}
