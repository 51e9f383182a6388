/** Attacks on what is signed: by whom, how new, and whether it belongs together. */

import { pick } from "../../engine/random-shop/draw.ts";
import { generateSigningKey, type SigningKey } from "../../sync/release/keys.ts";
import type { Release } from "../../sync/release/metadata.ts";
import type { AttackClass, Scene } from "./attack.ts";
import { announced, createHq, enough, headOf, type Keys, pricesOf, rootOf, signed } from "./hq.ts";

const strangers = (): Keys => ({
  root: [generateSigningKey(), generateSigningKey(), generateSigningKey()],
  release: [generateSigningKey(), generateSigningKey()],
  head: [generateSigningKey(), generateSigningKey()],
});

/** A newer release with a head for it, other prices, signed by whoever is named. */
export async function plant(
  { hq, files, nowMs }: Scene,
  by: { readonly release: readonly SigningKey[]; readonly head: readonly SigningKey[] },
  change: Partial<Release> = {},
): Promise<void> {
  const version = hq.release.version + 1;
  const channels = hq.release.channels.filter(({ channel }) => channel !== "articles/0042");
  channels.push(await announced(pricesOf(version), files, { store: "0042" }));
  const file = signed({ ...hq.release, version, channels, ...change }, by.release);
  files.set(`release/${version}.json`, file);
  files.set("head.json", signed(headOf(hq.head.version + 1, version, file, nowMs), by.head));
}

/** A head rightly signed for a release file that the attacker has written. */
export function pointAt({ hq, files, nowMs }: Scene, version: number, file: Buffer): void {
  files.set(`release/${version}.json`, file);
  const head = headOf(hq.head.version + 1, version, file, nowMs);
  files.set("head.json", signed(head, enough(hq.keys, "head")));
}

const rightly = ({ hq }: Scene) => ({ release: enough(hq.keys, "release"), head: enough(hq.keys, "head") });

/** The keys' names with somebody else's signatures. */
const posing = (keys: readonly SigningKey[]) => keys.map(({ keyId }) => ({ ...generateSigningKey(), keyId }));

function resigned(file: Buffer, change: (signatures: { keyId: string; signature: string }[]) => object[]) {
  const envelope = JSON.parse(file.toString());
  return Buffer.from(JSON.stringify({ ...envelope, signatures: change(envelope.signatures) }));
}

const forged = { says: ["bad-signature"] } as const;

export const arbitrarySoftware: AttackClass = {
  "all signed by strangers": async (scene) => {
    await plant(scene, strangers());
    return forged;
  },
  "strangers' signatures under HQ's names": async (scene) => {
    const { keys } = scene.hq;
    await plant(scene, { release: posing(keys.release), head: posing(keys.head) });
    return forged;
  },
  "a true head over a release signed by strangers": async (scene) => {
    await plant(scene, { ...rightly(scene), release: strangers().release });
    return forged;
  },
  "not signed at all": async (scene) => {
    const role = pick(scene.draw, ["release", "head"] as const);
    await plant(scene, { ...rightly(scene), [role]: [] });
    return forged;
  },
  "signed by keys of another role": async (scene) => {
    const { keys } = scene.hq;
    await plant(
      scene,
      pick(scene.draw, [
        { ...rightly(scene), head: [...keys.release, ...keys.root] },
        { ...rightly(scene), release: [...keys.head, ...keys.root] },
      ]),
    );
    return forged;
  },
  "one signature too few": async (scene) => {
    await plant(scene, { ...rightly(scene), release: [pick(scene.draw, scene.hq.keys.release)] });
    return forged;
  },
  "one key's signature counted twice": async (scene) => {
    const one = pick(scene.draw, scene.hq.keys.release);
    await plant(scene, { ...rightly(scene), release: [one, one, one] });
    return forged;
  },
  "the signatures of an older file": async (scene) => {
    await plant(scene, rightly(scene));
    const old = JSON.parse(scene.older.get("head.json")!.toString());
    scene.files.set(
      "head.json",
      resigned(scene.files.get("head.json")!, () => old.signatures),
    );
    return forged;
  },
  "one bit of a signed file": async (scene) => {
    await plant(scene, rightly(scene));
    const file = Buffer.from(scene.files.get("head.json")!);
    file[scene.draw(file.length - 1)]! ^= 1 << scene.draw(7);
    scene.files.set("head.json", file);
    return { says: ["bad-signature", "malformed", "wrong-hash", "wrong-length"] };
  },
  "a release shown as a head": async (scene) => {
    scene.files.set("head.json", scene.files.get(`release/${scene.hq.release.version}.json`)!);
    return forged;
  },
  "other rows under a true name": async (scene) => {
    await plant(scene, rightly(scene));
    const path = [...scene.files.keys()].findLast((name) => name.startsWith("files/"))!;
    const file = Buffer.from(scene.files.get(path)!);
    file[scene.draw(file.length)]! ^= 1 << scene.draw(8);
    scene.files.set(path, file);
    return { says: ["wrong-hash"] };
  },
};

export const rollback: AttackClass = {
  "all of HQ as it was": ({ files, older }) => {
    for (const [path, file] of older) files.set(path, file);
    return { says: ["rollback"] };
  },
  "all of HQ as it was, to a till without its replica": async ({ till, files, older }) => {
    await till.restart("lost");
    for (const [path, file] of older) files.set(path, file);
    return { says: ["rollback"] };
  },
  "a newer head for an older release": ({ hq, files, older, nowMs }) => {
    const name = [...older.keys()].findLast((path) => path.startsWith("release/"))!;
    const version = Number(/\d+/.exec(name)![0]);
    const head = headOf(hq.head.version + 1, version, older.get(name)!, nowMs);
    files.set("head.json", signed(head, enough(hq.keys, "head")));
    return { says: ["rollback"] };
  },
  "a newer release with an older channel": async (scene) => {
    const { hq, draw, files } = scene;
    const version = hq.release.version + 1;
    const behind = await announced(pricesOf(hq.release.version - 1 - draw(3)), files, { store: "0042" });
    const channels = hq.release.channels.map((entry) => (entry.channel === behind.channel ? behind : entry));
    pointAt(scene, version, signed({ ...hq.release, version, channels }, enough(hq.keys, "release")));
    return { says: ["rollback"] };
  },
  "an older root in the next one's place": ({ hq, files }) => {
    files.set(`root/${hq.root.version + 1}.json`, files.get(`root/${hq.root.version}.json`)!);
    files.set("head.json", signed({ ...hq.head, version: hq.head.version + 1 }, enough(hq.keys, "head")));
    return { says: ["rollback"] };
  },
  "a root that leaves one out": ({ hq, files }) => {
    const { version } = hq.root;
    files.set(`root/${version + 1}.json`, signed(rootOf(version + 2, hq.keys), hq.keys.root));
    files.set("head.json", signed({ ...hq.head, version: hq.head.version + 1 }, enough(hq.keys, "head")));
    return { says: ["rollback"] };
  },
  "the newest root withheld from a till that had it": ({ hq, till, files }) => {
    hq.rotate("release");
    const newest = `root/${hq.root.version}.json`;
    files.set(newest, hq.files.get(newest)!);
    files.set("head.json", signed({ ...hq.head, version: hq.head.version + 1 }, enough(hq.keys, "head")));
    return {
      says: ["rollback"],
      async prelude() {
        await till.client.pullNow();
        await till.restart("kept");
        files.delete(newest);
      },
    };
  },
  "no head any more": ({ files }) => {
    files.delete("head.json");
    return { says: ["rollback"] };
  },
  "nothing published, it is said, to a till that starts": async ({ till, files }) => {
    await till.restart(till.events.length % 2 === 0 ? "kept" : "lost");
    files.clear();
    return { says: ["rollback"] };
  },
};

const DAY_MS = 86_400_000;

export const freeze: AttackClass = {
  "always the same head": ({ draw }) => ({ says: ["expired"], laterMs: 8 * DAY_MS + draw(100) * DAY_MS }),
  "always the same head, as unchanged": ({ draw }) => ({
    says: ["expired"],
    laterMs: 8 * DAY_MS + draw(100) * DAY_MS,
    trick: (path, _, response) => {
      if (path !== "head.json") return false;
      response.writeHead(304).end();
      return true;
    },
  }),
  "a head that had expired when it was shown": async (scene) => {
    const { hq, draw, files, nowMs } = scene;
    await plant(scene, rightly(scene));
    const version = hq.release.version + 1;
    const at = nowMs - (8 + draw(1000)) * DAY_MS;
    const head = headOf(hq.head.version + 1, version, files.get(`release/${version}.json`)!, at);
    files.set("head.json", signed(head, enough(hq.keys, "head")));
    return { says: ["expired"] };
  },
  "the same head to a till that starts anew": async ({ till, draw }) => {
    await till.restart("kept");
    return { says: ["expired"], laterMs: 8 * DAY_MS + draw(100) * DAY_MS };
  },
  "the same head to a till without its replica": async ({ till, draw }) => {
    await till.restart("lost");
    return { says: ["expired"], laterMs: 8 * DAY_MS + draw(100) * DAY_MS };
  },
};

export const keyCompromise: AttackClass = {
  "the head's key: a release that only it signs": async (scene) => {
    await plant(scene, { ...rightly(scene), release: scene.hq.keys.head });
    return forged;
  },
  "the head's key: an older release": ({ hq, files, older, nowMs }) => {
    const name = [...older.keys()].findLast((path) => path.startsWith("release/"))!;
    const head = headOf(hq.head.version + 1, Number(/\d+/.exec(name)![0]), older.get(name)!, nowMs);
    files.set("head.json", signed(head, [hq.keys.head[1]!]));
    return { says: ["rollback"] };
  },
  "the head's key: a release that is not there": ({ hq, files, draw, nowMs }) => {
    const head = headOf(hq.head.version + 1, hq.release.version + 1 + draw(9), Buffer.from("none"), nowMs);
    files.set("head.json", signed(head, [hq.keys.head[0]!]));
    return { says: ["unreachable"] };
  },
  "the head's key: the highest number there is, until HQ takes the key back": ({ hq, files, nowMs }) => {
    const head = headOf(Number.MAX_SAFE_INTEGER, hq.release.version + 1, Buffer.from("none"), nowMs);
    files.set("head.json", signed(head, [hq.keys.head[0]!]));
    return { says: ["unreachable"], remedy: () => hq.rotate("head") };
  },
  "the release's keys: a head that only they sign": async (scene) => {
    await plant(scene, { ...rightly(scene), head: scene.hq.keys.release });
    return forged;
  },
  "the release's keys: another release under the true head": async (scene) => {
    const { hq, files } = scene;
    const { version } = hq.release;
    const other = { ...hq.release, publishedAt: new Date(scene.nowMs + 1).toISOString() };
    await scene.till.restart("lost");
    files.set(`release/${version}.json`, signed(other, enough(hq.keys, "release")));
    return { says: ["wrong-hash", "wrong-length"] };
  },
  "one of the release's keys, and the head's": async (scene) => {
    await plant(scene, { ...rightly(scene), release: [pick(scene.draw, scene.hq.keys.release)] });
    return forged;
  },
  "one root key: a root with the thief's keys": ({ hq, files, draw }) => {
    const thief = { ...strangers(), root: hq.keys.root };
    const one = pick(draw, hq.keys.root);
    files.set(`root/${hq.root.version + 1}.json`, signed(rootOf(hq.root.version + 1, thief), [one, one]));
    files.set("head.json", signed({ ...hq.head, version: hq.head.version + 1 }, thief.head));
    return forged;
  },
  "one root key: signed by the thief's root keys too": ({ hq, files, draw }) => {
    const thief = strangers();
    const by = [pick(draw, hq.keys.root), ...thief.root];
    files.set(`root/${hq.root.version + 1}.json`, signed(rootOf(hq.root.version + 1, thief), by));
    files.set("head.json", signed({ ...hq.head, version: hq.head.version + 1 }, thief.head));
    return forged;
  },
  "keys that were taken back": async (scene) => {
    const { hq, files, draw } = scene;
    const before = rightly(scene);
    const role = pick(draw, ["release", "head"] as const);
    hq.rotate(role);
    files.set(`root/${hq.root.version}.json`, hq.files.get(`root/${hq.root.version}.json`)!);
    await plant(scene, { ...rightly(scene), [role]: before[role] });
    return forged;
  },
};

export const wrongInstallation: AttackClass = {
  "another chain's whole mirror": async ({ files, nowMs }) => {
    const other = await createHq(nowMs);
    for (const [path, file] of other.files) files.set(path, file);
    await other.publish(nowMs);
    files.set("head.json", other.files.get("head.json")!);
    return forged;
  },
  "another chain's next root": ({ hq, files }) => {
    const other = strangers();
    files.set(`root/${hq.root.version + 1}.json`, signed(rootOf(hq.root.version + 1, other), other.root));
    files.set("head.json", signed({ ...hq.head, version: hq.head.version + 1 }, enough(hq.keys, "head")));
    return forged;
  },
  "another store's articles, as everybody's": async (scene) => {
    const { hq, files } = scene;
    const version = hq.release.version + 1;
    const channels = [...hq.release.channels, await announced(pricesOf(version, "articles/0043"), files)];
    pointAt(scene, version, signed({ ...hq.release, version, channels }, enough(hq.keys, "release")));
    return { says: ["release-rejected"] };
  },
  "another store's articles, as this store's": async (scene) => {
    const { hq, files } = scene;
    const version = hq.release.version + 1;
    const foreign = await announced(pricesOf(version, "articles/0043"), files, { store: "0042" });
    const channels = hq.release.channels.filter(({ channel }) => channel !== "articles/0042");
    pointAt(
      scene,
      version,
      signed({ ...hq.release, version, channels: [...channels, foreign] }, enough(hq.keys, "release")),
    );
    return { says: ["release-rejected"] };
  },
  "another store's file in this store's channel": async (scene) => {
    const { hq, files } = scene;
    const version = hq.release.version + 1;
    const foreign = await announced(pricesOf(version, "articles/0043"), files);
    const mine = { ...foreign, channel: "articles/0042", store: "0042" };
    const channels = hq.release.channels.filter(({ channel }) => channel !== "articles/0042");
    pointAt(
      scene,
      version,
      signed({ ...hq.release, version, channels: [...channels, mine] }, enough(hq.keys, "release")),
    );
    return { says: ["malformed"] };
  },
};
