import { expect, it } from "vitest";
import { everyReason } from "./every-reason.ts";

it.each(everyReason())(
  "$wanted.kind is the one reason where nothing else is in the way",
  ({ wanted, reasons }) => {
    expect(reasons).toEqual([wanted]);
  },
);
