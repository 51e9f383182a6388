/** A chain's releases, published by the publisher as shipped once a process; days show them one after the other. */

import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal } from "../../agent/store/journal.ts";
import { openReplica } from "../../agent/store/replica.ts";
import { sampleChain, writeChain } from "../../sync/fixture/chain.ts";
import { enrolAt } from "../../sync/fixture/enrolled.ts";
import { openHubStore } from "../../sync/hub/hub-store.ts";
import { initKeys } from "../../sync/publish/init-keys.ts";
import { publish } from "../../sync/publish/publish.ts";
import { OPENS_MS, PLACES } from "./day.ts";

export interface Library {
  /** Head versions are release numbers here. */
  readonly folder: string;
  readonly releases: number;
  /** A file: the root that tills are installed with. */
  readonly trustedRoot: string;
  head(release: number): string;
  /** A folder: files of tills and of the hub as they are before the first sale, since to make them takes long. */
  readonly installed: string;
  /** A till's folder as its enrolment left it. @param place as "0042/1", one of `PLACES` */
  enrolled(place: string): string;
  remove(): void;
}

const RELEASES = 10;
const SECOND_MS = 1000;

/** Memory where there is some, since syncs of a real disk are not what is looked at. */
export function memoryFolder(): string {
  try {
    return mkdtempSync("/dev/shm/tillside-simulator-");
  } catch {
    return mkdtempSync(join(tmpdir(), "tillside-simulator-"));
  }
}

/** A journal that comes to a till begins an epoch of its own there. */
async function install(folder: string, enrolled: (place: string) => string): Promise<void> {
  mkdirSync(folder);
  openJournal(join(folder, "journal.db"), { store: "0000", till: "0" }).close();
  openReplica(join(folder, "replica.db"), "0000").close();
  await (await openHubStore({ dataDir: folder })).close();
  for (const place of PLACES) {
    const [store = "", till = ""] = place.split("/");
    enrolAt(folder, { store, till }, enrolled(place));
  }
}

export async function openLibrary(): Promise<Library> {
  const home = memoryFolder();
  const [chain, keys, folder] = ["chain", "keys", "releases"].map((name) => join(home, name)) as [
    string,
    string,
    string,
  ];
  initKeys(keys);
  const head = (release: number) => join(home, `head-${release}.json`);
  for (let release = 1; release <= RELEASES; release += 1) {
    // Prices at every release, coupons at every third: channels stand at different versions.
    writeChain(chain, {
      articles: sampleChain.articles.map((article) => ({ ...article, priceCents: 100 + release })),
      coupons: {
        ...sampleChain.coupons,
        codes: Array.from({ length: 1 + Math.floor(release / 3) }, (_, n) => ({
          code: String(9_912_345_678_901 + n),
          series: "SPRING5",
        })),
      },
    });
    const now = new Date(OPENS_MS - (RELEASES - release) * SECOND_MS);
    await publish({ from: chain, to: folder, keys, now, headDays: 90 });
    copyFileSync(join(folder, "head.json"), head(release));
  }
  const installed = join(home, "installed");
  const enrolled = (place: string) => join(home, place.replace("/", "-"));
  await install(installed, enrolled);
  return {
    folder,
    installed,
    enrolled,
    releases: RELEASES,
    trustedRoot: join(keys, "root.json"),
    head,
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
