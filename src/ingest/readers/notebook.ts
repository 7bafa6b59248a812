import { z } from "zod";
import type { Page, SourceText } from "../document.ts";
import { NotTextError } from "./decode.ts";
import { readMarkdown } from "./markdown.ts";

const lines = z.union([z.string(), z.array(z.string()).transform((parts) => parts.join(""))]);

/** What is used of the notebook format 4 (nbformat.readthedocs.io). */
const notebook = z.object({
  cells: z.array(z.object({ cell_type: z.string(), source: lines })),
  metadata: z
    .object({
      title: z.string().optional(),
      language_info: z.object({ name: z.string() }).optional(),
      kernelspec: z.object({ language: z.string().optional() }).optional(),
    })
    .optional(),
});

/** A Jupyter notebook: its text and its code with the language. What the code once put out is left out. */
export function readNotebook({ path, text, resolve }: SourceText): Page {
  const { cells, metadata } = parse(text);
  const language = metadata?.language_info?.name ?? metadata?.kernelspec?.language ?? "";
  const markdown = cells.map(({ cell_type, source }) => {
    if (cell_type === "markdown") return source;
    return cell_type === "code" && source.trim() ? fenced(source, language) : "";
  });
  const page = readMarkdown({ path, text: markdown.filter(Boolean).join("\n\n"), resolve });
  return metadata?.title ? { ...page, title: metadata.title } : page;
}

function parse(text: string): z.infer<typeof notebook> {
  try {
    return notebook.parse(ofFormat4(JSON.parse(text)));
  } catch (cause) {
    throw new NotTextError("is no Jupyter notebook of format 3 or 4", { cause });
  }
}

/** Format 3 keeps its cells in worksheets, code as `input`, and headings as cells of their own. */
const format3 = z.object({
  worksheets: z.array(
    z.object({
      cells: z.array(
        z.object({
          cell_type: z.string(),
          input: lines.optional(),
          source: lines.optional(),
          level: z.number().optional(),
          language: z.string().optional(),
        }),
      ),
    }),
  ),
});

function ofFormat4(json: unknown): unknown {
  const { data } = format3.safeParse(json);
  if (!data) return json;
  const old = data.worksheets.flatMap(({ cells }) => cells);
  const cells = old.map(({ cell_type, input, source = "", level = 1 }) =>
    cell_type === "heading"
      ? { cell_type: "markdown", source: `${"#".repeat(level)} ${source}` }
      : { cell_type, source: input ?? source },
  );
  const language = old.find((cell) => cell.language)?.language;
  return { cells, metadata: language ? { language_info: { name: language } } : undefined };
}

/** A fence longer than any in the code. */
function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language.replace(/[^\w+#-]/g, "")}\n${code}\n${fence}`;
}
