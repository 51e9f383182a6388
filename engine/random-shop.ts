/** Random shops for the tests of laws: small enough to think about, mixed enough to hurt. Draws from any source. */

export { randomContest } from "./random-shop/contest.ts";
export { type Draw, drawFrom, shuffled } from "./random-shop/draw.ts";
export { randomLine } from "./random-shop/goods.ts";
export { onReceipt } from "./random-shop/mechanics.ts";
export { randomDuel, randomShop, type Shop } from "./random-shop/shop.ts";
export { randomTies } from "./random-shop/ties.ts";
