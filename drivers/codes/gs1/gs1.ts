/** GS1 data in whatever carries them: element strings, and Digital Links. */
import { type Family, type Label, type Reading, refused } from "../code.ts";
import type { CodeRules } from "../code-rules.ts";
import { readDigitalLink } from "./digital-link.ts";
import { type Elements, fnc1, readElements } from "./element-strings.ts";
import { meaningOf } from "./meaning.ts";

const reading = (code: Reading["code"]): Reading => ({ specificity: 0, code });

export const elementStrings: Family = {
  name: "gs1-element-strings",
  read(label, rules) {
    const { text, symbology } = label;
    // Some scanners send the FNC1 in front too: then it is said as plainly as by an identifier.
    if (symbology === "gs1" || (symbology === undefined && text.startsWith(fnc1))) {
      const found = readElements(withFnc1(text, rules));
      return "fault" in found
        ? reading(refused(found.fault, found.ai))
        : reading(meaningOf(found, text, rules));
    }
    if (symbology !== undefined) return undefined;
    const found = readUnnamed(label, rules);
    return found && reading(meaningOf(found, text, rules));
  },
};

/** What the scanner was set to send for FNC1, put back. */
const withFnc1 = (text: string, { fnc1Substitute }: CodeRules): string =>
  fnc1Substitute === undefined ? text : text.replaceAll(fnc1Substitute, fnc1);

/** Keys that are checked enough to be believed where nobody says what was read. */
const tellingKeys = /^(?:01[0-9]{14}|255[0-9]{13}|8018[0-9]{18}|8006[0-9]{18}|81(?:10|12)[0-9]{16})/;

/**
 * A scanner that does not say what it read: element strings are believed where they begin with a key whose check digit is
 * right, and everything after it is known and right too. Nothing is refused: it may be somebody's own code.
 */
function readUnnamed({ text }: Label, rules: CodeRules): Elements | undefined {
  const data = withFnc1(text, rules);
  if (!tellingKeys.test(data)) return undefined;
  const found = readElements(data);
  return "fault" in found || found.unknownAis.length > 0 ? undefined : found;
}

export const digitalLink: Family = {
  name: "gs1-digital-link",
  read({ text, symbology }, rules) {
    if (symbology !== undefined && symbology !== "other") return undefined;
    const found = readDigitalLink(text);
    if (found === undefined) return undefined;
    return "fault" in found
      ? reading(refused(found.fault, found.ai))
      : reading(meaningOf(found, text, rules));
  },
};
