import { expect, test } from "vitest";
import { untilFree } from "./until-free.ts";

/** A file that another program lets go after so many attempts. */
function held(attempts: number, code: string) {
  let made = 0;
  return {
    made: () => made,
    rename() {
      made += 1;
      if (made <= attempts) throw Object.assign(new Error(`${code}: rename`), { code });
      return "renamed";
    },
  };
}

test.each(["EBUSY", "EPERM", "EACCES"])(
  "on Windows a file that a virus scanner holds (%s) is tried again",
  (code) => {
    const file = held(2, code);
    expect(untilFree(file.rename, "win32")).toBe("renamed");
    expect(file.made()).toBe(3);
  },
);

test("what is held for longer than a second is the error that it is", () => {
  const file = held(1000, "EBUSY");
  expect(() => untilFree(file.rename, "win32")).toThrow("EBUSY");
  expect(file.made()).toBe(9);
});

test("other errors, and other systems, are not waited for", () => {
  const full = held(1, "ENOSPC");
  expect(() => untilFree(full.rename, "win32")).toThrow("ENOSPC");
  const linux = held(1, "EACCES");
  expect(() => untilFree(linux.rename, "linux")).toThrow("EACCES");
  expect([full.made(), linux.made()]).toEqual([1, 1]);
});
