/** HQ: its releases folder, and its hub as shipped, on a disk that can be backed up and put back. */

import { copyFileSync, existsSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type { Hono } from "hono";
import { hubApp } from "../../sync/hub/app.ts";
import type { Hints } from "../../sync/hub/hints.ts";
import { openHubStore } from "../../sync/hub/hub-store.ts";
import type { HubStore } from "../../sync/hub/store.ts";
import { Disk } from "./disk.ts";
import type { Library } from "./library.ts";
import type { Server } from "./network.ts";
import type { Time } from "./time.ts";
import type { Trace } from "./trace.ts";

const SECRET = "a secret of more than thirty-two characters";

export interface HqParts {
  readonly folder: string;
  readonly library: Library;
  readonly time: Time;
  readonly trace: Trace;
  /** What HQ believes the time is. */
  readonly clockMs: () => number;
  /** A fault that is made on purpose. */
  readonly spoil?: ((store: HubStore, hubDb: () => string) => HubStore) | undefined;
}

export class Hq implements Server {
  readonly disk: Disk;
  /** Releases published so far; what a mirror shows may be older. */
  published = 0;
  wasPutBack = false;
  /** Something in front of the hub that refuses some requests: a firewall, a proxy. It reads a copy. */
  front: ((request: Request) => Promise<Response | undefined>) | undefined;
  readonly #parts: HqParts;
  readonly #releases: string;
  #life: { readonly store: HubStore; readonly app: Hono; readonly end: () => void } | undefined;
  #listeners = new Set<(version: number) => void>();
  #headVersion = 0;

  constructor(parts: HqParts) {
    this.#parts = parts;
    this.disk = new Disk(join(parts.folder, "hub"), ["hub.db"], parts.library.installed);
    this.#releases = join(parts.folder, "releases");
    mkdirSync(this.#releases);
    for (const name of ["root", "release", "files"])
      symlinkSync(join(parts.library.folder, name), join(this.#releases, name));
  }

  get isUp(): boolean {
    return this.#life !== undefined;
  }

  async start(): Promise<void> {
    const { time, trace, clockMs, spoil } = this.#parts;
    const life = { isAlive: true };
    const opened = await openHubStore({
      dataDir: this.disk.path,
      patience: {
        steadyMs: () => time.nowMs,
        waitFor: (done, ms) => time.passFor(Promise.race([done, time.pause(ms)]), () => life.isAlive),
      },
    });
    const store = spoil?.(opened, () => this.disk.file("hub.db")) ?? opened;
    const app = hubApp({
      store,
      releasesDir: this.#releases,
      hints: this.#hints(),
      secret: SECRET,
      nowMs: clockMs,
      later: (run, ms) => time.later(ms, () => life.isAlive && run()),
      onFault: (error, path) => {
        throw new Error(`the hub failed at ${path}`, { cause: error });
      },
    });
    const end = () => {
      life.isAlive = false;
    };
    this.#life = { store: opened, app, end };
    trace.note("hub", "starts");
  }

  /** It comes back with a backup of earlier. It must be off. */
  putBack(folder: string): void {
    this.disk.replaceBy(folder);
    this.wasPutBack = true;
    this.#parts.trace.note("hub", "has its backup of earlier");
  }

  async kill(): Promise<void> {
    if (this.#life === undefined) return;
    const { store, end } = this.#life;
    this.#life = undefined;
    this.#listeners.clear();
    end();
    this.disk.leave();
    await store.close();
    this.#parts.trace.note("hub", "is killed");
  }

  answer(request: Request): Promise<Response> | undefined {
    const life = this.#life;
    if (life === undefined) return undefined;
    const asked = async () => {
      const response = (await this.front?.(request)) ?? (await life.app.fetch(request));
      // As Node's server says it: tills with a wrong clock go by it.
      response.headers.set("Date", new Date(this.#parts.clockMs()).toUTCString());
      return response;
    };
    return asked();
  }

  /** The next release. */
  publish(): void {
    const { library, trace } = this.#parts;
    this.published = Math.min(this.published + 1, library.releases);
    trace.note("hq", `publishes release ${this.published}`);
    this.show(this.published);
  }

  /** What tills are shown; an older one is a mirror that stood still, or a backup. */
  show(release: number): void {
    const { library, trace } = this.#parts;
    if (release < this.published) trace.note("hq", `shows release ${release} again`);
    if (release === 0) return;
    copyFileSync(library.head(release), join(this.#releases, "head.json"));
    this.#headVersion = release;
    for (const told of this.#listeners) told(release);
  }

  get shows(): boolean {
    return existsSync(join(this.#releases, "head.json"));
  }

  /** As the hub has them: told at once of the newest, then of each newer one. */
  #hints(): Hints {
    return {
      listen: (told) => {
        this.#listeners.add(told);
        if (this.#headVersion > 0) told(this.#headVersion);
        return () => void this.#listeners.delete(told);
      },
      close: () => this.#listeners.clear(),
    };
  }
}
