/** The ten classes of The Update Framework (its specification, 1.5.2), and the two that Uptane adds. */

import type { AttackClass } from "./attack.ts";
import { blockedForgery, blockedKeyCompromise, blockedMix, blockedRollback } from "./blocked.ts";
import { extraneousDependencies, mixAndMatch, mixedBundles, partialInstallation } from "./bundle.ts";
import { endlessData, maliciousMirrors, slowRetrieval } from "./denial.ts";
import { arbitrarySoftware, freeze, keyCompromise, rollback, wrongInstallation } from "./forgery.ts";
import { trialForgery, trialKeyCompromise, trialMix, trialRollback } from "./trial.ts";

export const attackClasses: Readonly<Record<string, AttackClass>> = {
  "arbitrary software": { ...arbitrarySoftware, ...trialForgery, ...blockedForgery },
  rollback: { ...rollback, ...trialRollback, ...blockedRollback },
  "indefinite freeze": freeze,
  "endless data": endlessData,
  "slow retrieval": slowRetrieval,
  "extraneous dependencies": extraneousDependencies,
  "mix and match": { ...mixAndMatch, ...trialMix, ...blockedMix },
  "wrong software installation": wrongInstallation,
  "malicious mirrors preventing updates": maliciousMirrors,
  "vulnerability to key compromises": { ...keyCompromise, ...trialKeyCompromise, ...blockedKeyCompromise },
  "partial bundle installation": partialInstallation,
  "mixed bundles": mixedBundles,
};
