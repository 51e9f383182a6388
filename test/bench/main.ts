/**
 * `npm run bench`: the figures that may be quoted, with their machine, each beside a baseline of the same run.
 * A table for people on stderr, JSON on stdout: `npm run --silent bench > figures.json`.
 */

import { commitFigures } from "./commits.ts";
import { evaluationRows } from "./evaluation.ts";
import { hopFigure } from "./hop.ts";
import { type Figure, machine } from "./measure.ts";
import { socketFigures } from "./socket.ts";
import { benchTill } from "./till.ts";

const promotions = 1_000;
const say = (text: string) => console.error(text);
const us = ({ p50, p99 }: Figure) => `${p50} µs (p99 ${p99})`;

const figures = { machine: machine(), takenAt: new Date().toISOString() };
say(`${figures.machine.cpu}, ${figures.machine.cores} cores, Node ${figures.machine.node}\n`);

const evaluation = evaluationRows();
say("Evaluation of a whole basket from nothing            baseline: JSON.parse of it");
for (const { promotions, lines, evaluateUs, parseUs, timesParse, withGap } of evaluation.rows)
  say(
    `  ${String(lines).padStart(3)} lines, ${String(promotions).padStart(6)} promotions  ${us(evaluateUs).padEnd(28)} ${us(parseUs)}  ×${timesParse}${withGap > 0 ? `, ${withGap} baskets with a gap` : ""}`,
  );
for (const { promotions, readMs, compileMs } of evaluation.compiled)
  say(`  ${promotions} promotions: checked in ${readMs} ms, compiled in ${compileMs} ms`);

const threadHopUs = await hopFigure();
const till = await benchTill(promotions);
const socket = await socketFigures(till, promotions);
await till.close();
say(
  `\nRound trip over the socket, ${promotions} promotions        baseline: a process that echoes the message`,
);
say(
  `  line.add, the 20th line   ${us(socket.lineAddUs).padEnd(28)} ${us(socket.echoLineUs)}  ×${socket.lineAddTimesEcho}`,
);
say(
  `  evaluate, 20 lines        ${us(socket.evaluateUs).padEnd(28)} ${us(socket.echoBasketUs)}  ×${socket.evaluateTimesEcho}`,
);
say(`  of which to another thread and back, empty   ${us(threadHopUs)}`);
say(`  start to first answer     ${socket.startToFirstAnswerMs} ms`);
say(`  resident memory           ${socket.residentMb} MB`);

const commits = commitFigures();
say(
  `\nDurable sales of ${commits.saleBytes} bytes                      baseline: a bare insert of as many bytes`,
);
say(
  `  ${commits.commitsPerSecond}/s, ${us(commits.commitUs)}      ${commits.bareInsertsPerSecond}/s, ${us(commits.bareInsertUs)}  ×${commits.timesBare}`,
);

console.log(JSON.stringify({ ...figures, evaluation, threadHopUs, socket, commits }, null, 2));
