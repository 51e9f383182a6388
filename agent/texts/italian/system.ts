/** What the operating system says, as Node passes it on. Codes as in errno(3), sentences as in libuv's. */

import type { Pair } from "../../../drivers/italian/in-italian.ts";

const FAULTS: readonly (readonly [code: string, en: string, it: string])[] = [
  ["ENOENT", "no such file or directory", "il file non c'è"],
  ["EACCES", "permission denied", "permesso negato"],
  ["EPERM", "operation not permitted", "operazione non permessa"],
  ["ENOSPC", "no space left on device", "il disco è pieno"],
  ["EDQUOT", "disk quota exceeded", "la quota del disco è esaurita"],
  ["EFBIG", "file too large", "il file sarebbe troppo grande"],
  ["EROFS", "read-only file system", "il disco è di sola lettura"],
  ["EIO", "i/o error", "errore del disco"],
  ["EISDIR", "illegal operation on a directory", "è una cartella"],
  ["ENOTDIR", "not a directory", "non è una cartella"],
  ["EEXIST", "file already exists", "il file c'è già"],
  ["ENOTEMPTY", "directory not empty", "la cartella non è vuota"],
  ["EBUSY", "resource busy or locked", "è in uso"],
  ["EMFILE", "too many open files", "troppi file aperti"],
  ["ENAMETOOLONG", "name too long", "il nome è troppo lungo"],
  ["EADDRINUSE", "address already in use", "l'indirizzo è già in uso"],
  ["EADDRNOTAVAIL", "address not available", "questa macchina non ha quell'indirizzo"],
];

/** Of a path or two, which are said; and of a file that is open, of which Node knows no path. */
const WITH_PATH = "open stat lstat mkdir rmdir scandir unlink rename link access chmod copyfile".split(" ");
const WITHOUT_PATH = "open read write fsync ftruncate close".split(" ");

export const system: readonly Pair[] = [
  ...FAULTS.flatMap(([code, en, it]): Pair[] => [
    [code, it],
    [`${code}: ${en}, {}`, `${it}: {}`],
    [`listen ${code}: ${en} {}`, `${it}: {}`],
    ...WITHOUT_PATH.map((call): Pair => [`${code}: ${en}, ${call}`, it]),
  ]),
  ...WITH_PATH.map((call): Pair => [`${call} '{}'`, "{}"]),
  ["connect ECONNREFUSED {}", "collegamento rifiutato da {}"],
  ["connect ENOENT {}", "la presa {} non c'è"],
  ["connect ETIMEDOUT {}", "{} non risponde in tempo"],
  ["connect EHOSTUNREACH {}", "{} non è raggiungibile"],
  ["connect ENETUNREACH {}", "la rete di {} non è raggiungibile"],
  ["getaddrinfo ENOTFOUND {}", "nessuno conosce il nome {}"],
  ["getaddrinfo EAI_AGAIN {}", "il nome {} adesso non si può cercare"],
  ["read ECONNRESET", "il collegamento si è interrotto"],
  ["write EPIPE", "il collegamento si è interrotto"],
  ["socket hang up", "il collegamento si è interrotto"],
];
