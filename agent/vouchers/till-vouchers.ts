/** Vouchers as one till issues and takes them: with its own key, its journal and what headquarters allows. */

import type { Effect } from "../../engine/effect.ts";
import type { PromotionData } from "../../engine/promotion.ts";
import type { Refund } from "../../engine/refund/index.ts";
import { readAuthority, readOwn } from "../../sync/enrol/till-key.ts";
import { SyncError } from "../../sync/protocol.ts";
import type { VoucherSetting } from "../../sync/vouchers.ts";
import type { Blocklist } from "../store/blocklist.ts";
import type { JournalReader } from "../store/journal-reader.ts";
import type { StoredSale } from "../store/stored-sale.ts";
import { type VoucherInstead, vouchersInstead } from "./instead.ts";
import {
  type IssuedVoucher,
  type Issuing,
  issueVouchers,
  type SaleOrigin,
  type StoredVoucher,
} from "./issue.ts";
import { createVoucherLookUp, type VoucherLookUp } from "./look-up.ts";
import { earlierVoucherKey, voucherKey } from "./number.ts";
import { proofOf, type Signer } from "./proof.ts";

const DAY_MS = 86_400_000;

export interface TillVouchersParts {
  readonly chainKey: Uint8Array | undefined;
  readonly promotions: readonly PromotionData[];
  readonly setting: VoucherSetting;
  readonly blocklist: Blocklist;
  /** Where enrolment leaves the till's key and certificate, whenever it is enrolled. */
  readonly dataDir: string;
  journal(): Pick<JournalReader, "issuedSince"> | undefined;
}

export interface TillVouchers {
  readonly lookUp: VoucherLookUp;
  /** See `issueVouchers`; none without the chain's key, or where nobody would take them home. */
  issue(
    origin: SaleOrigin | undefined,
    effects: readonly Effect[],
    customerId: string | undefined,
  ): (IssuedVoucher | undefined)[];
  instead(
    sale: StoredSale,
    earlier: readonly StoredVoucher[],
    refund: Pick<Refund, "vouchersToVoid">,
    returnId: string,
  ): VoucherInstead[];
}

export function tillVouchers(parts: TillVouchersParts): TillVouchers {
  const { chainKey, promotions, setting, blocklist, dataDir, journal } = parts;
  return {
    lookUp: createVoucherLookUp({
      ...{ chainKey, promotions, setting, blocklist },
      authority: () => readAuthority(dataDir),
    }),
    issue(origin, effects, customerId) {
      if (origin === undefined || !chainKey || !effects.some(({ kind }) => kind === "voucher")) return [];
      const { perTillAndDayCents } = setting;
      const nowMs = Date.now();
      const leftCents =
        perTillAndDayCents === undefined
          ? undefined
          : perTillAndDayCents - (journal()?.issuedSince(nowMs - DAY_MS, nowMs) ?? 0);
      return issueVouchers(chainKey, origin, effects, customerId, { ...issuing(chainKey), leftCents });
    },
    instead: (sale, earlier, refund, returnId) =>
      chainKey ? vouchersInstead(chainKey, sale, earlier, refund, returnId, issuing(chainKey)) : [],
  };

  /** A till that is not enrolled gives numbers alone. */
  function issuing(key: Uint8Array): Issuing {
    if (setting.signed === false) return { key: earlierVoucherKey(key), sign: () => undefined };
    const issuedMs = Date.now();
    let signer: Signer | undefined;
    try {
      signer = readOwn(dataDir);
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
    }
    return { key: voucherKey(key), sign: (voucher) => signer && proofOf(voucher, issuedMs, signer) };
  }
}
