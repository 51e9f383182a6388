import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inItalian, translated } from "./in-italian.ts";

test("a fault says in Italian what it says in English, names and numbers in their places", () => {
  expect(inItalian("Port /dev/ttyS0 is not there. Plug the scanner in, or correct the path.")).toBe(
    "La porta /dev/ttyS0 non c'è. Collegare lo scanner, o correggere il percorso.",
  );
  expect(
    inItalian(
      "There is no printer at 10.0.0.9:9100 (EHOSTUNREACH). Check that it is on, its network cable and the address.",
    ),
  ).toBe(
    "Non c'è una stampante a 10.0.0.9:9100 (EHOSTUNREACH). Controllare che sia accesa, il cavo di rete e l'indirizzo.",
  );
});

test("what stands within a sentence is put into Italian too", () => {
  expect(
    inItalian(
      'No HID POS scanner (05f9:2206) is plugged in. Plug it in; if it is, scan the setting "USB HID POS" (also called "HID Bar Code Scanner", "OPOS") of its manual to switch it over.',
    ),
  ).toBe(
    'Nessun scanner HID POS (05f9:2206) è collegato. Collegarlo; se lo è già, leggere l\'impostazione "USB HID POS" (detta anche "HID Bar Code Scanner", "OPOS") del suo manuale per commutarlo.',
  );
  expect(
    inItalian(
      "The fiscal printer at 10.0.0.8:80 is out of paper. Put in a new roll. (Its code: 17.) The lines were dropped.",
    ),
  ).toBe(
    "La stampante fiscale a 10.0.0.8:80 ha finito la carta. Mettere un rotolo nuovo. (Il suo codice: 17.) Le righe non sono state stampate.",
  );
});

test("the words of a system stay as they are", () => {
  expect(inItalian("Device /dev/hidraw3 can't be used: hid_error: Input/output error")).toBe(
    "Il dispositivo /dev/hidraw3 non si può usare: hid_error: Input/output error",
  );
  expect(inItalian("EIO")).toBe("EIO");
});

/** Sources, comments taken out: what a program can say stands between quotes. */
const folder = join(import.meta.dirname, "..");
const files = globSync("{printers,scanners}/**/*.ts", { cwd: folder }).filter(
  (file) =>
    !/test\.ts$|conformance|emulator|fake-|kill-story|till-of-the-test|pty\.ts|profiles\.ts|models\.ts|write-xml|read-xml/.test(
      file,
    ),
);
const advice = /^[^`]*[a-z]{2,} [^`]*[a-z]{2,}\. [A-Z]/;

test("every sentence that tells somebody what to do is there in Italian", () => {
  const missing = files.flatMap((file) => {
    const source = readFileSync(join(folder, file), "utf8").replaceAll(/\/\*.*?\*\/|^\s*\/\/.*$/gms, "");
    const said = [...source.matchAll(/"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`|'((?:[^'\\\n]|\\.)*)'/g)];
    return said
      .map(([, double, template, single]) =>
        (double ?? template ?? single ?? "").replaceAll(/\$\{[^}]*\}/g, "X"),
      )
      .filter((text) => advice.test(text) && !isKnown(text))
      .map((text) => `${file}: ${text}`);
  });
  expect(missing).toEqual([]);
  expect(files.length).toBeGreaterThan(60);
});

/** Alone, or behind the name of what it is said of. */
function isKnown(text: string): boolean {
  const whole = text.replace("DEVICE", "scanner").replaceAll(/\\(["'\\])/g, "$1");
  return ["", "X ", "Device X ", "Port X "].some((name) => {
    const found = translated(name + whole);
    return found !== undefined;
  });
}
