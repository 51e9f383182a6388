/**
 * Puts the agent together: three kinds of threads, the POS port, the devices. This thread reads no database and
 * evaluates nothing; it keeps sessions and deadlines.
 */

import { type AgentConfig, ensureDataDir } from "./config.ts";
import { isCall, MONITOR_CALLS, readCall } from "./contract/calls.ts";
import { type Devices, openDevices } from "./devices.ts";
import { hqAuthority } from "./grants/hq-authority.ts";
import { createHealth } from "./health.ts";
import { toldLabel } from "./label.ts";
import { createLead } from "./lead/lead.ts";
import type { LeadStatus } from "./lead/status.ts";
import { jsonLog, type Log } from "./log.ts";
import { onlyAgent } from "./only-agent.ts";
import type { PanelServer } from "./panel/server.ts";
import { portProfile } from "./port-profile.ts";
import type { Connection, ConnectionSetting } from "./pos/connection.ts";
import { loadProfiles } from "./pos/load-profiles.ts";
import { CONTRACT_VERSION, PosError } from "./pos/protocol.ts";
import { type PosServer, startPosServer } from "./pos/server.ts";
import type { Wire } from "./pos/wire.ts";
import { ensureSecret } from "./secret.ts";
import type { SwitchedOff } from "./session/session.ts";
import { type AgentStatus, type Condition, problemsOf } from "./status.ts";
import { hqExchange } from "./suspended/hq-exchange.ts";
import type { Offers } from "./suspended/offer.ts";
import { keptSetting, startThreads } from "./threads.ts";
import { createTill } from "./till/till.ts";
import { VERSION } from "./version.ts";
import type { JournalReady } from "./workers/journal.ts";
import { keeperBy, openReleases, type Releases } from "./workers/releases.ts";
import type { SessionsReady } from "./workers/sessions.ts";
import type { SyncWorkerEvent } from "./workers/sync.ts";

export type { AgentStatus };

export interface Agent {
  /** Where the POS port really is; differs from the configuration's where that says 0. */
  readonly port: number;
  /** Where the panel's port is; 0 without one. */
  readonly panelPort: number;
  /** What `agent.status` answers. */
  status(): Promise<AgentStatus>;
  /** Looks at HQ now instead of at the next poll; resolves when down and up have been tried. */
  syncNow(): Promise<void>;
  /** Stops taking calls, ends the threads, frees the port. */
  close(): Promise<void>;
}

const STATUS_MS = 300;
/** How old what HQ hears of evaluations may be. */
const HEALTH_MS = 5_000;
/** HQ is told that this till is switched off, if it can be told at once. */
const GOODBYE_MS = 1_000;
/** Without HQ, how often suspended sales are looked at. */
const POLL_SECONDS = 60;
const GENERIC = loadProfiles().profiles.get("generic")!;

/** Starts everything. Rejects with ConfigError, PortError: a clear sentence with what to do; then nothing runs. */
export async function startAgent(config: AgentConfig, log: Log = jsonLog()): Promise<Agent> {
  const { store, till: tillName, paths } = config;
  ensureDataDir(config.dataDir);
  const secret = ensureSecret(paths.secret);
  const port = portProfile(config, log);
  const lock = await onlyAgent(config, log);
  let server: PosServer | undefined;
  let panel: PanelServer | undefined;
  let devices: Devices | undefined;
  let releases: Releases | undefined;
  let wake: (() => Promise<void>) | undefined;
  let offers: Offers | undefined;
  let switchedOff: SwitchedOff | undefined;
  let aside: string | undefined;
  let healthTimer: NodeJS.Timeout | undefined;
  const health = createHealth(Date.now());
  const notify = (params: object) => server?.notifyAll("status", params);

  let journalState: JournalReady = { usable: false, message: "The journal is being opened." };
  let sessionsState: SessionsReady = { usable: false, message: "The open sales' file is being opened." };
  const { journal, sessions, sync } = startThreads({
    config,
    log,
    onRestart: health.restarted,
    onJournal: journalChanged,
    onSessions: sessionsChanged,
    onSync(ready) {
      if (ready.broken !== undefined) setAside(ready.broken);
      switchOff(ready.switchedOff);
      lead.join();
    },
    onSyncEvent: syncEvent,
  });
  const kept = keptSetting(config);
  const lead = createLead({
    ...{ store, till: tillName, dataDir: config.dataDir, path: paths.lead },
    ...{ kept, sync, log },
    askedForSale: (from, ask) => till.askedForSale(from, ask),
    askedForReceipt: (ask) => till.askedForReceipt(ask),
    askedForUses: (question) => till.askedForUses(question),
  });
  const replicaReady = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const opened = openReleases(
    {
      replicaPath: paths.replica,
      journalPath: paths.journal,
      chainKeyPath: paths.chainKey,
      dataDir: config.dataDir,
      replicaReady,
    },
    log,
    keeperBy(sync.call),
    ({ release, profiles, lan }) => {
      port.pushed(profiles);
      lead.listed(lan);
      notify({ release });
    },
    health,
  );
  releases = opened;
  // The sync worker makes the replica, or mends it, before anybody reads it.
  await Promise.all([journal.started(), sessions.started(), sync.started()]);
  Atomics.store(replicaReady, 0, 1);
  Atomics.notify(replicaReady, 0);
  const till = createTill({
    store,
    till: tillName,
    currency: () => config.currency ?? opened.current()?.currency ?? "EUR",
    timeZone: config.timeZone,
    deadlines: port.deadlines,
    releases: opened,
    journal: journal.call,
    askHq: (question, deadlineMs) =>
      sync
        .call("receipt", { ...question, deadlineMs }, { deadlineMs })
        .catch(({ message }: Error) => ({ kind: config.hq ? "unreachable" : "no-hq", message })),
    askUses: ({ withinMs: deadlineMs, ...question }) =>
      sync.call("customerUses", { ...question, deadlineMs }, { deadlineMs }).catch(() => undefined),
    authorities: [lead.authority, ...(config.hq ? [hqAuthority(sync.call)] : [])],
    claimMs: config.hq?.claimMs,
    exchange: config.hq && hqExchange(sync.call),
    neighbours: lead.neighbours,
    pollMs: (config.hq?.pollSeconds ?? POLL_SECONDS) * 1000,
    sessions: sessions.call,
    log,
    switchedOff: () => switchedOff,
    status,
    recorded(slip) {
      if (slip !== undefined) devices?.print(slip);
      push();
    },
    told: push,
    display: (params) => server?.notifyAll("display", params),
    suggestion: (owner, params) =>
      server
        ?.connections()
        .find((connection) => connection === owner)
        ?.notify("suggestion", params),
  });
  const setting: ConnectionSetting = {
    get profile() {
      return port.current;
    },
    secret,
    language: config.language,
    about,
  };
  try {
    await opened.started();
    wake = till.wake;
    await wakeAll();
    offers = till.offers;
    offers.start();
    if (config.hq) healthTimer = setInterval(tellHealth, HEALTH_MS).unref();
    devices = await openDevices(
      config,
      {
        codeRules: till.codeRules,
        code(code) {
          till.saw(code);
          const target = scanTarget();
          target?.notify("scan", toldLabel(code, target.peer()?.language ?? config.language));
        },
        changed: (device, state, slip) => notify({ device, ...state, ...(slip && { slip }) }),
      },
      log,
    );
    server = await startPosServer(
      config.pos.path === undefined ? config.pos : { path: config.pos.path },
      setting,
      { handle, fault },
    );
    if (config.panel) {
      // Loaded only where a POS lives in a browser: HTTP and WebSockets are a tenth of what this thread loads.
      const { startPanel } = await import("./panel/server.ts");
      panel = await startPanel({ ...config.panel, secret, connected: pageConnected });
    }
  } catch (error) {
    await close();
    throw error;
  }
  log.info("agent-ready", { port: server.port, release: opened.current()?.release ?? 0 });
  return { port: server.port, panelPort: panel?.port ?? 0, status, syncNow, close };

  async function handle(
    connection: Connection,
    request: { method: string; params: unknown },
  ): Promise<object> {
    const { method } = request;
    const { role, language } = connection.peer()!;
    if (!isCall(method)) throw new PosError("unknown-call", { detail: method.slice(0, 100) });
    if (role === "monitor" && !MONITOR_CALLS.includes(method)) throw new PosError("not-for-this-role");
    const caller = { owner: connection, language, profile: connection.profile };
    return till.handle(method, readCall(method, request.params), caller);
  }

  /** A page speaks the canonical contract, whatever the till's other POS speaks. */
  function pageConnected(wire: Wire, admits: NonNullable<ConnectionSetting["admits"]>): void {
    server?.accept(wire, { ...setting, profile: GENERIC, admits }, "");
  }

  function fault(error: unknown): void {
    log.error("fault", { message: (error as Error).message, stack: (error as Error).stack });
  }

  function about(): object {
    const { release = 0, promotions = 0 } = releases?.current() ?? {};
    const who = { agent: VERSION, contract: CONTRACT_VERSION, store, till: tillName };
    return { ...who, release, promotions, problems: problemsKnown({ hq: null, parked: [], lead: null }) };
  }

  /** With what the other threads were asked for, if they were. */
  function problemsKnown(
    asked: Pick<Condition, "hq" | "parked"> & { readonly lead: LeadStatus | null },
  ): readonly string[] {
    return [
      ...problemsOf({
        ...asked,
        about: releases?.current(),
        journal: journalState,
        notKept: notKept(),
        suspended: till.suspended(isNearby(asked.lead)),
        sync: sync.ready(),
        aside,
        syncFailure: sync.failure(),
        devices: devicesNow(),
      }),
      ...port.problems(),
      ...lead.problems(asked.lead),
    ];
  }

  /** Why open sales are not on the disk. */
  function notKept(): string | undefined {
    return sessionsState.usable ? till.notKept() : sessionsState.message;
  }

  function devicesNow(): ReturnType<Devices["status"]> {
    return devices?.status() ?? { scanner: null, printer: null };
  }

  async function status(): Promise<AgentStatus> {
    const about = releases?.current();
    const deadline = { deadlineMs: STATUS_MS };
    const [unsettled, parked, hq, leading] = await Promise.all([
      journal.call("unsettled", null, deadline).catch(() => undefined),
      journal.call("parked", null, deadline).catch(() => []),
      sync.call("status", null, deadline).catch(() => null),
      lead.status(STATUS_MS),
    ]);
    return {
      version: VERSION,
      contract: CONTRACT_VERSION,
      store,
      till: tillName,
      release: about?.release ?? 0,
      promotions: about?.promotions ?? 0,
      ...(switchedOff && { switchedOff }),
      openTransactions: till.openSales(),
      suspended: till.suspended(isNearby(leading)),
      journal: { ...journalState, ...(unsettled === undefined ? {} : { unsettled }) },
      sessions: { usable: sessionsState.usable, kept: notKept() === undefined },
      hq,
      lead: leading,
      devices: devicesNow(),
      problems: problemsKnown({ hq, parked, lead: leading }),
      memoryBytes: process.memoryUsage.rss(),
    };
  }

  async function syncNow(): Promise<void> {
    await Promise.all([sync.call("pull", null), sync.call("push", null)]);
    await offers?.look();
  }

  function push(): void {
    if (config.hq) sync.call("push", null).catch(() => {});
  }

  function tellHealth(): void {
    sync.call("health", health.told()).catch(() => {});
  }

  async function close(): Promise<void> {
    clearInterval(healthTimer);
    await panel?.close();
    await server?.close();
    await devices?.close();
    await offers?.stop();
    till.close();
    await releases?.close();
    await lead.close();
    if (config.hq) {
      tellHealth();
      await sync.call("goodbye", GOODBYE_MS, { deadlineMs: GOODBYE_MS }).catch(() => {});
    }
    await sync.close();
    await sessions.close();
    await journal.close();
    lock?.release();
  }

  function journalChanged(state: JournalReady): void {
    journalState = state;
    if (!state.usable) log.error("journal-unusable", { message: state.message });
    notify({ journal: state });
    if (state.usable) void wakeAll();
  }

  function sessionsChanged(state: SessionsReady): void {
    sessionsState = state;
    if (!state.usable) log.error("sessions-unusable", { message: state.message });
    else if (state.broken !== undefined) log.error("sessions-set-aside", { file: state.broken });
    if (state.usable) void wakeAll();
  }

  /** Once both files can be read; what can't be woken now is when they change. */
  async function wakeAll(): Promise<void> {
    try {
      await wake?.();
    } catch (error) {
      log.warning("not-woken-yet", { message: (error as Error).message });
    }
  }

  function syncEvent(event: SyncWorkerEvent): void {
    if (event.kind === "replica-set-aside") setAside(event.file);
    else if (event.kind === "clock-behind" || event.kind === "clock-ahead") {
      const { kind, ...off } = event;
      log.warning(`hq-${kind}`, off);
    } else
      log.info(`hq-${event.kind}`, "message" in event ? { code: event.code, message: event.message } : {});
    if (event.kind === "switched-off") switchOff(event.promotions);
    if (event.kind === "activated") {
      aside = undefined;
      releases?.renew();
    }
    if (event.kind === "reached") void offers?.look();
    if (event.kind === "reached" || event.kind === "unreachable" || event.kind === "rejected")
      notify({ hq: event });
  }

  function setAside(file: string): void {
    aside = file;
    log.error("replica-set-aside", { file });
  }

  /** New sales begin without them; open ones lose them at their next subtotal. */
  function switchOff(promotions: SwitchedOff): void {
    const isNone = Object.keys(promotions).length === 0;
    switchedOff = isNone ? undefined : promotions;
    if (!isNone) log.warning("switched-off", { promotions: Object.keys(promotions).join(", ") });
  }

  /** A scan belongs to the POS with the sale that was touched last; without a sale, to the one that came last. */
  function scanTarget(): Connection | undefined {
    const sellers = server?.connections().filter((connection) => connection.peer()?.role === "pos") ?? [];
    const owner = till.lastOwner();
    return sellers.find((connection) => connection === owner) ?? sellers.at(-1);
  }
}

/** Other tills of the store are reached. */
function isNearby(lead: LeadStatus | null): boolean {
  return (lead?.connected.length ?? 0) > 0;
}
