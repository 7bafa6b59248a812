import { type AddressRule, bare, type ContentFolder, setting } from "./generator.ts";

const LANGUAGE_CODE = /^[a-z]{2,3}(?:-[a-z]{2,4})?$/i;
const MOUNT = /source["']?\s*[:=]\s*["']?([\w./-]+)["']?[\s,]*target["']?\s*[:=]\s*["']?content["']?\s*$/gim;
const SECTION_PERMALINK = /^[ \t]*["']?([\w/-]+)["']?[ \t]*[:=][ \t]*["']?([^"'\s]*:[^"'\n]*)["']?[ \t]*$/gm;

/** The rule of Hugo. */
export function hugoRule(config: string): AddressRule {
  const language = setting(config, "defaultContentLanguage") ?? "en";
  const inSubdir = setting(config, "defaultContentLanguageInSubdir") === "true";
  const prefixOf = (code: string) => (inSubdir || code !== language ? code.toLowerCase() : "");
  const folders = new Map([["content", ""]]);
  folders.set(bare(setting(config, "contentDir") ?? "content"), "");
  for (const [, folder = ""] of config.matchAll(MOUNT)) folders.set(bare(folder), "");
  for (const { folder, code } of translated(config)) folders.set(folder, prefixOf(code));
  const contents = [...folders].map(([folder, prefix]): ContentFolder => ({ folder, prefix }));
  const languages = languagesOf(config).filter((code) => code !== language);
  return {
    shape: setting(config, "uglyURLs") === "true" ? "html" : "directory",
    contents: [...contents, ...contents.flatMap((content) => sectionsOf(config, content))],
    index: /^_?index$/i,
    segment: (name) => name.toLowerCase().trim().replace(/\s+/g, "-"),
    languages,
    htmlPages: true,
    anchors: "hugo",
  };
}

/** Languages that have a folder of their own: `contentDir` below the name of one, in TOML or YAML. */
function translated(config: string): { readonly folder: string; readonly code: string }[] {
  const lines = config.split("\n");
  return lines.flatMap((line, at) => {
    const [, indent = "", dir] = /^([ \t]*)["']?contentDir["']?[ \t]*[:=][ \t]*["']?([\w./-]+)/i.exec(line) ?? [];
    if (dir === undefined) return [];
    const folder = bare(dir);
    const above = lines.slice(0, at).findLast((one) => isAbove(one, indent.length));
    const code = /([\w-]+)["']?[\]:]*[ \t]*[:={[]*[ \t]*$/.exec(above ?? "")?.[1] ?? folder.split("/").at(-1) ?? "";
    return LANGUAGE_CODE.test(code) && folder !== "content" ? [{ folder, code }] : [];
  });
}

function isAbove(line: string, indent: number): boolean {
  if (/^[ \t]*\[/.test(line)) return true;
  return line.trim() !== "" && line.length - line.trimStart().length < indent;
}

function languagesOf(config: string): string[] {
  const toml = [...config.matchAll(/^[ \t]*\[languages\.([\w-]+)\]/gim)].map(([, code = ""]) => code);
  const [, block = ""] = /^languages:[ \t]*\n((?:[ \t]+[^\n]*\n|[ \t]*\n){1,500})/im.exec(config) ?? [];
  const yaml = [...block.matchAll(/^(?: {2}| {4}|\t)["']?([\w-]+)["']?:[ \t]*$/gm)].map(([, code = ""]) => code);
  return [...toml, ...yaml].filter((code) => LANGUAGE_CODE.test(code)).map((code) => code.toLowerCase());
}

/** Sections whose pages have addresses of another form: those below `permalinks`. */
function sectionsOf(config: string, { folder, prefix }: ContentFolder): ContentFolder[] {
  const start = /^[ \t]*(?:\[permalinks(?:\.page)?\]|permalinks:)[ \t]*$/im.exec(config);
  if (!start) return [];
  const rest = config.slice(start.index + start[0].length);
  const [block = ""] = rest.split(/^(?:\[(?!permalinks)|\w)[^\n]*[:\]][ \t]*$/m, 1);
  return [...block.matchAll(SECTION_PERMALINK)].map(([, section = "", pattern = ""]) => ({
    folder: section === "/" ? folder : `${folder}/${section}`,
    prefix,
    permalink: pattern.replace(/:sections?\b(?:\[[^\]]*\])?/g, section),
  }));
}
