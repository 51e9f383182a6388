/** Attacks on what only some stores are told: releases on trial, and what is switched off. */

import { snapshot } from "../../agent/testing/shop.ts";
import { pick } from "../../engine/random-shop/draw.ts";
import { generateSigningKey } from "../../sync/release/keys.ts";
import type { Head } from "../../sync/release/metadata.ts";
import { placeOf } from "../../sync/release/ring.ts";
import type { AttackClass, Scene } from "./attack.ts";
import { announced, enough, headOf, pricesOf, signed } from "./hq.ts";

const HERE = { stores: ["0042"], permille: 0 };
const ELSEWHERE = { stores: ["0043"], permille: 0 };

/** HQ's next head, with more in it. */
export function sign({ hq, files }: Scene, change: Partial<Head>, by = enough(hq.keys, "head")): Buffer {
  const file = signed({ ...hq.head, version: hq.head.version + 1, ...change }, by);
  files.set("head.json", file);
  return file;
}

/** A release that HQ has signed and no head names yet. */
async function signedRelease({ hq, files }: Scene): Promise<Head["release"]> {
  const version = hq.release.version + 1;
  const channels = hq.release.channels.filter(({ channel }) => channel !== "articles/0042");
  channels.push(await announced(pricesOf(version), files, { store: "0042" }));
  const file = signed({ ...hq.release, version, channels }, enough(hq.keys, "release"));
  files.set(`release/${version}.json`, file);
  return headOf(1, version, file, 0).release;
}

/** What is switched off, as HQ would announce it. */
async function killOf(
  { files }: Scene,
  version: number,
  ...ids: string[]
): Promise<NonNullable<Head["kill"]>> {
  const rows = ids.map((promotion_id) => ({ promotion_id, reason: "misprint", by_whom: "Anna", at: "" }));
  return announced(snapshot("kill", version, { switched_off: rows }), files);
}

/** The till lives through HQ's true word first; what is shown then is the attack. */
export function afterThe(scene: Scene, truth: () => unknown, attack: () => unknown) {
  return {
    async prelude() {
      await truth();
      await scene.till.client.pullNow();
      await attack();
    },
  };
}

export const trialRollback: AttackClass = {
  "the head from before the trial that this till has taken": async (scene) => {
    const { hq, files } = scene;
    const before = files.get("head.json")!;
    const candidate = { release: await signedRelease(scene), ring: HERE };
    return {
      says: ["rollback"],
      ...afterThe(
        scene,
        () => sign(scene, { candidate, version: hq.head.version + 1 }),
        () => files.set("head.json", before),
      ),
    };
  },
  "a newer head in which the trial never was": async (scene) => {
    const candidate = { release: await signedRelease(scene), ring: HERE };
    return {
      says: ["rollback"],
      ...afterThe(
        scene,
        () => sign(scene, { candidate }),
        () => sign(scene, { version: scene.hq.head.version + 2 }),
      ),
    };
  },
  "a trial below the release for all": async (scene) => {
    const { hq, older } = scene;
    const name = [...older.keys()].findLast((path) => path.startsWith("release/"))!;
    const version = Number(/\d+/.exec(name)![0]);
    const { release } = headOf(1, version, older.get(name)!, 0);
    const at = pick(scene.draw, [release, hq.head.release]);
    sign(scene, { candidate: { release: at, ring: HERE } });
    return { says: ["malformed"] };
  },
  "what was switched off is on again in the head of before": async (scene) => {
    const before = scene.files.get("head.json")!;
    const kill = await killOf(scene, scene.hq.head.version + 1, "P1");
    return {
      says: ["rollback"],
      ...afterThe(
        scene,
        () => sign(scene, { kill }),
        () => scene.files.set("head.json", before),
      ),
    };
  },
};

export const trialKeyCompromise: AttackClass = {
  "the head's key: an older release for all, behind a trial in another store": async (scene) => {
    const { hq, till, older } = scene;
    await till.restart("lost");
    const name = [...older.keys()].findLast((path) => path.startsWith("release/"))!;
    const { release } = headOf(1, Number(/\d+/.exec(name)![0]), older.get(name)!, 0);
    const trial = { ...hq.head.release, version: Number.MAX_SAFE_INTEGER };
    sign(scene, { release, candidate: { release: trial, ring: ELSEWHERE } }, [hq.keys.head[0]!]);
    return { says: ["rollback"] };
  },
  "the head's key: a trial that the release's keys have not signed": async (scene) => {
    const { hq, files } = scene;
    const version = hq.release.version + 1;
    const file = signed({ ...hq.release, version }, hq.keys.head);
    files.set(`release/${version}.json`, file);
    sign(scene, { candidate: { release: headOf(1, version, file, 0).release, ring: HERE } });
    return { says: ["bad-signature"] };
  },
};

export const trialForgery: AttackClass = {
  "a ring drawn around this store by somebody else": async (scene) => {
    const candidate = { release: await signedRelease(scene), ring: ELSEWHERE };
    const file = sign(scene, { candidate });
    const envelope = JSON.parse(file.toString());
    envelope.signed.candidate.ring = pick(scene.draw, [HERE, { stores: [], permille: placeOf("0042") + 1 }]);
    scene.files.set("head.json", Buffer.from(JSON.stringify(envelope)));
    return { says: ["bad-signature"] };
  },
  "a list of what is switched off under strangers' names": async (scene) => {
    const kill = await killOf(scene, scene.hq.head.version + 1, "P1");
    sign(scene, { kill }, [generateSigningKey(), generateSigningKey()]);
    return { says: ["bad-signature"] };
  },
};

export const trialMix: AttackClass = {
  "another list of what is switched off under its true name": async (scene) => {
    const kill = await killOf(scene, scene.hq.head.version + 1, "P1");
    const other = await killOf(scene, scene.hq.head.version + 1, "P1", "P2");
    scene.files.set(kill.files[0]!.path, scene.files.get(other.files[0]!.path)!);
    sign(scene, { kill });
    return { says: ["wrong-length", "wrong-hash"] };
  },
  "what is switched off, as part of a release": async (scene) => {
    const { hq, files } = scene;
    const version = hq.release.version + 1;
    const channels = [...hq.release.channels, await killOf(scene, version, "P1")];
    const file = signed({ ...hq.release, version, channels }, enough(hq.keys, "release"));
    files.set(`release/${version}.json`, file);
    sign(scene, { release: headOf(1, version, file, 0).release });
    return { says: ["release-rejected"] };
  },
  "other rows than the head says are switched off": async (scene) => {
    const kill = await killOf(scene, scene.hq.head.version + 1, "P1");
    sign(scene, { kill: { ...kill, digest: "1".repeat(64) } });
    return { says: ["malformed"] };
  },
};
