import { expect, test } from "vitest";
import { untilFree } from "./until-free.ts";

/** A job's file that a virus scanner looks at for so many attempts. */
function held(attempts: number) {
  let made = 0;
  return async () => {
    made += 1;
    if (made <= attempts) throw Object.assign(new Error("EBUSY: rename"), { code: "EBUSY" });
    return made;
  };
}

test("on Windows a job whose file is held for a moment is printed all the same", async () => {
  expect(await untilFree(held(3), "win32")).toBe(4);
  await expect(untilFree(held(3), "linux")).rejects.toThrow("EBUSY");
});
