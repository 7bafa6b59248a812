/** What Discord would take for a mention in a message: outside code, whatever the sender allowed. */
export function pingable(content: string): readonly string[] {
  const prose = content.replaceAll(/```[\s\S]*?```/g, " ").replaceAll(/(?<!\\)(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, " ");
  return prose.match(/@everyone|@here|<@[!&]?\d+>/g) ?? [];
}

/** How many fences are still open at the end: 0 or 1. */
export function openFences(content: string): number {
  return (content.match(/```/g) ?? []).length % 2;
}

const FENCE_LINE = /(?:`{3,}(?=[^`]*$)|(?<=^[\s>]*)~{3,})[ \t]*([\w+#.-]*).*$/;

/** The header of a table as Discord is sent it, on top of a message. */
const HEADER = /^```\n\|.*\n\| -.*\n/;

/**
 * The characters of a text that are neither white space nor what differs between standard Markdown and what Discord is
 * sent of it: fences and their info strings, quote marks, the lines of a table, heading levels, the first character
 * of a
 * picture, escapes of bars and backticks.
 */
function essence(markdown: string): string {
  const lines = markdown.replaceAll("\r\n", "\n").replaceAll("\u200b", "").split("\n");
  return lines
    .map((line) =>
      line
        .replace(FENCE_LINE, "")
        .replace(/^(\s{0,3}#{3})#{1,3}(?=\s)/, "$1")
        .replace(/^[\s>]+/, ""),
    )
    .map((line) => line.replaceAll("![", "[").replaceAll("\\|", "|").replaceAll("\\`", "`"))
    .filter((line) => !/^\|[\s|:-]*$/.test(line))
    .join("")
    .replaceAll(/[\s|]/g, "");
}

/**
 * What is missing or too much when messages are read one after the other against the text they came from; an empty
 * string where they are the same. Only a table's header may stand there again.
 */
export function differences(messages: readonly string[], original: string): string {
  let rest = essence(original);
  for (const message of messages) {
    const found = [message, message.replace(HEADER, "")].map(essence).find((text) => rest.startsWith(text));
    if (found === undefined) return `at “${rest.slice(0, 60)}” stands “${essence(message).slice(0, 60)}”`;
    rest = rest.slice(found.length);
  }
  return rest;
}
