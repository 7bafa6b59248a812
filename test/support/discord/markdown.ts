/** What Discord would take for a mention in a message: outside code, whatever the sender allowed. */
export function pingable(content: string): readonly string[] {
  const prose = content.replaceAll(/```[\s\S]*?```/g, " ").replaceAll(/(?<!\\)(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, " ");
  return prose.match(/@everyone|@here|<@[!&]?\d+>/g) ?? [];
}

/** How many fences are still open at the end: 0 or 1. */
export function openFences(content: string): number {
  return (content.match(/```/g) ?? []).length % 2;
}
