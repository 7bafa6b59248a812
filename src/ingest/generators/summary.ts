import { posix } from "node:path";
import { type AddressRule, bare, INDEX_OR_README, type ReadConfig, setting } from "./generator.ts";

const LINK = /\]\(\s*<?([^()\s<>#?]+)[^()\n]*\)/g;

/** The rule of mdBook: what its summary names becomes a page, and nothing else. */
export async function mdbookRule(config: string, read: ReadConfig): Promise<AddressRule> {
  const folder = bare(setting(config, "src") ?? "src");
  return {
    shape: "html",
    keepsIndex: true,
    contents: [{ folder, prefix: "" }],
    index: INDEX_OR_README,
    slug: "ignored",
    underscored: true,
    listed: await listedIn("SUMMARY.md", folder, read),
    anchors: "mdbook",
  };
}

/** The rule of HonKit and of the GitBook that it goes on from. */
export async function honkitRule(config: string, read: ReadConfig): Promise<AddressRule> {
  const folder = bare(setting(config, "root") ?? "");
  const readme = setting(config, "readme") ?? "README.md";
  return {
    shape: "html",
    contents: [{ folder, prefix: "" }],
    index: readme.toLowerCase() === "index.md" ? INDEX_OR_README : /^readme$/i,
    slug: "ignored",
    listed: await listedIn(setting(config, "summary") ?? "SUMMARY.md", folder, read, readme),
    anchors: "honkit",
  };
}

/** The rule of GitBook. */
export async function gitbookRule(config: string, read: ReadConfig, mark: string): Promise<AddressRule> {
  const isNamed = mark !== "SUMMARY.md";
  const folder = isNamed ? bare(setting(config, "root") ?? "") : "";
  return {
    shape: "clean",
    contents: [{ folder, prefix: "" }],
    index: INDEX_OR_README,
    slug: "ignored",
    listed: await listedIn((isNamed && setting(config, "summary")) || "SUMMARY.md", folder, read, "README.md"),
    anchors: "github",
  };
}

/** The files that a summary links to, beside the page that a book opens with; undefined where there is no summary. */
async function listedIn(
  name: string,
  folder: string,
  read: ReadConfig,
  first?: string,
): Promise<AddressRule["listed"]> {
  const path = posix.join(folder, name);
  const summary = await read(path);
  if (summary === undefined) return undefined;
  const links = [...summary.matchAll(LINK)].map(([, link = ""]) => posix.join(posix.dirname(path), decoded(link)));
  return { by: name, paths: [...(first ? [posix.join(folder, first)] : []), ...links] };
}

function decoded(link: string): string {
  try {
    return decodeURIComponent(link);
  } catch {
    return link;
  }
}
