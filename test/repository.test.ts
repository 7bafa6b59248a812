import { isUtf8 } from "node:buffer";
import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { onlyWith } from "./support/needs.ts";

const ROOT = join(import.meta.dirname, "..");

/** What may lie in the root of the repository. */
const TOP_LEVEL = [
  ...["src", "commands", "test", "docs", "deploy", ".ci", ".github"],
  ...["README.md", "LICENSE", "Procfile", ".env.example"],
  ...["package.json", "package-lock.json", "tsconfig.json", "biome.json", "vitest.config.ts"],
  ...[".gitignore", ".gitattributes", ".editorconfig", ".npmrc", ".dockerignore"],
];

/** The files that are no text: the compiled loop of the vector search, and the pictures of the documentation. */
const BINARIES = [/^src\/(?:.+\/)?dots\.wasm$/, /^docs\/.+\.(?:png|jpe?g|gif|webp)$/];

/** The hosts that texts about the project may name. */
const HOSTS = ["localhost", "github.com", "docs.github.com"];

const isCheckout = existsSync(join(ROOT, ".git"));

/** The files that git tracks, or those of them that `options` pick. */
function tracked(...options: string[]): string[] {
  const settings = ["-c", "safe.directory=*", "-C", ROOT];
  const output = execFileSync("git", [...settings, "ls-files", "-z", ...options], { encoding: "utf8" });
  return output.split("\0").filter((path) => path !== "");
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** Whether a path is no text; a link or another repository is none, and a file that is deleted is nothing. */
function isBinary(path: string): boolean {
  const stats = lstatSync(join(ROOT, path), { throwIfNoEntry: false });
  if (!stats) return false;
  if (!stats.isFile()) return true;
  const bytes = readFileSync(join(ROOT, path));
  return bytes.includes(0) || !isUtf8(bytes);
}

describe("what git tracks", onlyWith(isCheckout, "this is no git checkout"), () => {
  const files = isCheckout ? tracked() : [];

  test("is there", () => {
    expect(files).toContain("package.json");
  });

  test("lies under the names that the root of the repository has", () => {
    const names = new Set(files.map((path) => path.split("/")[0] ?? ""));
    expect([...names].filter((name) => !TOP_LEVEL.includes(name))).toEqual([]);
  });

  test("is text, but for the binaries that are known", () => {
    const binaries = files.filter(isBinary);
    expect(binaries.filter((path) => !BINARIES.some((known) => known.test(path)))).toEqual([]);
    expect(binaries.map((path) => path.split("/").at(-1))).toContain("dots.wasm");
  });

  test("is nothing that .gitignore keeps out", () => {
    expect(tracked("--cached", "--ignored", "--exclude-per-directory=.gitignore")).toEqual([]);
  });
});

describe("what .gitignore keeps out", onlyWith(isCheckout, "this is no git checkout"), () => {
  test.each([
    "a-1.0-py3-none-any.whl",
    "docent-0.1.0.tgz",
    "dist/index.js",
    "tsconfig.tsbuildinfo",
    "__pycache__/a.pyc",
  ])("%s", (path) => {
    const settings = ["-c", "safe.directory=*", "-C", ROOT];
    expect(() => execFileSync("git", [...settings, "check-ignore", "--quiet", "--no-index", path])).not.toThrow();
  });
});

/** The texts that tell others how to install, test and take part. */
const ABOUT = [".github", ".github/ISSUE_TEMPLATE", ".github/workflows", ".ci"]
  .flatMap((folder) => readdirSync(join(ROOT, folder)).map((file) => `${folder}/${file}`))
  .filter((path) => statSync(join(ROOT, path)).isFile())
  .concat(".npmrc");

describe("what tells others how to take part", () => {
  test.each(ABOUT)("%s names no registry, no host but public ones, and no folder of somebody's machine", (path) => {
    const text = read(path);
    const hosts = [...text.matchAll(/\b[a-z+]+:\/\/([^\s/:"')>]+)/g)].map(([, host = ""]) => host);
    expect(hosts.filter((host) => !HOSTS.includes(host))).toEqual([]);
    expect(text).not.toMatch(/registry/i);
    expect(text.match(/(?:\/(?:home|root|Users|work|tmp)\/\S*|[A-Z]:\\\S*)/g) ?? []).toEqual([]);
  });

  test("package-lock.json fetches packages from nowhere but npm", () => {
    const hosts = [...read("package-lock.json").matchAll(/"resolved": "([^"]*?:\/\/[^/"]+)/g)].map(([, host]) => host);
    expect(hosts.filter((host) => host !== "https://registry.npmjs.org")).toEqual([]);
  });
});

const formSchema = z.strictObject({
  name: z.string().min(3),
  description: z.string().min(3),
  labels: z.array(z.string()),
  body: z.array(
    z.discriminatedUnion("type", [
      z.strictObject({ type: z.literal("markdown"), attributes: z.strictObject({ value: z.string().min(1) }) }),
      field("input", {}),
      field("textarea", { render: z.string().optional(), value: z.string().optional() }),
      field("dropdown", { options: z.array(z.string()).min(2), multiple: z.boolean().optional() }),
      field("checkboxes", {
        options: z.array(z.strictObject({ label: z.string(), required: z.boolean().optional() })),
      }),
    ]),
  ),
});

/** A field of a form. `id`: letters, digits, `-` and `_`. */
function field<Type extends string, Shape extends z.ZodRawShape>(type: Type, attributes: Shape) {
  const text = z.string().optional();
  return z.strictObject({
    type: z.literal(type),
    id: z.string().regex(/^[\w-]+$/),
    attributes: z.strictObject({ label: z.string().min(1), description: text, placeholder: text, ...attributes }),
    validations: z.strictObject({ required: z.boolean() }).optional(),
  });
}

describe("the forms for issues", () => {
  const forms = ["bug", "wrong-answer", "idea"].map((name) => `.github/ISSUE_TEMPLATE/${name}.yml`);

  test.each(forms)("%s has the shape that GitHub reads, and asks for something", (path) => {
    const form = formSchema.parse(parse(read(path)));
    const ids = form.body.flatMap((part) => (part.type === "markdown" ? [] : [part.id]));
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(ids.length);
    expect(form.body.some((part) => part.type !== "markdown" && part.validations?.required)).toBe(true);
  });

  test("are all there is but their settings", () => {
    const files = readdirSync(join(ROOT, ".github/ISSUE_TEMPLATE")).map((file) => `.github/ISSUE_TEMPLATE/${file}`);
    expect(files.toSorted()).toEqual([...forms, ".github/ISSUE_TEMPLATE/config.yml"].toSorted());
  });
});

describe("the workflow of CI", () => {
  const workflow = z
    .object({
      permissions: z.record(z.string(), z.string()),
      jobs: z.record(z.string(), z.object({ steps: z.array(z.record(z.string(), z.unknown())) })),
    })
    .parse(parse(read(".github/workflows/ci.yml")));
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);

  test("runs .ci/run, which may be run", () => {
    expect(steps.flatMap(({ run }) => run ?? [])).toEqual([".ci/run"]);
    expect(() => accessSync(join(ROOT, ".ci/run"), constants.X_OK)).not.toThrow();
  });

  test("may only read, and uses actions of a named major version", () => {
    expect(workflow.permissions).toEqual({ contents: "read" });
    for (const uses of steps.flatMap((step) => step.uses ?? [])) expect(uses).toMatch(/^actions\/[\w-]+@v\d+$/);
  });
});

describe("docs/CHANGELOG.md", () => {
  const changelog = read("docs/CHANGELOG.md");
  const versions = [...changelog.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);

  test("begins with what is not released, and then has the version of package.json with its day", () => {
    const { version } = JSON.parse(read("package.json")) as { version: string };
    expect(versions[0]).toBe("[Unreleased]");
    expect(versions[1]).toMatch(new RegExp(`^\\[${version.replaceAll(".", "\\.")}\\] - \\d{4}-\\d\\d-\\d\\d$`));
  });

  test("puts every change under a kind of Keep a Changelog", () => {
    const kinds = [...changelog.matchAll(/^### (.+)$/gm)].map(([, kind]) => kind);
    const known = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"];
    expect(kinds.filter((kind) => !known.includes(kind ?? ""))).toEqual([]);
  });
});
