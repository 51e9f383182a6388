import { expect, it } from "vitest";
import { basket } from "../example.ts";
import { floorOf } from "./floor.ts";

const floor = (notation: string, floorCents?: number) =>
  floorOf({ ...basket(notation).lines[0]!, floorCents });

it("a piece has the floor of the article, however many are bought", () => {
  expect(floor("oil/1/649", 499)).toBe(499);
  expect(floor("oil/6/649", 499)).toBe(499);
});

it("goods by weight have the floor of a kilo times the weight, half a cent up", () => {
  expect(floor("ham/0.454kg/1990", 1500)).toBe(681);
  expect(floor("ham/0.145kg/1990", 1500)).toBe(218);
});

it("without a floor a unit may become free", () => {
  expect(floor("oil/1/649")).toBe(0);
  expect(floor("ham/0.454kg/1990")).toBe(0);
});
