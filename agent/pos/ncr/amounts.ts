/** Amounts as the log writes them: decimals with a point, never through a binary fraction. */

/** "12.50" as 1250, "-0.5" as -50. Throws for anything finer than a cent. */
export function centsOf(text: string): number {
  const parts = /^(-?)(\d{1,10})(?:\.(\d{1,2}))?$/.exec(text);
  if (parts === null) throw new Error(`"${text}" is not an amount in whole cents`);
  const cents = Number(parts[2]) * 100 + Number((parts[3] ?? "").padEnd(2, "0"));
  return parts[1] === "-" && cents !== 0 ? -cents : cents;
}

/** 1250 as "12.50". */
export function centsText(cents: number): string {
  const whole = Math.abs(cents);
  return `${cents < 0 ? "-" : ""}${Math.floor(whole / 100)}.${String(whole % 100).padStart(2, "0")}`;
}
