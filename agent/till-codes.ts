/** How tills read what is scanned, for HQ, which publishes the rules of it (sync/publish/till-codes.ts). */

import { type CodeRules, codeRulesSchema } from "../drivers/codes/code-rules.ts";
import { parseCode } from "../drivers/codes/parse-code.ts";
import { issueField, issueText } from "../sync/issue-text.ts";
import type { TillCodes } from "../sync/publish/till-codes.ts";

/** By the tills' own schema and reader: what only they refuse would stop every store's release. */
export const tillCodes: TillCodes = {
  whyRefused(codes) {
    const issue = codeRulesSchema.safeParse(codes).error?.issues[0];
    return issue && [issueField(issue), issueText(issue, codes)];
  },
  reader(codes) {
    const rules: CodeRules = codeRulesSchema.parse(codes);
    return (number) => parseCode({ bytes: Buffer.from(number) }, rules).kind;
  },
  labelCurrency: (codes) => codeRulesSchema.parse(codes).currency,
};
