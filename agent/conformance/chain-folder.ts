import { fileURLToPath } from "node:url";

/** The kit's chain, as HQ publishes one. */
export const chainFolder = fileURLToPath(new URL("./chain", import.meta.url));
