/** A directive or a target, which nothing but reStructuredText begins a line with. */
const EXPLICIT = /^\.\. (?:_[^:\n]{1,80}:|(?:\|[^|\n]{1,80}\| )?[\w:.-]{1,60}::)/gm;
/** A heading or a fence of Markdown. */
const MARKDOWN = /^(?:#{1,6} \S|`{3}|~{3}[^~])/gm;

/** Whether a text is reStructuredText, whatever its file is called: Sphinx takes any ending that it is told. */
export function isRst(text: string): boolean {
  const explicit = text.match(EXPLICIT)?.length ?? 0;
  return explicit > 0 && explicit > (text.match(MARKDOWN)?.length ?? 0);
}
