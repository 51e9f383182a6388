/** Attacks on what headquarters has blocked: whoever was shut out would like to be in again. */

import { snapshot } from "../../agent/testing/shop.ts";
import { generateSigningKey } from "../../sync/release/keys.ts";
import type { Head } from "../../sync/release/metadata.ts";
import type { AttackClass, Scene } from "./attack.ts";
import { announced, enough, headOf, signed } from "./hq.ts";
import { afterThe, sign } from "./trial.ts";

/** As HQ would announce it. */
function listOf(
  { files }: Scene,
  version: number,
  ...ids: string[]
): Promise<NonNullable<Head["blocklist"]>> {
  const common = { kind: "till", from_at: "2026-11-22T18:00:00.000Z", reason: "stolen", by_whom: "Anna" };
  const blocked = ids.map((id) => ({ ...common, id, name: "0042/7", at: "" }));
  return announced(snapshot("blocklist", version, { blocked }), files);
}

const next = ({ hq }: Scene) => hq.head.version + 1;

export const blockedRollback: AttackClass = {
  "the head of before a till was shut out": async (scene) => {
    const before = scene.files.get("head.json")!;
    const blocklist = await listOf(scene, next(scene), "a");
    return {
      says: ["rollback"],
      ...afterThe(
        scene,
        () => sign(scene, { blocklist }),
        () => scene.files.set("head.json", before),
      ),
    };
  },
};

export const blockedForgery: AttackClass = {
  "a list in which nobody is blocked, under strangers' names": async (scene) => {
    const blocklist = await listOf(scene, next(scene), "b");
    sign(scene, { blocklist }, [generateSigningKey(), generateSigningKey()]);
    return { says: ["bad-signature"] };
  },
  "the till that was shut out is taken off the list in the signed head": async (scene) => {
    const [with_, without] = [
      await listOf(scene, next(scene), "a", "b"),
      await listOf(scene, next(scene), "b"),
    ];
    const envelope = JSON.parse(sign(scene, { blocklist: with_ }).toString());
    envelope.signed.blocklist = without;
    scene.files.set("head.json", Buffer.from(JSON.stringify(envelope)));
    return { says: ["bad-signature"] };
  },
};

export const blockedMix: AttackClass = {
  "another list of what is blocked under its true name": async (scene) => {
    const blocklist = await listOf(scene, next(scene), "a", "b");
    const other = await listOf(scene, next(scene), "b");
    scene.files.set(blocklist.files[0]!.path, scene.files.get(other.files[0]!.path)!);
    sign(scene, { blocklist });
    return { says: ["wrong-length", "wrong-hash"] };
  },
  "what is blocked, as part of a release": async (scene) => {
    const { hq, files } = scene;
    const version = hq.release.version + 1;
    const channels = [...hq.release.channels, await listOf(scene, version, "a")];
    const file = signed({ ...hq.release, version, channels }, enough(hq.keys, "release"));
    files.set(`release/${version}.json`, file);
    sign(scene, { release: headOf(1, version, file, 0).release });
    return { says: ["release-rejected"] };
  },
  "other rows than the head says are blocked": async (scene) => {
    const blocklist = await listOf(scene, next(scene), "a");
    sign(scene, { blocklist: { ...blocklist, digest: "1".repeat(64) } });
    return { says: ["malformed"] };
  },
  "what is switched off in the place of what is blocked": async (scene) => {
    const blocklist = await listOf(scene, next(scene), "a");
    sign(scene, { blocklist: { ...blocklist, channel: "kill" } });
    return { says: ["malformed"] };
  },
};

export const blockedKeyCompromise: AttackClass = {
  "the release's key: a head with nobody blocked": async (scene) => {
    const blocklist = await listOf(scene, next(scene));
    sign(scene, { blocklist }, enough(scene.hq.keys, "release"));
    return { says: ["bad-signature"] };
  },
};
