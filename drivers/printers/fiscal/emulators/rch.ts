/** An emulated RCH fiscal printer: commands in its web service, as far as receipts and their lines go. */
import type { Paper } from "./paper.ts";
import { readRequest } from "./read-request.ts";
import { type FiscalEmulator, type Machine, startService } from "./service.ts";

export function startRch(): Promise<FiscalEmulator> {
  return startService(rch);
}

const NOT_A_COMMAND = 101;
const WRONG_NOW = 102;

/** `=R1/$119/(PASTA)` → verb `=R1`, fields `$119` and `(PASTA)`; a text goes as far as the first ")". */
function fieldsOf(command: string): { verb: string; fields: string[] } | undefined {
  const [, verb = "", rest = ""] = /^([=<>]{1,2}[^/]*)(.*)$/s.exec(command) ?? [];
  const fields: string[] = [];
  for (let left = rest; left !== ""; ) {
    const [whole, field] = /^\/(\([^)]*\)|[^/()]*)/.exec(left) ?? [];
    if (whole === undefined) return undefined;
    fields.push(field!);
    left = left.slice(whole.length);
  }
  return verb === "" ? undefined : { verb, fields };
}

function rch(paper: Paper): Machine {
  let mode = "REG";
  const state = () => {
    const { document } = paper;
    return document === undefined ? 0 : document.kind === "non-fiscal" ? 3 : document.paid ? 4 : 1;
  };
  /** The number of the error; 0: done. */
  const obey = (command: string): number => {
    const read = fieldsOf(command);
    if (read === undefined) return NOT_A_COMMAND;
    const { verb, fields } = read;
    const { document } = paper;
    const text = fields.find((field) => field.startsWith("("))?.slice(1, -1);
    if (verb === "<<" && fields.join("/") === "?s") return 0;
    if (/^=C[0-9]+$/.test(verb)) {
      mode = { "=C1": "REG", "=C3": "Z" }[verb] ?? "PRG";
      return 0;
    }
    if (/^=R[0-9]+$/.test(verb)) {
      if (document?.paid) return WRONG_NOW;
      (document ?? paper.begin("receipt")).body.push(
        `${text} ${fields.find((field) => field.startsWith("$"))}`,
      );
      return 0;
    }
    if (verb === "=o") {
      if (document === undefined) paper.begin("non-fiscal");
      else paper.end();
      return 0;
    }
    if (/^=T[0-9]+$/.test(verb)) {
      if (document === undefined) return WRONG_NOW;
      document.body.push("TOTALE");
      document.paid = true;
      return 0;
    }
    if (
      verb === '="' &&
      text !== undefined &&
      fields.every((field) => field === "&1" || field === `(${text})`)
    ) {
      if (document === undefined) return WRONG_NOW;
      if (!fields.includes("&1")) document.body.push(text);
      else if (!document.paid) return WRONG_NOW;
      else document.additional.set(document.additional.size, text.slice(0, 35));
      return 0;
    }
    if (verb === "=c") {
      if (!document?.paid) return WRONG_NOW;
      paper.end();
      return 0;
    }
    if (verb === "=a" || verb === "=K") {
      paper.document = undefined;
      return 0;
    }
    return NOT_A_COMMAND;
  };
  return {
    path: "/service.cgi",
    contentType: "application/xml",
    oneAtATimeMs: 5,
    otherAnswer: answer({ lastCmd: 2 }, ""),
    obey(text, fault) {
      if (fault === "busy") return answer({ busy: 1 }, "");
      const commands = readRequest(text)?.children.map((element) => element.text);
      if (commands === undefined) return answer({ errorCode: NOT_A_COMMAND }, "");
      const isQuestion = commands.every((command) => command === "<</?s");
      const status = isQuestion
        ? `<ECRStatus><mode>${mode}</mode><idleState>${state()}</idleState><fiscalDocCounter>${paper.count}</fiscalDocCounter></ECRStatus>`
        : "";
      const condition = {
        paperEnd: Number(fault === "paper-end"),
        coverOpen: Number(fault === "cover-open"),
      };
      let done = 0;
      for (const command of commands) {
        if (!isQuestion && condition.paperEnd + condition.coverOpen > 0) break;
        const errorCode = obey(command);
        if (errorCode !== 0) return answer({ errorCode, lastCmd: done, ...condition }, status);
        done += 1;
      }
      return answer({ lastCmd: done, ...condition }, status);
    },
  };
}

function answer(fields: Record<string, number>, more: string): string {
  const all = { errorCode: 0, printerError: 0, paperEnd: 0, coverOpen: 0, lastCmd: 0, busy: 0, ...fields };
  const request = Object.entries(all).map(([name, value]) => `<${name}>${value}</${name}>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Service><Request>${request.join("")}</Request>${more}</Service>`;
}
