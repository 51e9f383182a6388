/** What the engine names often, once in a bundle: there its own name is a letter. `engine-bundle.ts` puts it in their place. */

export const { NEGATIVE_INFINITY, POSITIVE_INFINITY, MAX_SAFE_INTEGER } = Number;
export const { min: MIN, max: MAX } = Math;
