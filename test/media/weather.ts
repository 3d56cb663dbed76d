import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** What the way to the file store does to a request that carries a part. `silence` takes it and never answers. */
export type Weather = "fair" | 500 | 503 | "silence" | "cut";

export type BadWeather = {
  url: string;
  /** Asked anew for every part, by method and address. */
  sky: (request: string) => Weather;
  /** What it does that to: parts, unless told otherwise. */
  methods: readonly string[];
  /** How long each part is held back, in milliseconds. */
  delayMs: number;
  close(): Promise<void>;
};

/** Stands between a browser and the file store. Host stays as it was: it is part of the signature. */
export async function openWeather(storeUrl: string): Promise<BadWeather> {
  const { hostname, port } = new URL(storeUrl);
  const weather = { sky: (_request: string): Weather => "fair", delayMs: 0, methods: ["PUT"] as readonly string[] };
  const server: Server = createServer((req, res) => {
    void (async () => {
      const now = weather.methods.includes(req.method ?? "") ? weather.sky(`${req.method} ${req.url}`) : "fair";
      if (now === "silence") return void req.resume();
      if (now === "cut") return void req.socket.destroy();
      if (typeof now === "number") {
        req.resume();
        await new Promise((resolve) => req.once("end", resolve));
        res.writeHead(now, { "access-control-allow-origin": "*" }).end();
        return;
      }
      if (req.method === "PUT" && weather.delayMs > 0) await pause(weather.delayMs);
      const onward = request({ hostname, port, method: req.method, path: req.url, headers: req.headers }, (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(res);
      });
      onward.on("error", () => res.destroy());
      req.on("error", () => onward.destroy());
      req.pipe(onward);
    })();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return Object.assign(weather, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
