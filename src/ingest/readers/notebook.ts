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
    return notebook.parse(JSON.parse(text));
  } catch (cause) {
    throw new NotTextError("is no Jupyter notebook of format 4", { cause });
  }
}

/** A fence longer than any in the code. */
function fenced(code: string, language: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language.replace(/[^\w+#-]/g, "")}\n${code}\n${fence}`;
}
