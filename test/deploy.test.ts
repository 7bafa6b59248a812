import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { SETTING_NAMES } from "../src/config.ts";
import { onlyWith } from "./support/needs.ts";
import { tempDir } from "./support/temp-dir.ts";

const ROOT = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const NEEDED = Number(/>=(\d+)/.exec(JSON.parse(read("package.json")).engines.node)?.[1]);

describe("the Dockerfile", () => {
  const dockerfile = read("deploy/Dockerfile");

  it("runs on a Node.js that is new enough, and without rights", () => {
    const versions = [...dockerfile.matchAll(/^FROM node:(\d+)/gm)].map(([, version]) => Number(version));
    expect(versions.length).toBe(2);
    for (const version of versions) expect(version).toBeGreaterThanOrEqual(NEEDED);
    expect(dockerfile).toMatch(/^USER node$/m);
  });

  it("copies what is there and what .dockerignore lets in, and sets what Docent knows", () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, paths = ""]) =>
      paths.split(" "),
    );
    const letIn = [...read(".dockerignore").matchAll(/^!(.+)$/gm)].map(([, path]) => path);
    expect(copied.toSorted()).toEqual([...letIn, "package.json"].toSorted());
    expect(copied.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    const [, settings = ""] = /^ENV NODE_ENV=production (.+)$/m.exec(dockerfile) ?? [];
    for (const [name] of settings.matchAll(/[A-Z_]+(?==)/g)) expect(SETTING_NAMES).toContain(name);
    expect(existsSync(join(ROOT, JSON.parse(/^CMD (.+)$/m.exec(dockerfile)?.[1] ?? "[]")[1]))).toBe(true);
  });
});

describe("compose.yaml", () => {
  it("builds the Dockerfile, and its services are named as its comments say", () => {
    const text = read("deploy/compose.yaml");
    const { services } = parse(text, { merge: true });
    expect(Object.keys(services)).toEqual(["docent", "docent-redis", "redis"]);
    for (const name of ["docent", "docent-redis"])
      expect(services[name]).toMatchObject({ build: { dockerfile: "deploy/Dockerfile" }, read_only: true });
    for (const name of Object.keys(services["docent-redis"].environment)) expect(SETTING_NAMES).toContain(name);
  });
});

/** What a tool says of a file that it should understand; empty where it has nothing to say. */
function check(tool: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(tool, args, { cwd: ROOT, encoding: "utf8" });
  return status === 0 ? "" : stdout + stderr;
}

const SYSTEMD = "/usr/bin/systemd-analyze";
const hasSystemd = existsSync(SYSTEMD) && existsSync("/usr/bin/node");

describe("docent.service", onlyWith(hasSystemd, "systemd-analyze or /usr/bin/node is not installed"), () => {
  it("is what systemd understands", () => {
    expect(check(SYSTEMD, "verify", "deploy/docent.service")).toBe("");
  });
});

const NGINX = "/usr/sbin/nginx";

describe("nginx.conf", onlyWith(existsSync(NGINX), "nginx is not installed"), () => {
  it("is what nginx understands", () => {
    const folder = tempDir();
    // The certificate is on the machine that it is for.
    const recipe = read("deploy/nginx.conf")
      .replace(/^ *ssl_certificate.*\n/gm, "")
      .replace("listen 443 ssl", "listen 8443");
    const whole = `pid ${folder}/pid;\nerror_log stderr;\nevents {}\nhttp {\naccess_log off;\n${recipe}}\n`;
    writeFileSync(join(folder, "nginx.conf"), whole);
    expect(check(NGINX, "-t", "-q", "-c", join(folder, "nginx.conf"))).toBe("");
  });
});
