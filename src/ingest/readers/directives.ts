import { announcing, capitalised, labelled } from "./dialects/markdown-dialect.ts";

/** A directive of Sphinx and docutils, in reStructuredText or in MyST. `body`: moved to the left margin. */
export interface Directive {
  readonly name: string;
  readonly argument: string;
  readonly options: Readonly<Record<string, string>>;
  readonly body: readonly string[];
}

const ADMONITION =
  /^(?:note|warning|tip|important|caution|danger|attention|hint|error|seealso|admonition|todo|topic|sidebar)$/;
const TAB = /^(?:tab-item|tab|group-tab)$/;
const TITLED =
  /^(?:dropdown|card|grid-item-card|grid-item|details|collapse|rubric|centered|admonition-title|exercise|solution|theorem|proof)$/;
const CODE =
  /^(?:code|code-block|code-cell|sourcecode|parsed-literal|prompt|doctest|testcode|testoutput|ipython|literalinclude|code-tab|terminal|console|bash|python|julia|r|sql|ojs|mermaid|graphviz|raw-code|jsx|diagram|productionlist)$/i;
/** What shows nothing of its own, or nothing that could be read without running the project's code. */
const SILENT =
  /^(?:toctree|contents|index|raw|bibliography|meta|highlight|currentmodule|module|py:module|py:currentmodule|default-role|role|tabularcolumns|sectionauthor|codeauthor|autosummary|youtube|video|iframe|include|default-domain|testsetup|testcleanup|header|footer|target-notes|sectnum|title|jinja|plot|gallery|minigallery|button-ref|button-link|tags|ifconfig-end)$/;
const GENERATED = /^auto(?:module|class|function|method|exception|data|attribute|doc\w*|pydantic\w*)$/;
const OBJECT =
  /^(?:(?:py|c|cpp|js|rst|std|php|rb|http|ruby|go):)?(?:function|class|method|classmethod|staticmethod|attribute|property|data|exception|decorator|option|cmdoption|envvar|confval|setting|describe|object|member|macro|type|struct|enum|enumerator|var|directive|role|get|post|put|delete|patch|describe|program|macro|namespace|const|global|module-attribute|syntax|interface|trait)$/;
const VERSION: Readonly<Record<string, string>> = {
  versionadded: "New in version",
  versionchanged: "Changed in version",
  deprecated: "Deprecated since version",
  versionremoved: "Removed in version",
};

/** What stands in a directive, as Markdown. */
type Render = (body: readonly string[]) => string;

/** How directives are shown, by name; the first that fits counts. What fits none is what stands in it. */
const SHOWN: readonly (readonly [RegExp, (directive: Directive, render: Render) => string])[] = [
  [SILENT, () => ""],
  [
    ADMONITION,
    (directive, render) => `${labelled(directive.argument || kindOf(directive.name))}\n${render(directive.body)}\n`,
  ],
  [CODE, codeBlock],
  [TAB, ({ argument, body }, render) => `${labelled(argument && announcing(argument))}\n${render(body)}\n`],
  [TITLED, ({ argument, body }, render) => `${labelled(argument)}\n${render(body)}\n`],
  [GENERATED, ({ argument }) => `\n\`${argument}\`\n`],
  [OBJECT, (directive, render) => `\n${signatures(directive)}\n\n${render(directive.body)}\n`],
  [/^math$/, ({ argument, body }) => `\n$$\n${[argument, ...body].filter(Boolean).join("\n")}\n$$\n`],
  [/^image$/, ({ options }) => (options.alt ? `\n${options.alt}\n` : "")],
  [/^table$/, ({ argument, body }, render) => `${labelled(argument)}\n${render(body)}\n`],
  [/^list-table$/, (directive, render) => titledTable(directive, listRows(directive.body, render))],
  [/^csv-table$/, (directive) => titledTable(directive, csvRows(directive))],
  [/^(?:versionadded|versionchanged|versionremoved|deprecated)$/, versionNote],
];

/** What a reader of the site sees of a directive, as Markdown. `render`: for what stands in it. */
export function renderDirective(directive: Directive, render: Render): string {
  const [, show] = SHOWN.find(([pattern]) => pattern.test(directive.name)) ?? [];
  return show ? show(directive, render) : `\n${render(directive.body)}\n`;
}

function kindOf(name: string): string {
  return name === "seealso" ? "See also" : capitalised(name);
}

function versionNote({ name, argument, body }: Directive, render: Render): string {
  const [, version = "", words = ""] = /^(\S*)\s*(.*)$/s.exec(argument) ?? [];
  return `\n**${VERSION[name]} ${version}${words ? `:** ${words}` : "**"}\n\n${render(body)}\n`;
}

function titledTable({ argument, options }: Directive, rows: string[][]): string {
  return `${labelled(argument)}\n${table(rows, options)}\n`;
}

function signatures({ argument, body, options }: Directive): string {
  const lines = [argument, ...(body.length === 0 && options.signature ? [options.signature] : [])];
  return lines
    .flatMap((line) => line.split("\n"))
    .map((line) => line.trim().replace(/`/g, ""))
    .filter(Boolean)
    .map((line) => `**\`${line}\`**`)
    .join("\n");
}

function codeBlock({ name, argument, options, body }: Directive): string {
  const [language = "", ...title] = argument.split(/\s+/);
  const known = /^(?:code|code-block|code-cell|sourcecode|code-tab|literalinclude)$/.test(name);
  const shown = known
    ? language
    : /^(?:prompt|parsed-literal|doctest|testcode|testoutput|terminal)$/.test(name)
      ? ""
      : name;
  const named = name === "code-tab" ? title.join(" ") || capitalised(language) : options.caption;
  const label = named && announcing(named);
  const lines = body.join("\n").replace(/^\n+|\s+$/g, "");
  if (lines === "") return name === "literalinclude" ? "" : labelled(label);
  const fence = "`".repeat(Math.max(2, ...(lines.match(/`{3,}/g) ?? []).map(({ length }) => length)) + 1);
  return `${labelled(label)}\n${fence}${(options.language ?? shown).replace(/[^\w+#-]/g, "")}\n${lines}\n${fence}\n`;
}

/** A list of lists: each outer item is a row, each inner one a cell. */
function listRows(body: readonly string[], render: Render): string[][] {
  const rows: string[][][] = [];
  for (const line of body) {
    const [, row, cell, words = ""] = /^(?:([*-])[ \t]+|[ \t]{1,4})([*-])(?:[ \t]+(.*))?$/.exec(line) ?? [];
    if (row) rows.push([]);
    if (cell) rows.at(-1)?.push([words]);
    else rows.at(-1)?.at(-1)?.push(line.trim());
  }
  return rows.map((row) => row.map((cell) => render(cell)));
}

function csvRows({ options, body }: Directive): string[][] {
  const row = (line: string) =>
    [...line.matchAll(/(?:^|,)[ \t]*(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, bare = ""]) => quoted?.replaceAll('""', '"') ?? bare,
    );
  return [...(options.header ? [options.header] : []), ...body].filter((line) => line.trim() !== "").map(row);
}

/** Rows as a table of Markdown; without a header row its head is empty. */
function table(rows: readonly (readonly string[])[], options: Directive["options"]): string {
  const hasHead = options["header-rows"] !== undefined && options["header-rows"] !== "0";
  return markdownTable(hasHead || options.header !== undefined ? rows : [[], ...rows]);
}

/** Rows as a table of Markdown, the first as its head. */
export function markdownTable(rows: readonly (readonly string[])[]): string {
  const width = Math.max(0, ...rows.map(({ length }) => length));
  if (width === 0) return "";
  const shown = rows.map((row) => `| ${Array.from({ length: width }, (_, at) => cell(row[at] ?? "")).join(" | ")} |`);
  return [shown[0] ?? "", `|${" --- |".repeat(width)}`, ...shown.slice(1)].join("\n");
}

function cell(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .trim()
    .replace(/(?<!\\)\|/g, "\\|");
}

const CODE_ROLE =
  /^(?:(?:py|c|cpp|js|std|rst|go):)?(?:code|literal|func|class|meth|attr|mod|data|exc|obj|const|file|command|option|envvar|program|samp|confval|macro|member|type|var|setting|djadmin|kbd)$/;
const SILENT_ROLE = /^(?:cite\S*|octicon|fas|fab|far|fa|material-\w+|index|bdg-?\S*|footcite\S*|nbsp|raw-?\w*)$/;

/** What a reader sees of a role: `text <target>` is its text, `~module.name` its name. */
export function renderRole(role: string, content: string): string {
  if (/^bdg/.test(role)) return content;
  if (SILENT_ROLE.test(role)) return "";
  const [, text, target] = /^([^<]*\S)\s*<([^<>]+)>$/.exec(content) ?? [];
  const shown = text ?? content.replace(/^!/, "").replace(/^~(?:.*\.)?([^.]+)$/, "$1");
  if (/^(?:link|download)$/.test(role) && text && target && /^https?:/.test(target)) return `[${text}](${target})`;
  return CODE_ROLE.test(role) ? `\`${shown}\`` : shown;
}
