/** Attacks on what a release is made of: parts that don't belong together, to this till, or to anything. */

import { rulesFile, snapshot } from "../../agent/testing/shop.ts";
import { pick } from "../../engine/random-shop/draw.ts";
import type { ChannelFile } from "../../sync/protocol.ts";
import type { ChannelEntry } from "../../sync/release/metadata.ts";
import type { AttackClass, Scene } from "./attack.ts";
import { pointAt } from "./forgery.ts";
import { announced, enough, headOf, pricesOf, signed } from "./hq.ts";

/** A newer release, rightly signed, with these channels in the place of HQ's or beside them. */
function offer(scene: Scene, ...entries: readonly ChannelEntry[]): void {
  const { hq } = scene;
  const version = hq.release.version + 1;
  const names = new Set(entries.map(({ channel }) => channel));
  const channels = [...hq.release.channels.filter(({ channel }) => !names.has(channel)), ...entries];
  pointAt(scene, version, signed({ ...hq.release, version, channels }, enough(hq.keys, "release")));
}

const next = ({ hq }: Scene) => hq.release.version + 1;
const store = { store: "0042" };
const offerFile = async (scene: Scene, file: ChannelFile, more: Partial<ChannelEntry> = {}) =>
  offer(scene, await announced(file, scene.files, more));

/** A newer release of rules and prices; answers the paths of both files. */
async function offerBoth(scene: Scene): Promise<readonly [rules: string, prices: string]> {
  const rules = await announced(rulesFile(next(scene)), scene.files);
  const prices = await announced(pricesOf(next(scene)), scene.files, store);
  offer(scene, rules, prices);
  return [rules.files[0]!.path, prices.files[0]!.path];
}

const unusable = { says: ["release-rejected"] } as const;
const broken = { says: ["malformed"] } as const;
const changed = { says: ["wrong-hash", "wrong-length"] } as const;

export const extraneousDependencies: AttackClass = {
  "a channel of no known kind": async (scene) => {
    await offerFile(
      scene,
      snapshot("programs/all", next(scene), { program: [{ name: "x", text: "rm -rf" }] }),
    );
    return unusable;
  },
  "a table that is not its channel's": async (scene) => {
    const promotion = [{ id: "FREE", json: "{}" }];
    await offerFile(
      scene,
      snapshot(pick(scene.draw, ["cards/all", "coupons/all"]), next(scene), { promotion }),
    );
    return unusable;
  },
  "a column that the table doesn't have": async (scene) => {
    await offerFile(scene, snapshot("cards/all", next(scene), { card: [{ token: "t", channel: "rules" }] }));
    return unusable;
  },
  "a table of the till's own": async (scene) => {
    await offerFile(scene, snapshot("cards/all", next(scene), { replica_state: [{ one: 1, release: 999 }] }));
    return unusable;
  },
  "a table whose name is more than a name": async (scene) => {
    await offerFile(scene, snapshot("cards/all", next(scene), { "card; DROP TABLE card": [{ token: "t" }] }));
    return broken;
  },
  "a second channel that takes over rows of the first": async (scene) => {
    const [table] = pricesOf(next(scene)).tables;
    const rows = snapshot("articles", next(scene), {
      article: table!.upserts[0]!.map((article) => ({ article, price_cents: 1 })),
    });
    await offerFile(scene, rows);
    return unusable;
  },
  "a channel that is named twice": async (scene) => {
    const entry = await announced(pricesOf(next(scene)), scene.files, store);
    offer(scene, entry, entry);
    return broken;
  },
  "a file that lies outside": async (scene) => {
    const entry = await announced(pricesOf(next(scene)), scene.files, store);
    const path = pick(scene.draw, ["files/../../x/0-1", "../journal", "files//etc/passwd"]);
    offer(scene, { ...entry, files: [{ ...entry.files[0]!, path }] });
    return broken;
  },
  "rules of meanings that are not known here": async (scene) => {
    await offerFile(
      scene,
      snapshot("rules", next(scene), { rule_setting: [{ name: "semantics", json: "99" }] }),
    );
    return unusable;
  },
  "rows of a later schema": async (scene) => {
    await offerFile(scene, { ...pricesOf(next(scene)), schema: 2 + scene.draw(9) }, store);
    return broken;
  },
};

export const mixAndMatch: AttackClass = {
  "an older release's rows under a newer name": async (scene) => {
    const [, prices] = await offerBoth(scene);
    const old = [...scene.older].findLast(([path]) => path.startsWith("files/articles"))![1];
    scene.files.set(prices, old);
    return changed;
  },
  "a newer head over the release before": ({ hq, files, older, nowMs }) => {
    const name = `release/${hq.release.version + 1}.json`;
    files.set(name, older.get([...older.keys()].findLast((path) => path.startsWith("release/"))!)!);
    const head = headOf(hq.head.version + 1, hq.release.version + 1, Buffer.from("another"), nowMs);
    files.set("head.json", signed(head, enough(hq.keys, "head")));
    return changed;
  },
  "an older release under a newer number": (scene) => {
    const old = [...scene.older.keys()].findLast((path) => path.startsWith("release/"))!;
    pointAt(scene, next(scene), scene.older.get(old)!);
    return broken;
  },
  "a release that names another one's files": async (scene) => {
    const was = scene.hq.release.channels.find(({ channel }) => channel === "articles/0042")!;
    offer(scene, { ...was, version: next(scene) });
    return broken;
  },
  "a release that names other rows than its files hold": async (scene) => {
    const entry = await announced(pricesOf(next(scene)), scene.files, store);
    offer(scene, { ...entry, digest: "ab".repeat(32) });
    return broken;
  },
  "a change to rows that this till doesn't have": async (scene) => {
    const from = scene.hq.release.version;
    const delta = { ...pricesOf(next(scene)), from, digestBefore: "cd".repeat(32) };
    await offerFile(scene, delta, store);
    return unusable;
  },
};

export const mixedBundles: AttackClass = {
  "two channels' files exchanged": async (scene) => {
    const [rules, prices] = await offerBoth(scene);
    const file = scene.files.get(rules)!;
    scene.files.set(rules, scene.files.get(prices)!);
    scene.files.set(prices, file);
    return changed;
  },
  "one channel with another's entry": async (scene) => {
    const rules = await announced(rulesFile(next(scene)), scene.files);
    offer(
      scene,
      { ...(await announced(pricesOf(next(scene)), scene.files)), channel: "rules" },
      { ...rules, channel: "articles/0042" },
    );
    return broken;
  },
  "rules of this release, prices that say they are older": async (scene) => {
    const prices = await announced(pricesOf(next(scene) - 2), scene.files, store);
    offer(scene, await announced(rulesFile(next(scene)), scene.files), { ...prices, version: next(scene) });
    return broken;
  },
  "one channel whose changes don't add up beside good ones": async (scene) => {
    const from = scene.hq.release.version;
    const wrong = { ...pricesOf(next(scene)), from, digestBefore: "0".repeat(63) + scene.draw(9) };
    offer(
      scene,
      await announced(rulesFile(next(scene)), scene.files),
      await announced(wrong, scene.files, store),
    );
    return unusable;
  },
  "good prices beside rules that nobody can read": async (scene) => {
    const rules = snapshot("rules", next(scene), { rule_setting: [{ name: "layers", json: '"none"' }] });
    offer(
      scene,
      await announced(pricesOf(next(scene)), scene.files, store),
      await announced(rules, scene.files),
    );
    return unusable;
  },
};

export const partialInstallation: AttackClass = {
  "one file withheld": async (scene) => {
    scene.files.delete(pick(scene.draw, await offerBoth(scene)));
    return { says: ["unreachable"] };
  },
  "one file cut short": async (scene) => {
    const path = pick(scene.draw, await offerBoth(scene));
    const file = scene.files.get(path)!;
    scene.files.set(path, file.subarray(0, scene.draw(file.length)));
    return { says: ["wrong-length"] };
  },
  "one file changed": async (scene) => {
    const path = pick(scene.draw, await offerBoth(scene));
    const file = Buffer.from(scene.files.get(path)!);
    file[scene.draw(file.length)]! ^= 0xff;
    scene.files.set(path, file);
    return { says: ["wrong-hash"] };
  },
  "the line cut within one file": async (scene) => {
    const path = pick(scene.draw, await offerBoth(scene));
    const part = scene.files.get(path)!.subarray(0, 20 + scene.draw(50));
    return {
      says: ["unreachable"],
      trick: (asked, request, response) => {
        if (asked !== path) return false;
        response.writeHead(200, { "content-length": 10_000 });
        response.write(part, () => request.socket.destroy());
        return true;
      },
    };
  },
  "one file refused": async (scene) => {
    const path = pick(scene.draw, await offerBoth(scene));
    const status = pick(scene.draw, [400, 401, 403, 410, 500, 502]);
    return {
      says: ["refused"],
      trick: (asked, _, response) => {
        if (asked === path) response.writeHead(status).end();
        return asked === path;
      },
    };
  },
};
