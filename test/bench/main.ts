/**
 * `npm run bench`: the figures that may be quoted, with their machine, each beside a baseline of the same run.
 * A table for people on stderr, JSON on stdout: `npm run --silent bench > figures.json`. `npm run bench -- engine`
 * runs only the sections that are named; `-- days --data FOLDER` takes other days of promotions than the sample.
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { scaleFigures } from "../scale/section.ts";
import { largeChainFigure, type Publication } from "./chain.ts";
import { claimFigures } from "./claims.ts";
import { codesFigures } from "./codes.ts";
import { type Cold, coldFigure } from "./cold.ts";
import { type CommitFigures, commitFigures } from "./commits.ts";
import { type DayFigure, dayFigures } from "./days.ts";
import { denseFigures, oracleFigures, type Spread } from "./dense.ts";
import { type Drain, drainFigure } from "./drain.ts";
import { engineFigures } from "./engine.ts";
import { hopFigure } from "./hop.ts";
import { hostileFigures, type Served, soakFigures, tillsFigures } from "./hostile.ts";
import { ingestFigures, pollFigure } from "./hub.ts";
import { leadFigures } from "./lead.ts";
import { machine } from "./measure.ts";
import { peerFigures } from "./peers/compare.ts";
import { printerFigures } from "./printers.ts";
import { largeDeltaFigure, spreadFigure } from "./publish.ts";
import { requestFigures } from "./requests.ts";
import { scannerFigures } from "./scanners.ts";
import { socketFigures } from "./socket.ts";
import { row, say, us } from "./table.ts";
import { benchTill } from "./till.ts";

/** Baskets of the section `dense`, with 100 lines and with up to 20. */
const DENSE_BASKETS = 20;
const SMALL_BASKETS = 10_000;

const SECTIONS: Readonly<Record<string, () => unknown>> = {
  engine: engineFigures,
  peers: peerFigures,
  dense,
  socket,
  commits,
  codes: codesFigures,
  scanners: scannerFigures,
  printers: printerFigures,
  hub,
  lead,
  publish,
  chain,
  days,
  scale: scaleFigures,
  cold,
  hostile,
  soak,
  drain,
};
/** They take so long that only who names them gets them. */
const NAMED_ONLY = ["soak", "drain"];
const SOAK_SALES = 100_000;

const { values, positionals: asked } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: "string", default: join(import.meta.dirname, "..", "captures", "il_promotions") },
  },
});
const unknown = asked.filter((name) => !(name in SECTIONS));
if (unknown.length > 0) {
  say(`No section "${unknown.join('", "')}": there are ${Object.keys(SECTIONS).join(", ")}.`);
  process.exit(2);
}

const figures: Record<string, unknown> = { machine: machine(), takenAt: new Date().toISOString() };
const { cpu, cores, node, loadAverage } = machine();
say(`${cpu}, ${cores} cores, Node ${node}, load average ${loadAverage} before`);
for (const [name, section] of Object.entries(SECTIONS)) {
  if (asked.length > 0 ? !asked.includes(name) : NAMED_ONLY.includes(name)) continue;
  say("");
  figures[name] = await section();
}
console.log(JSON.stringify(figures, null, 2));

async function dense() {
  const large = await denseFigures(DENSE_BASKETS);
  say(
    `The best deal, ${large.baskets} baskets of 100 lines with every unit contested        baseline: HiGHS, to the end`,
  );
  row("a whole evaluation", ms(large.oursMs), ms(large.highsMs));
  row("proven to be the best", `${percent(large.exact)} of the baskets`);
  row("gap stated", `at most ${percent(large.worstGap)}`);
  row(
    "less than the best",
    `at most ${percent(large.worstLoss)}`,
    `greedy: ${percent(large.greedyLoss)} in all`,
  );
  const small = await oracleFigures(SMALL_BASKETS);
  say(`The same, ${small.baskets} baskets of up to 20 lines with every kind of limit`);
  row("a whole evaluation", ms(small.oursMs), ms(small.highsMs));
  row("the same to the cent", `${small.equal} of ${small.baskets}`, `greedy less in ${small.greedyBehind}`);
  row("with a gap stated", `${small.withGap}`);
  return { large, small };
}

async function socket() {
  const promotions = 10_000;
  const threadHopUs = await hopFigure();
  const till = await benchTill(promotions);
  const figures = await socketFigures(till, promotions);
  await till.close();
  say(
    `Round trip over the socket, ${promotions} promotions       baseline: a process that answers the same bytes`,
  );
  for (const { what, bytes, us: taken, echoUs, timesEcho, cpuUs } of [
    ...figures.roundTrips,
    figures.complete,
  ])
    row(
      `${what}, ${bytes} bytes`,
      us(taken),
      `${us(echoUs)} ×${timesEcho.p50} (p99 ×${timesEcho.p99}), ${cpuUs} µs of the processor`,
    );
  row("to another thread and back, empty", us(threadHopUs));
  row("start to first answer", `${figures.startToFirstAnswerMs} ms`);
  row("resident memory", `${figures.residentMb} MB`);
  return { promotions, threadHopUs, ...figures };
}

function commits(): CommitFigures {
  const figures = commitFigures();
  const { saleBytes, commitsPerSecond, commitUs, bareInsertsPerSecond, bareInsertUs, timesBare } = figures;
  say(
    `Durable sales of ${saleBytes} bytes                            baseline: a bare insert of as many bytes`,
  );
  row(`${commitsPerSecond}/s`, us(commitUs), `${bareInsertsPerSecond}/s, ${us(bareInsertUs)} ×${timesBare}`);
  return figures;
}

async function hub() {
  const ingestion = await ingestFigures();
  say(
    "Receipts into HQ's hub, in batches of tills that send at once          baseline: bare inserts of the same rows",
  );
  for (const each of ingestion) {
    const { database, batch, bytes, perSecond, cpuUsEach, bareInsertsPerSecond, bareCpuUsEach, ofBare } =
      each;
    row(
      `${database}, batches of ${batch}, ${bytes} bytes each`,
      `${perSecond}/s, ${cpuUsEach} µs of the processor`,
      `${bareInsertsPerSecond}/s, ${ofBare} of it, ${bareCpuUsEach} µs; bytes alone ${each.bareBytesPerSecond}/s`,
    );
  }
  const notModifiedPerSecond = await pollFigure();
  row(
    'polls answered "not modified"',
    `${notModifiedPerSecond}/s`,
    "with the one who asks on the same cores",
  );
  const requests = await requestFigures();
  for (const { receiptsEach, perSecond, hubCpuUsEach, ms } of [requests.single, requests.full])
    row(
      `batches of ${receiptsEach} over HTTP, ${requests.tills} tills at once`,
      `${perSecond}/s`,
      `${hubCpuUsEach} µs of the hub's processor each, answered in ${ms.p50} (${ms.p99}) ms`,
    );
  row("a request, and each receipt in it", `${requests.requestUs} µs, ${requests.receiptUs} µs`);
  const claims = await claimFigures();
  say(
    "Coupons claimed at HQ, each by itself and durable                       baseline: bare inserts of one row each",
  );
  for (const { database, tills, perSecond, answer, bareInsertsPerSecond, ofBare } of claims)
    row(
      `${database}, ${tills} tills at once`,
      `${perSecond}/s, ${us(answer)}`,
      `${bareInsertsPerSecond}/s, ${ofBare} of it`,
    );
  return { ingestion, notModifiedPerSecond, requests, claims };
}

async function lead() {
  const figures = await leadFigures();
  const { tills, paced, flatOutUs, flatOutPerSecond, bareInsertUs, failed } = figures;
  say(`Claims of ${tills} tills at their lead, on three disks when granted      baseline: a bare insert`);
  for (const { paceMs, us: took, perSecond } of paced)
    row(`${perSecond}/s, each till every ${paceMs} ms`, us(took), us(bareInsertUs));
  row(`${flatOutPerSecond}/s, each till without a pause`, us(flatOutUs));
  if (failed > 0) row("not granted", `${failed}`);
  return figures;
}

function chain() {
  const large = largeChainFigure();
  const { stores, articles, cards, readSeconds, releaseBytes } = large;
  say(
    `A chain of ${stores} stores, ${articles} articles, ${cards} cards     baseline: its files read as JSON alone`,
  );
  const took = ({ seconds, megabytes }: Publication) => `${seconds} s, ${megabytes} MB`;
  row("published the first time", took(large.first), `${readSeconds} s`);
  row("one price changed", took(large.onePrice), `release: ${releaseBytes} bytes`);
  row("every card's balance changed", took(large.allBalances), "");
  return large;
}

async function publish() {
  const spread = await spreadFigure();
  say(`A release on its way to ${spread.tills} tills that listen for hints, all in one process`);
  const { p50, p99 } = spread.activeMs;
  row("from the signed head to active", `${p50} ms (p99 ${p99})`, `publishing itself ${spread.publishMs} ms`);
  row(
    "processor for all of them",
    `${spread.tillsCpuMs} ms`,
    `the hub, a process of its own: ${spread.hubCpuMs} ms`,
  );
  const large = await largeDeltaFigure();
  say(
    `A change of ${large.rows} rows                                       baseline: bare upserts, nothing checked`,
  );
  row(
    "verified and active",
    `${large.rowsPerSecond} rows/s, ${large.rowsPerCpuSecond} a second of the processor`,
    `${large.bareRowsPerSecond}, ${large.bareRowsPerCpuSecond}`,
  );
  row("look-ups in another thread meanwhile", us(large.lookUpUs), `${large.torn} torn`);
  row(
    "its bytes; those of 2 % of the rows",
    `${large.bytes}; ${large.ordinaryDayBytes}`,
    `whole: ${large.snapshotBytes} bytes`,
  );
  return { spread, large };
}

async function days(): Promise<readonly DayFigure[]> {
  const figures = await dayFigures(values.data);
  say(
    "What a till fetches of real promotions, day by day        baseline: the rows that differ, gzipped; the whole day",
  );
  for (const day of figures)
    row(
      `${day.day}, ${day.changedRows} of ${day.rows} rows, active in ${day.activeCpuMs} ms`,
      `${day.deltaBytes} bytes`,
      `${day.rowDifferenceGzipBytes}; our own file ${day.snapshotBytes}, the source's gzipped ${day.wholeCsvGzipBytes}`,
    );
  return figures;
}

async function cold(): Promise<Cold> {
  const figure = await coldFigure();
  say(`A new till at a chain of ${figure.rows} cards and unique coupons, in a process of its own`);
  row("from the first request to serving", `${figure.servingMs} ms`, `${figure.cpuMs} ms of the processor`);
  row("verified again, as at each start", `${figure.checkedCpuMs} ms of the processor`);
  row(
    "the most memory it ever had",
    `${figure.peakResidentMb} MB`,
    `${figure.residentMbBefore} MB before, replica ${figure.replicaMb} MB`,
  );
  const { agent } = figure;
  row(`a whole agent with ${agent.promotions} promotions, from start to serving`, `${agent.servingMs} ms`);
  row(
    "the most memory it ever had",
    `${agent.peakResidentMb} MB`,
    `${agent.residentMbBefore} MB before, ${agent.residentMbServing} MB serving`,
  );
  return figure;
}

async function hostile() {
  const promotions = 1_000;
  const till = await benchTill(promotions);
  const attacked = await hostileFigures(till, promotions);
  const tills = await tillsFigures(till, promotions);
  await till.close();
  const { alone, beside, drippers, junkFrames, residentMb } = attacked;
  say(
    `Scans of an honest POS beside ${drippers} that drip and ${junkFrames} frames of junk      baseline: alone`,
  );
  row("line.add", servedText(beside), servedText(alone));
  row(
    "resident memory",
    `${residentMb.halfway} MB, then ${residentMb.after} MB`,
    `${residentMb.before} MB before`,
  );
  row(`${tills.tills} tills at one agent`, servedText(tills.scans));
  return { promotions, attacked, tills };
}

async function drain(): Promise<Drain> {
  const figures = await drainFigure();
  const { tills, receipts, minutes, perSecond, hubCpuUsEach, liveMs } = figures;
  say(`${tills} tills come back after a month, with ${receipts} receipts`);
  row(
    "until HQ has all of them",
    `${minutes} minutes, ${perSecond}/s, ${hubCpuUsEach} µs of the hub's processor each`,
  );
  row("a receipt of a till that was not away, meanwhile", `${liveMs.p50} ms (p99 ${liveMs.p99})`);
  return figures;
}

async function soak() {
  const promotions = 1_000;
  const till = await benchTill(promotions);
  const figures = await soakFigures(till, promotions, SOAK_SALES);
  await till.close();
  say(`${figures.sales} sales in one life of the agent, ${figures.seconds} s`);
  row("resident memory, each tenth", figures.residentMb.map((mb) => `${mb}`).join(" "));
  return figures;
}

function servedText({ us: taken, worstMs, stalls }: Served): string {
  return `${us(taken)}, worst ${worstMs} ms, ${stalls} over 50 ms`;
}

function ms({ p50, worst }: Spread): string {
  return `${p50} ms (worst ${worst})`;
}

function percent(share: number): string {
  return `${Math.round(share * 10_000) / 100} %`;
}
