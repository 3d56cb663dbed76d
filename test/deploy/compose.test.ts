import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import { loadConfig } from "../../server/config.ts";
import { ROOT_DIR } from "../engines.ts";

type Service = {
  image: string;
  build?: string;
  command?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  depends_on?: Record<string, unknown>;
};
type Compose = { services: Record<string, Service>; volumes: Record<string, null> };

const read = (path: string) => readFileSync(join(ROOT_DIR, path), "utf8");
const compose = () => parse(read("docker-compose.yml"), { merge: true }) as Compose;

const ajv = new Ajv2020({ strict: false, allErrors: true });
(addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
// Docker Compose knows these by its own code, not by the schema's.
for (const format of ["ports", "expose", "subnet_ip_address"]) ajv.addFormat(format, true);
const isCompose = ajv.compile(JSON.parse(read("test/deploy/compose-spec.json")) as object);
const findings = (document: unknown) =>
  isCompose(document) ? [] : (isCompose.errors ?? []).map((e) => e.instancePath);

test("docker-compose.yml keeps to the compose specification", () => {
  expect(findings(compose())).toEqual([]);
});

test("the schema finds a mistake that is planted", () => {
  const { services, ...rest } = compose();
  expect(findings({ ...rest, services: { ...services, app: { ...services["app"], comand: ["x"] } } })).toContain(
    "/services/app",
  );
});

test("every image is pinned to a full version", () => {
  const images = Object.values(compose().services).map(({ image }) => image);
  expect(images.filter((image) => !/:v?\d+\.\d+\.\d+$/.test(image))).toEqual([]);
  expect(read("Dockerfile").match(/^FROM .*/gm)).toEqual([
    "FROM node:24.21.0-bookworm-slim AS build",
    "FROM node:24.21.0-bookworm-slim",
  ]);
});

test("the image runs the Node that development runs", () => {
  const { devDependencies } = JSON.parse(read("package.json")) as { devDependencies: { node: string } };
  expect(read("Dockerfile")).toContain(`FROM node:${devDependencies.node}-`);
});

test("the S3 server is the version that development builds", () => {
  const [, version] = /versitygw@(v[\d.]+)/.exec(read("dev/install-engines.ts")) ?? [];
  expect(compose().services["s3"]?.image).toBe(`versity/versitygw:${version}`);
});

test("every volume and every service that is named exists", () => {
  const { services, volumes } = compose();
  const used = Object.values(services).flatMap((service) => service.volumes ?? []);
  const named = used.map((volume) => volume.split(":")[0] ?? "").filter((name) => !name.startsWith("."));
  expect([...new Set(named)].sort()).toEqual(Object.keys(volumes).sort());
  const awaited = Object.values(services).flatMap((service) => Object.keys(service.depends_on ?? {}));
  expect(awaited.filter((name) => !(name in services))).toEqual([]);
});

test("app and worker start what is there, with an environment that the configuration takes", () => {
  const { app, worker } = compose().services;
  for (const service of [app, worker]) {
    expect(read(service?.command?.[1] ?? "")).toContain("main()");
    const environment = Object.entries(service?.environment ?? {}).map(([name, value]) => [name, filled(value)]);
    expect(loadConfig(Object.fromEntries(environment) as NodeJS.ProcessEnv)).toMatchObject({
      mode: "production",
      baseUrl: "https://localhost:8443",
      isRehearsal: false,
      mail: { inboxUrl: "http://localhost:8025" },
    });
  }
});

/** As Compose fills in `${NAME:-default}` and `${NAME:?}` where only the two secrets are set. */
function filled(value: string): string {
  return value.replaceAll(/\$\{(\w+)(?::?-([^}]*)|:\?[^}]*)\}/g, (_all, name: string, byDefault?: string) =>
    name.endsWith("SECRET") || name.endsWith("SECRET_KEY") ? "a-long-random-text" : (byDefault ?? ""),
  );
}

test("what Debian brings in the image covers what the workers run", () => {
  const dockerfile = read("Dockerfile");
  const needed = ["ffmpeg", "bubblewrap", "libreoffice-writer-nogui", "poppler-utils", "libheif-examples"];
  expect(needed.filter((name) => !dockerfile.includes(` ${name}`))).toEqual([]);
});
