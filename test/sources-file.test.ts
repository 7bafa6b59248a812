import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { readSourcesFile } from "../src/sources-file.ts";
import { tempDir } from "./support/temp-dir.ts";

function file(yaml: string): string {
  const path = join(tempDir(), "docent.yaml");
  writeFileSync(path, yaml);
  return path;
}

describe("docent.yaml", () => {
  test("may be missing", () => expect(readSourcesFile("/nowhere/docent.yaml")).toEqual({ problems: [] }));

  test("declares sources and the versions of places", () => {
    const path = file(`
sources:
  - name: site
    location: https://docs.example.com/en/
    version: 4
    audience: [discord:1/2, slack:T1, web]
    refresh: 6h
    exclude: ["**/blog/**"]
    crawl: { discover: sitemap, pages: 200, delayMs: 100 }
  - name: local
    location: ./docs
    refresh: never
channels:
  - { place: "discord:1/2", version: "3" }
`);
    const { declared, problems } = readSourcesFile(path);
    expect(problems).toEqual([]);
    expect(declared?.versions).toEqual({ "discord:1/2": "3" });
    expect(declared?.sources).toEqual([
      {
        name: "site",
        location: "https://docs.example.com/en/",
        version: "4",
        audience: ["discord:1/2", "slack:T1", "web"],
        refreshMinutes: 360,
        exclude: ["**/blog/**"],
        crawl: { discover: "sitemap", pages: 200, delayMs: 100 },
        declared: true,
      },
      { name: "local", location: join(path, "../docs"), refreshMinutes: 0, declared: true },
    ]);
  });

  test("reads what was answered on GitHub only where there is a token and a repository", () => {
    const repo = file("sources: [{ name: repo, location: github:o/r, answered: [discussions, issues] }]");
    const read = (DOCENT_FILE: string, more = {}) => readConfig({ DOCENT_FILE, ...more }, "/nonexistent/.env");
    expect(() => read(repo)).toThrow(/GITHUB_TOKEN is missing: repo in .* reads what was answered on GitHub/);
    const [source] = read(repo, { GITHUB_TOKEN: "ghp_x" }).declared?.sources ?? [];
    expect(source?.answered).toEqual(["discussions", "issues"]);
    const site = file("sources: [{ name: site, location: https://docs.example.com, answered: [issues] }]");
    expect(() => read(site)).toThrow(/site: answered is for a repository on GitHub/);
    const pulls = file("sources: [{ name: repo, location: github:o/r, answered: [pulls] }]");
    expect(() => read(pulls)).toThrow(/sources, number 1: answered.0 must be discussions or issues/);
  });

  test("has all of its problems told at once, with those of the settings", () => {
    const path = file(`
sources:
  - { name: a, location: ./docs, refresh: soon, audience: [discrod], colour: red }
  - { location: ./docs, crawl: { pages: 0 } }
  - { name: a, location: gopher://x }
channels: 7
`);
    const read = () => readConfig({ DOCENT_FILE: path, PORT: "99999" }, "/nonexistent/.env");
    for (const problem of [
      /PORT must be at most 65535/,
      /sources, number 1: refresh must be a time such as 30m, 6h, 1d, or never/,
      /sources, number 1: audience\.0 must be a place: web, discord, slack/,
      /sources, number 1 .*colour/,
      /sources, number 2: name must be text/,
      /sources, number 2: crawl\.pages must be at least 1/,
      /two sources are named a/,
      /a: Cannot read gopher:\/\/x/,
      /channels must be a list of places with their version/,
    ])
      expect(read).toThrow(problem);
  });

  test.each([
    ["sources: [{ name: a, location: ./x }, { name: a, location: ./y }]", /two sources are named a/],
    ["sources: [{ name: a, location: 'gopher://x' }]", /a: Cannot read gopher:\/\/x/],
    ["sources: [", /is no YAML/],
    [`a: &a [1,1]\nb: &b [${"*a,".repeat(30)}]\nc: [${"*b,".repeat(30)}]`, /is no YAML: Excessive alias count/],
    ["", /the file/],
  ])("%j is a clear problem", (yaml, problem) =>
    expect(readSourcesFile(file(yaml)).problems.join("\n")).toMatch(problem),
  );

  test("and DOCS exclude one another; hosts are named as hosts", () => {
    const path = file("sources: [{ name: a, location: ./x }]");
    expect(() => readConfig({ DOCENT_FILE: path, DOCS: "./docs" }, "/nonexistent/.env")).toThrow(
      /DOCS and .* both name documentation/,
    );
    expect(() => readConfig({ ALLOW_PRIVATE_HOSTS: "http://x" }, "/nonexistent/.env")).toThrow(
      /ALLOW_PRIVATE_HOSTS must be host names/,
    );
    const { allowPrivateHosts } = readConfig(
      { ALLOW_PRIVATE_HOSTS: "127.0.0.1:8080, docs.internal,[::1]:80" },
      "/nonexistent/.env",
    );
    expect(allowPrivateHosts).toEqual(["127.0.0.1:8080", "docs.internal", "[::1]:80"]);
  });
});
