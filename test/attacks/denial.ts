/** Attacks that keep a till from what is new, or busy for ever: too much, too slowly, nothing, or rubbish. */

import { hash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { rulesFile } from "../../agent/testing/shop.ts";
import { pick } from "../../engine/random-shop/draw.ts";
import type { Attack, AttackClass, Scene } from "./attack.ts";
import { plant, pointAt } from "./forgery.ts";
import { announced, enough, pricesOf, signed } from "./hq.ts";
import type { Trick } from "./mirror.ts";

/** A newer release as HQ would sign it; the paths that a till asks for, in turn. */
async function offered(scene: Scene): Promise<readonly string[]> {
  const { hq, files } = scene;
  await plant(scene, { release: enough(hq.keys, "release"), head: enough(hq.keys, "head") });
  const prices = [...files.keys()].findLast((path) => path.startsWith("files/"))!;
  return ["head.json", `root/${hq.root.version + 1}.json`, `release/${hq.release.version + 1}.json`, prices];
}

/** Does something to one path's answer, whichever is drawn. */
async function atOne(
  scene: Scene,
  says: Attack["says"],
  act: (request: IncomingMessage, response: ServerResponse, file: Buffer) => void,
): Promise<Attack> {
  const path = pick(scene.draw, await offered(scene));
  const file = scene.files.get(path) ?? Buffer.alloc(100, "root");
  const trick: Trick = (asked, request, response) => {
    if (asked === path) act(request, response, file);
    return asked === path;
  };
  return { says, trick };
}

/** Never ends by itself. */
function pour(response: ServerResponse, part: Buffer): void {
  const more = () => {
    while (!response.destroyed) if (!response.write(part)) break;
  };
  response.on("drain", more);
  more();
}

export const endlessData: AttackClass = {
  "a file that never ends": (scene) =>
    atOne(scene, ["wrong-length"], (_, response) => {
      response.writeHead(200);
      pour(response, Buffer.alloc(65_536, " "));
    }),
  "a fault whose page never ends": (scene) =>
    atOne(scene, ["wrong-length"], (_, response) => {
      response.writeHead(pick(scene.draw, [404, 500, 503]));
      pour(response, Buffer.alloc(65_536, "x"));
    }),
  "a packed answer that unpacks to far more": (scene) => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    return atOne(scene, ["wrong-length"], (_, response) => {
      response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
    });
  },
  "a header that never ends": (scene) =>
    atOne(scene, ["unreachable"], (_, response) => {
      response.writeHead(200, { "x-more": "y".repeat(100_000) }).end();
    }),
  "a file of few bytes that unpacks to many": async (scene) => {
    const { hq, files } = scene;
    const version = hq.release.version + 1;
    const entry = await announced(pricesOf(version), files, { store: "0042" });
    const bomb = zstdCompressSync(Buffer.alloc(10_000_000 + scene.draw(10_000_000)));
    const sha256 = hash("sha256", bomb, "hex");
    const path = `files/articles-0042/0-${version}.${sha256}.zst`;
    files.set(path, bomb);
    const bombed = { ...entry, files: [{ ...entry.files[0]!, path, sha256, bytes: bomb.length }] };
    const channels = hq.release.channels.map((one) => (one.channel === entry.channel ? bombed : one));
    pointAt(scene, version, signed({ ...hq.release, version, channels }, enough(hq.keys, "release")));
    return { says: ["too-large"] };
  },
  "a release that announces more than a till takes": async (scene) => {
    const { hq, files } = scene;
    const version = hq.release.version + 1;
    const entry = await announced(rulesFile(version), files);
    const most = pick(scene.draw, [{ bytes: 2 ** 40 }, { unpackedBytes: 2 ** 40 }]);
    const channels = [{ ...entry, files: [{ ...entry.files[0]!, ...most }] }];
    pointAt(scene, version, signed({ ...hq.release, version, channels }, enough(hq.keys, "release")));
    return { says: ["malformed"] };
  },
  "metadata nested without end": ({ files }) => {
    const depth = 7_000;
    files.set(
      "head.json",
      Buffer.from(`{"signed":{"a":${"[".repeat(depth)}${"]".repeat(depth)}},"signatures":[]}`),
    );
    return { says: ["malformed"] };
  },
};

export const slowRetrieval: AttackClass = {
  "no answer at all": (scene) => atOne(scene, ["unreachable"], () => {}),
  "a beginning, and then nothing": (scene) =>
    atOne(scene, ["unreachable"], (_, response, file) => {
      response.writeHead(200, { "content-length": file.length + 1 });
      response.write(file.subarray(0, 20));
    }),
  "a byte now and then": (scene) =>
    atOne(scene, ["unreachable"], (_, response, file) => {
      response.writeHead(200);
      let at = 0;
      const drip = setInterval(() => {
        if (response.destroyed || at >= file.length) clearInterval(drip);
        else response.write(file.subarray(at, at + 1));
        at += 1;
      }, 20);
    }),
};

export const maliciousMirrors: AttackClass = {
  "says that it is broken": (scene) =>
    atOne(scene, ["refused"], (_, response) => {
      response.writeHead(pick(scene.draw, [400, 401, 403, 410, 416, 500, 502])).end("broken");
    }),
  "says that it is busy": (scene) =>
    atOne(scene, ["unreachable"], (_, response) => {
      response.writeHead(pick(scene.draw, [429, 503]), { "retry-after": "999999999" }).end();
    }),
  "closes the line": (scene) =>
    atOne(scene, ["unreachable"], (request) => {
      request.socket.destroy();
    }),
  "sends the till elsewhere": (scene) =>
    atOne(scene, ["unreachable"], (request, response) => {
      const to = pick(scene.draw, [request.url!, "http://127.0.0.1:9/", "file:///etc/passwd"]);
      response.writeHead(pick(scene.draw, [301, 302, 307]), { location: to }).end();
    }),
  "has a page for guests": (scene) =>
    atOne(scene, ["malformed", "wrong-length"], (_, response) => {
      response.writeHead(200, { "content-type": "text/html" }).end("<html>Please log in to the Wi-Fi</html>");
    }),
  "says nothing, and that all is well": (scene) =>
    atOne(scene, ["malformed", "wrong-length"], (_, response) => {
      response.writeHead(200).end();
    }),
  "speaks no HTTP": (scene) =>
    atOne(scene, ["unreachable"], (request) => {
      request.socket.end("SSH-2.0-OpenSSH_9.2p1\r\n");
    }),
  "says that what the till never had is unchanged": async (scene) => {
    await scene.till.restart("kept");
    return {
      says: ["malformed"],
      trick: (path, _, response) => {
        if (path === "head.json") response.writeHead(304).end();
        return path === "head.json";
      },
    };
  },
  "has the head and not what it names": async (scene) => {
    const [, , release, prices] = await offered(scene);
    scene.files.delete(pick(scene.draw, [release!, prices!]));
    return { says: ["unreachable"] };
  },
  "begins a file with rubbish and cuts the line": async (scene) => {
    const prices = (await offered(scene))[3]!;
    return {
      says: ["unreachable"],
      trick: (path, request, response) => {
        if (path !== prices) return false;
        response.writeHead(200);
        response.write(Buffer.alloc(10 + scene.draw(100), "rubbish"), () => request.socket.destroy());
        return true;
      },
    };
  },
};
