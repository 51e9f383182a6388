import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

/** Another program holds the write lock of the file, from when this resolves until `letGo`. */
export async function lockHeld(file: string): Promise<{ letGo(): Promise<unknown> }> {
  const holder = fork(join(import.meta.dirname, "hold-lock.ts"), [file]);
  const done = once(holder, "exit");
  await once(holder, "message");
  return {
    letGo() {
      holder.send("end");
      return done;
    },
  };
}
