/** "12.50" as 1250, "-0.5" as -50; never through a binary fraction. Throws for anything finer than a cent. */
export function toCents(text: string): number {
  const parts = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text);
  if (parts === null) throw new Error(`"${text}" is not an amount in whole cents`);
  const cents = Number(parts[2]) * 100 + Number((parts[3] ?? "").padEnd(2, "0"));
  return parts[1] === "-" ? -cents : cents;
}
