import { type Dialect, markedLines, replaceProse, rewriteProse } from "./markdown-dialect.ts";

const DEFINITION = /^ {0,3}\[\^([^\]\n]{1,100})\]:[ \t]*(.*)$/;
const USE = /\[\^([^\]\n]{1,100})\](?!:)/;
/** A note is repeated in so many places at the most. */
const MOST_USES = 3;

/** `[^1]`: what a note says comes after the paragraph that it belongs to, where a search finds both. */
export const footnotes: Dialect = {
  name: "footnotes",
  marks: /\[\^[^\]\n]+\]/,
  rewrite(text) {
    const { notes, body } = takeNotes(text);
    const uses = new Map<string, number>();
    return rewriteProse(body, (prose) =>
      prose
        .split(/(\n[ \t]*\n)/)
        .map((paragraph) => withNotes(paragraph, notes, uses))
        .join(""),
    );
  },
};

function takeNotes(text: string): { readonly notes: ReadonlyMap<string, string>; readonly body: string } {
  const notes = new Map<string, string>();
  let current: string | undefined;
  const kept: string[] = [];
  for (const { text: line, isCode } of markedLines(text)) {
    const [, name, words = ""] = isCode ? [] : (DEFINITION.exec(line) ?? []);
    if (name !== undefined) {
      current = name;
      notes.set(name, words.trim());
    } else if (current !== undefined && /^(?: {2,}|\t)\S/.test(line) && !isCode)
      notes.set(current, `${notes.get(current)} ${line.trim()}`);
    else {
      if (line.trim() !== "") current = undefined;
      kept.push(line);
    }
  }
  return { notes, body: kept.join("\n") };
}

function withNotes(paragraph: string, notes: ReadonlyMap<string, string>, uses: Map<string, number>): string {
  const used = new Set<string>();
  const plain = replaceProse(paragraph, USE, ([name = ""]) => {
    used.add(name);
    return "";
  });
  const shown = [...used].flatMap((name) => {
    const count = uses.get(name) ?? 0;
    uses.set(name, count + 1);
    return count < MOST_USES ? (notes.get(name) ?? []) : [];
  });
  return [plain, ...shown].join("\n\n");
}
