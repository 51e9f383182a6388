/** Bytes that are no POS: a browser, a health check, a TLS client. They are told what this port is, and closed. */

const METHODS = ["GET ", "POST", "PUT ", "HEAD", "OPTI", "DELE", "CONN", "PATC", "TRAC", "PRI "];

/** What the first bytes of a connection look like; undefined is not foreign, as far as they show. */
export function foreignProtocol(first: Uint8Array): "HTTP" | "TLS" | undefined {
  if (first[0] === 0x16 && (first.length < 2 || first[1] === 0x03)) return "TLS";
  const text = Buffer.from(first.subarray(0, 4)).toString("latin1");
  return METHODS.includes(text) ? "HTTP" : undefined;
}

export function foreignAnswer(protocol: string, profile: string): string {
  return `This is the Tillside agent's port for POS software. It speaks the profile "${profile}", not ${protocol}.\n`;
}
