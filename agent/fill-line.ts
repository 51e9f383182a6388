import type { LineFlag, LineItem } from "../engine/basket.ts";
import type { SessionLine } from "./session/session.ts";
import type { Article } from "./store/replica-reader.ts";

/**
 * The line with what the POS did not send taken from the article master; what it sent wins. Without an article it stays
 * as it is. A shelf price below the POS's own price is not a regular price: the line then counts as not cut.
 */
export function fillLine({ item, fill }: SessionLine, article: Article | undefined): LineItem {
  if (article === undefined || fill.length === 0) return item;
  const filled: Record<string, unknown> = { ...item };
  for (const field of fill) {
    switch (field) {
      case "flags":
        filled.flags = article.flags as readonly LineFlag[];
        break;
      case "attributes":
        filled.attributes = article.attributes;
        break;
      case "regularPriceCents":
        filled.regularPriceCents = Math.max(item.unitPriceCents, article.regularPriceCents ?? 0);
        break;
      default:
        if (article[field] !== null) filled[field] = article[field];
    }
  }
  return filled as unknown as LineItem;
}
