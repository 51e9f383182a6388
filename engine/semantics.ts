/**
 * Meaning of promotions that this engine implements. Stored with every sale; raised with whatever gives the same rule set,
 * basket and context other effects.
 *
 * 1: the first.
 * 2: of units that are alike the line with more pieces gives first. Where a best layer is left with a gap, sets of a
 * declared order are never formed anew, and whoever saves most alone is tried first; a promotion whose condition is met
 * in several ways has its limits once. A gift that is asked for holds its exclusion tags; gifts offered in place of what
 * comes off stand in the rule set's order.
 * 3: of solutions that save the same the first is taken also where several mechanics share a limit, where sets are rounded
 * as a whole, and where branching proves slowly that a small part is the best; more of these have no gap. Sets of several
 * slots that are too many to look through are filled by counting where that saves more.
 * 4: of solutions that save the same the first is taken nearly always, and a layer says where that is not known (`tied`);
 * fewer have a gap where all prices are multiples of some cents, and where sets are rounded as a whole.
 * 5: bundles that may take more than they must are nearly always the best, also where their goods cost less than the
 * amount that comes off.
 * 6: in `best` and `first` layers a threshold or basket cut that wants goods not yet cut looks at the layer's start, as
 * everybody else there does. A limit on value meets a threshold's steps one by one. A reward that does not fit, may not
 * apply so often, or is excluded by an earlier layer keeps no points from the next one. Sets on which floors bind are
 * tried by priority too where a limit refuses or may be passed.
 * 7: bundles with room that saves nothing (for goods that are not rewarded, or beyond what suffices for the amount) are
 * solved without it, and those whose goods cost less than the amount that comes off are grouped so that they waste nothing:
 * more of both are the best. A gift that an exclusion names is not asked for because another article is let go.
 * 8: in a best layer a bundle of a declared order is worth what its goods come to at best, also beside rivals: whoever else is
 * in the basket does not say who of it is rewarded. Of a payment that is split, the means that names no amount covers what the
 * others leave, no longer everything.
 * 9: in a stack a price or floor that a promotion names holds on what is left, also where amounts rest on the prices of the
 * start or several mechanics on one base; a limit there counts what really comes off. What is free already
 * is never the cheapest of which something comes off. By priority, too, the n dearest are picked of what a limit for each line
 * lets in. A means of payment that names no amount covers no more than there is to pay, also where a condition asks for so
 * much. Of coupons that are alike the first serves the promotion that comes first.
 */
export const SEMANTICS_VERSION = 9;
