/** Every mechanic with all of its terms, by the stage where it is at home. */

import type { MechanicData, Stage } from "../promotion.ts";
import { between, type Draw, list, maybe, once, pick } from "./draw.ts";
import { ARTICLES, randomSelector, someArticles } from "./goods.ts";

export const TENDERS = ["store-card", "cash"];

/** One mechanic; now and then a second or third on the same base. */
export function randomMechanics(draw: Draw, stage: Stage): MechanicData[] {
  return list(once(draw, 4) ? between(draw, 2, 3) : 1, (index) =>
    // Points, vouchers and messages stand beside a cut as well.
    index > 0 && once(draw, 2) ? earning(draw) : randomMechanic(draw, stage),
  );
}

function randomMechanic(draw: Draw, stage: Stage): MechanicData {
  if (once(draw, 12)) return pick(draw, [onReceipt, claiming, burning, earning])(draw);
  switch (stage) {
    case "price":
      return once(draw, 3) ? priceList(draw) : cut(draw);
    case "item":
      return claiming(draw);
    case "basket":
      return onReceipt(draw);
    case "reward":
      return burning(draw);
    case "tender":
      return tender(draw);
    case "earn":
      return earning(draw);
    default:
      return stage satisfies never;
  }
}

/** Whatever claims units. */
export function claiming(draw: Draw): MechanicData {
  switch (draw(10)) {
    case 0:
    case 1:
      return multiBuy(draw);
    case 2:
    case 3:
      return mixAndMatch(draw);
    case 4:
      return scaled(draw);
    case 5:
      return once(draw, 3) ? stampsUsed(draw) : gift(draw);
    case 6:
      return priceList(draw);
    default:
      return cut(draw);
  }
}

function cut(draw: Draw): MechanicData {
  const select = randomSelector(draw);
  const on = maybe(draw, 6, () => ({
    on: { pick: pick(draw, ["cheapest", "dearest"]), units: between(draw, 1, 2) },
  }));
  const floor = maybe(draw, 8, () => ({ floorCents: 50 + draw(300) }));
  const per = pick(draw, ["unit", "unit", "unit", "measure", "line"]);
  const round = per === "line" ? {} : maybe(draw, 8, () => ({ round: pick(draw, ["unit", "line"]) }));
  switch (draw(3)) {
    case 0:
      return {
        kind: "percent",
        select,
        percent: pick(draw, ["10", "33.3", "50", "100"]),
        ...maybe(draw, 5, () => ({ maxCents: 20 + draw(300) })),
        ...floor,
        ...on,
        ...round,
      };
    case 1:
      return { kind: "amount", select, amountCents: 20 + draw(300), per, ...floor, ...on, ...round };
    default:
      return { kind: "fixed-price", select, priceCents: draw(400), per, ...on, ...round };
  }
}

function grouped(draw: Draw) {
  return maybe(draw, 4, () => ({
    group: pick(draw, ["best", "dearest-first", "cheapest-first", "scan-order"]),
  }));
}

/** Four of twenty form sets of one article, one of one brand. */
const SAME: readonly (object | undefined)[] = [
  ...Array.from({ length: 4 }, () => ({ same: "article" })),
  { same: "brand" },
];

function multiBuy(draw: Draw): MechanicData {
  const form = draw(20);
  const buy = 2 + (form % 2);
  const common = { kind: "multi-buy", select: randomSelector(draw), buy, ...SAME[form], ...grouped(draw) };
  const some = {
    ...maybe(draw, 4, () => ({ pick: pick(draw, ["cheapest", "dearest"]) })),
    ...maybe(draw, 4, () => ({ shares: pick(draw, ["set", "rewarded"]), spread: "even" })),
  };
  switch (draw(5)) {
    case 0:
      return { ...common, reward: { priceCents: 150 + draw(600) } };
    case 1:
      return {
        ...common,
        ...some,
        reward: { percent: pick(draw, ["50", "30"]), units: between(draw, 1, buy) },
        ...maybe(draw, 3, () => ({ round: pick(draw, ["unit", "set"]) })),
      };
    case 2:
      return { ...common, ...some, reward: { unitPriceCents: draw(200), units: 1 } };
    default:
      return { ...common, ...some, reward: { free: 1 } };
  }
}

function mixAndMatch(draw: Draw): MechanicData {
  const isFree = once(draw, 4);
  const slots = list(between(draw, isFree ? 2 : 1, 3), (index) => {
    const min = index === 0 ? between(draw, 1, 2) : draw(3);
    return {
      select: randomSelector(draw),
      min,
      max: min + (min === 0 ? 1 : once(draw, 3) ? 1 : 0),
      ...(index > 0 && (isFree ? index === 1 : once(draw, 4)) ? { rewarded: true } : {}),
    };
  });
  const reward = isFree
    ? { free: true }
    : pick(draw, [
        { percent: pick(draw, ["20", "50"]) },
        { amountCents: 50 + draw(200) },
        { priceCents: 200 + draw(600) },
      ]);
  const shares = maybe(draw, 4, () => ({ shares: pick(draw, ["set", "rewarded"]), spread: "even" }));
  return { kind: "mix-and-match", slots, reward, ...grouped(draw), ...shares };
}

function scaled(draw: Draw): MechanicData {
  const [by, step] = pick(draw, [
    ["pieces", 2],
    ["measureThousandths", 800],
    ["spendCents", 500],
  ] as const);
  const on = pick(draw, ["whole", "slice"]);
  const tiers = list(between(draw, 1, 2), (index) => {
    const percent = { percent: pick(draw, ["10", "25"]) };
    const others = [percent, { amountCents: 20 + draw(100) }, { unitPriceCents: 80 + draw(200) }];
    return {
      [by]: step * (1 + 2 * index),
      reward: on === "slice" && by === "spendCents" ? percent : pick(draw, others),
    };
  });
  const spread = by === "pieces" ? { spread: "even" } : {};
  return { kind: "scaled", select: randomSelector(draw), tiers, on, ...spread };
}

function gift(draw: Draw): MechanicData {
  const how = pick(draw, ["scanned", "asked", "chosen"]);
  const every = maybe(draw, 3, () => ({
    every: {
      ...maybe(draw, 2, () => ({ select: randomSelector(draw) })),
      ...(once(draw, 2) ? { pieces: between(draw, 1, 3) } : { amountCents: 200 + draw(800) }),
    },
  }));
  const pieces = maybe(draw, 3, () => ({ pieces: between(draw, 1, 2) }));
  return { kind: "gift", ...givenGoods(draw, how), ...every, ...pieces };
}

function givenGoods(draw: Draw, how: string) {
  if (how === "scanned" && once(draw, 2)) return { select: randomSelector(draw), how };
  const first = pick(draw, ARTICLES);
  const second = pick(
    draw,
    ARTICLES.filter((one) => one !== first),
  );
  return { articles: how === "chosen" ? [first, second] : [first], how };
}

function priceList(draw: Draw): MechanicData {
  return {
    kind: "price-list",
    list: "club",
    ...maybe(draw, 5, () => ({ except: [{ articles: [pick(draw, ARTICLES)] }] })),
    ...maybe(draw, 6, () => ({ notYetCut: true })),
    ...maybe(draw, 6, () => ({ round: "line" })),
  };
}

function spread(draw: Draw) {
  return maybe(draw, 4, () => ({ spread: pick(draw, ["proportional", "even"]) }));
}

function except(draw: Draw) {
  return maybe(draw, 4, () => ({ except: [{ articles: someArticles(draw) }] }));
}

/** Of the receipt or a part of it: an amount, or a percentage that may be capped. */
function percentOrAmount(draw: Draw) {
  return once(draw, 2)
    ? { amountCents: 50 + draw(300) }
    : { percent: pick(draw, ["5", "12.5", "30"]), ...maybe(draw, 3, () => ({ maxCents: 50 + draw(200) })) };
}

export function onReceipt(draw: Draw): MechanicData {
  if (once(draw, 3)) return { kind: "basket", ...percentOrAmount(draw), ...except(draw), ...spread(draw) };
  const percent = () => ({
    percent: pick(draw, ["10", "25"]),
    ...maybe(draw, 3, () => ({ select: randomSelector(draw) })),
  });
  const reward = () => {
    if (once(draw, 4)) return { points: between(draw, 1, 50), account: "main" };
    return once(draw, 2) ? { amountCents: 30 + draw(200) } : percent();
  };
  const common = {
    kind: "threshold",
    ...maybe(draw, 2, () => ({ select: randomSelector(draw) })),
    base: pick(draw, ["net", "gross"]),
    ...spread(draw),
  };
  const spendCents = 200 + draw(800);
  if (once(draw, 3)) {
    const tiers = [
      { spendCents, reward: reward() },
      { spendCents: 2 * spendCents, reward: reward() },
    ];
    return { ...common, tiers };
  }
  const one = reward();
  return {
    ...common,
    spendCents,
    reward: one,
    ...("percent" in one ? {} : maybe(draw, 2, () => ({ every: true }))),
    ...("points" in one ? {} : maybe(draw, 4, () => ({ maxCents: 50 + draw(200) }))),
  };
}

/** What points and stamps are used for. */
function burning(draw: Draw): MechanicData {
  const points = { kind: "reward", account: pick(draw, ["main", "club"]), points: 50 * (1 + draw(4)) };
  switch (draw(3)) {
    case 0:
      return stampsUsed(draw);
    case 1: {
      const how = pick(draw, ["scanned", "asked", "chosen"]);
      const pay = maybe(draw, 2, () => ({ payCents: 50 + draw(100) }));
      return { ...points, prize: { ...givenGoods(draw, how), ...pay } };
    }
    default:
      return { ...points, discount: { ...percentOrAmount(draw), ...except(draw), ...spread(draw) } };
  }
}

function stampsUsed(draw: Draw): MechanicData {
  const reward = pick(draw, [{ free: true }, { percent: "50" }, { priceCents: 90 }]);
  return {
    kind: "stamps",
    account: "cups",
    select: randomSelector(draw),
    use: { stamps: between(draw, 2, 5), reward },
  };
}

function tender(draw: Draw): MechanicData {
  return {
    kind: "tender",
    tenders: once(draw, 4) ? TENDERS : [pick(draw, TENDERS)],
    ...percentOrAmount(draw),
    ...maybe(draw, 3, () => ({ minCents: 100 + draw(800) })),
    ...except(draw),
    ...spread(draw),
  };
}

/** What follows what is paid. */
export function earning(draw: Draw): MechanicData {
  const select = maybe(draw, 2, () => ({ select: randomSelector(draw) }));
  const account = pick(draw, ["main", "main", "club"]);
  const base = maybe(draw, 3, () => ({ base: pick(draw, ["net", "gross"]) }));
  switch (draw(9)) {
    case 0:
      return { kind: "points", account, earn: { multiplier: pick(draw, ["2", "1.5"]) }, ...select };
    case 1:
      return { kind: "points", account, earn: { perPiece: 5 }, ...select };
    case 2:
      return { kind: "points", account, earn: { fixed: between(draw, 1, 30) }, ...select };
    case 3:
      return {
        kind: "points",
        account,
        earn: { perStepCents: pick(draw, [100, 150, 500]), points: pick(draw, [1, 10]) },
        ...base,
        ...select,
      };
    case 4:
      return { kind: "message", audience: pick(draw, ["receipt", "cashier"]), text: { en: "hello" } };
    case 5: {
      const earn = pick(draw, [{ perPiece: 1 }, { perStepCents: 300, stamps: 2 }, { fixed: 1 }]);
      return { kind: "stamps", account: "cups", earn, ...select };
    }
    case 6:
    case 7:
      return voucher(draw);
    default:
      return { kind: "points", account, earn: { perStepCents: pick(draw, [100, 150]), points: 1 } };
  }
}

/** Of those that name their last day a few end on the day of the sale. */
function goodFor(days: number) {
  return days > 30 ? { to: `2026-11-${days - 10}` } : { days };
}

function voucher(draw: Draw): MechanicData {
  const worth = pick(draw, [
    { amountCents: 100 },
    { percent: "10" },
    { share: "10" },
    { share: "10", select: randomSelector(draw) },
  ]);
  return {
    kind: "voucher",
    series: pick(draw, ["S", "V"]),
    ...goodFor(between(draw, 1, 40)),
    ...maybe(draw, 4, () => ({ pieces: 2 })),
    ...maybe(draw, 2, () => ({
      spend: {
        ...maybe(draw, 2, () => ({ select: randomSelector(draw) })),
        amountCents: 200 + draw(600),
        ...maybe(draw, 2, () => ({ every: true })),
      },
    })),
    ...(once(draw, 4) ? {} : { worth }),
    ...maybe(draw, 3, () => ({ personal: true })),
    ...maybe(draw, 4, () => ({ fromDays: draw(3) })),
  };
}
